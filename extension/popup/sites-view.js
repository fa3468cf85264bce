// The sites on which the card works: those that the person added, an administrator's choice, and those from the start.

import { FIXED_SITES, allowSites, forgetSite, grantedSites, managedSites } from "../sites.js";
import { asking } from "./asking.js";
import { button, element, refill } from "./element.js";
import { said } from "./words.js";

/** @param {HTMLElement} place */
export async function showAddedSites(place) {
  const added = await grantedSites();
  if (added.length === 0) {
    refill(place, element("p", { class: "detail" }, said(["popup_sites_empty"])));
    return;
  }
  refill(place, element("ul", { class: "sites" }, ...added.map(addedSite)));
}

/** @param {HTMLElement} place */
export async function showManagedSites(place) {
  const added = await grantedSites();
  const waiting = (await managedSites()).filter((site) => !added.includes(site));
  const words = element("p", { class: "detail" }, said(["popup_sites_managed"]));
  place.hidden = waiting.length === 0;
  refill(
    place,
    words,
    element("ul", { class: "sites" }, ...waiting.map((site) => element("li", {}, site))),
    button(
      said(["popup_sites_allow_all"]),
      asking(() => allowSites(waiting), words),
      { class: "button" },
    ),
  );
}

/** @param {Element} list */
export function showFixedSites(list) {
  const below = FIXED_SITES.filter((site) => site.startsWith("*.")).map((site) => site.slice("*.".length));
  const names = FIXED_SITES.filter((site) => !site.startsWith("*."));
  list.replaceChildren(
    ...names.map((site) => element("li", {}, below.includes(site) ? said(["popup_sites_below", site]) : site)),
  );
}

/** @param {string} site */
function addedSite(site) {
  const remove = button(said(["popup_sites_remove"]), () => forgetSite(site), {
    class: "button quiet",
    "aria-label": said(["popup_sites_remove_named", site]),
  });
  return element("li", {}, element("span", {}, site), remove);
}
