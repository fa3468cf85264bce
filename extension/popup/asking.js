// The click that asks the browser for sites: whoever says no there, or is not asked at all, reads what to do.

import { said } from "./words.js";

/**
 * @param {() => Promise<boolean>} request
 * @param {HTMLElement} words where a refusal is told
 * @returns {() => Promise<void>} what to do in a click
 */
export function asking(request, words) {
  return async () => {
    // A request that the browser throws out counts as a refusal: the way on is the same.
    const agreed = await request().catch(() => false);
    if (!agreed) {
      words.textContent = said(["popup_site_refused"]);
    }
  };
}
