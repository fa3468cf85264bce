// "The site you are on": whether the card works there, and the one click that allows it.

import { fixedSiteOf, allowSites, grantedSites, siteOf } from "../sites.js";
import { rivalOn } from "../rivals.js";
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
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const url = tab?.url;
  const site = siteOf(url);
  const rival = tab?.id !== undefined && (await rivalOn(tab.id));
  const verdict = verdictOn({ url, fixedSite: fixedSiteOf(url), site, added: await grantedSites(), rival, os });
  const words = element("p", { class: "detail" }, said(WORDS[verdict]));
  const allow = async () => {
    if (site !== undefined && !(await allowSites([site]))) {
      words.textContent = said(["popup_site_refused"]);
    }
  };
  const offered = verdict === "ask" ? [button(said(["popup_site_allow"]), allow, { class: "button" })] : [];
  place.setAttribute("data-verdict", verdict);
  refill(place, ...nameOf(url), words, ...offered);
}

/** @param {string | undefined} url */
function nameOf(url) {
  return url?.startsWith("http") ? [element("p", { class: "name" }, new URL(url).host)] : [];
}
