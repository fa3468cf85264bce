// Other login extensions: where one answers a page already, this one stays silent, or two windows would open.

import { pageIn } from "./entering.js";

/**
 * Asks the page itself, so that nothing is remembered that may no longer be so.
 *
 * @param {number} tabId
 * @returns {Promise<boolean>} whether another login extension was met on the page that the tab shows
 */
export async function rivalOn(tabId) {
  const { rival } = await pageIn(tabId);
  return rival;
}
