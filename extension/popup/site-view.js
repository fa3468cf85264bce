// "The site you are on": whether the card works there, and the one click that allows it.

import { fixedSiteOf, allowSites, grantedSites, siteOf } from "../sites.js";
import { rivalOn } from "../rivals.js";
import { asking } from "./asking.js";
import { button, element, refill } from "./element.js";
import { verdictOn } from "./verdict.js";
import { said } from "./words.js";

/** @typedef {import("./verdict.js").Verdict} Verdict */

/** @type {Readonly<Record<Verdict, import("./words.js").Sentence>>} */
const WORDS = {
  rival: ["popup_site_rival"],
  linux: ["popup_site_linux"],
  works: ["popup_site_works"],
  ask: ["popup_site_ask"],
  "needs-https": ["popup_site_needs_https"],
  none: ["popup_site_none"],
};

/**
 * @param {HTMLElement} place
 * @param {string} os
 */
export async function showSite(place, os) {
  const [{ id: tabId, url } = {}] = await chrome.tabs.query({ active: true, currentWindow: true });
  await draw(place, { url, os, rival: false });
  // A page that is busy, or stopped by a dialog, may take its time to answer.
  if (tabId !== undefined && (await rivalOn(tabId))) {
    await draw(place, { url, os, rival: true });
  }
}

/**
 * @param {HTMLElement} place
 * @param {{ url: string | undefined, os: string, rival: boolean }} seen
 */
async function draw(place, { url, os, rival }) {
  const [fixedSite, site] = [fixedSiteOf(url), siteOf(url)];
  const withdrawn = fixedSite !== undefined && !(await chrome.permissions.contains(originsOf(url)));
  const verdict = verdictOn({ url, fixedSite, withdrawn, site, added: await grantedSites(), rival, os });
  const words = element("p", { class: "detail" }, said(WORDS[verdict]));
  const request = () =>
    site === undefined ? chrome.permissions.request(originsOf(url, fixedSite)) : allowSites([site]);
  const allow =
    verdict === "ask" ? [button(said(["popup_site_allow"]), asking(request, words), { class: "button" })] : [];
  place.setAttribute("data-verdict", verdict);
  refill(place, ...nameOf(url), words, ...allow);
}

/**
 * The page's own host may be allowed where the whole of its site is not.
 *
 * @param {string | undefined} url
 * @param {string} [host]
 */
function originsOf(url = "", host) {
  const { protocol, hostname } = new URL(url);
  return { origins: [`${protocol}//${host ?? hostname}/*`] };
}

/** @param {string | undefined} url */
function nameOf(url) {
  return url?.startsWith("http") ? [element("p", { class: "name" }, new URL(url).host)] : [];
}
