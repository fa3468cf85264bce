// "The site you are on": whether the card works there, and the one click that allows it.

import { fixedSiteOf, allowSites, grantedSites, siteOf } from "../sites.js";
import { rivalOn } from "../rivals.js";
import { button, element } from "./element.js";
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
 * @param {Element} place
 * @param {string} os
 */
export async function showSite(place, os) {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const url = tab?.url;
  const site = siteOf(url);
  const rival = tab?.id !== undefined && (await rivalOn(tab.id));
  const verdict = verdictOn({ url, fixedSite: fixedSiteOf(url), site, added: await grantedSites(), rival, os });
  const words = element("p", { class: "detail" }, said(WORDS[verdict]));
  place.setAttribute("data-verdict", verdict);
  place.replaceChildren(...nameOf(url), words);
  if (verdict === "ask" && site !== undefined) {
    place.append(
      button(
        said(["popup_site_allow"]),
        async () => {
          if (!(await allowSites([site]))) {
            words.textContent = said(["popup_site_refused"]);
          }
        },
        { class: "button" },
      ),
    );
  }
}

/** @param {string | undefined} url */
function nameOf(url) {
  return url?.startsWith("http") ? [element("p", { class: "name" }, new URL(url).host)] : [];
}
