// Which page protocol may be spoken where: the official portal's on its own sites alone, Web eID on all others,
// and what is missing is told on both, but only on sites that came with the extension or that the person allowed.
// In the official protocol the page chooses what is signed: spoken elsewhere, it could relay any site's challenge.

import { failed } from "./failure.js";
import { fixedSiteOf, isGranted, siteOf } from "./sites.js";

/** @typedef {"web-eid" | "official" | "presence"} PageProtocol */

const OFFICIAL_HOSTS = ["myna.go.jp", "e-tax.nta.go.jp"];

/**
 * @param {PageProtocol} protocol
 * @param {string} origin the browser's word
 * @throws {import("./failure.js").Failure} if the protocol has no place on this site
 */
export async function confine(protocol, origin) {
  if (protocol === "official") {
    if (!isOfficial(origin)) {
      throw failed("origin-not-official");
    }
    return;
  }
  if (protocol === "web-eid" && isOfficial(origin)) {
    throw failed("origin-official");
  }
  const site = siteOf(origin);
  if (fixedSiteOf(origin) === undefined && (site === undefined || !(await isGranted(site)))) {
    throw failed("site-not-allowed");
  }
}

/** @param {string} origin */
function isOfficial(origin) {
  const { protocol, hostname } = new URL(origin);
  return protocol === "https:" && OFFICIAL_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}
