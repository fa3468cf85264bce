// Whether a login with the card works on the page that the person is looking at, and if not, why.

/**
 * @typedef {object} Place
 * @property {string | undefined} url which browsers tell of sites, but not of their own pages
 * @property {string | undefined} fixedSite the site from the start that the page belongs to
 * @property {boolean} withdrawn the person has taken that site's permission back, by the browser's own switches
 * @property {string | undefined} site the site that the person could add
 * @property {readonly string[]} added the sites that the person has added
 * @property {boolean} rival whether another login extension was met on the page
 * @property {string} os as `runtime.getPlatformInfo` names it
 */

/** @typedef {"rival" | "linux" | "works" | "ask" | "needs-https" | "none"} Verdict */

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * @param {Place} place
 * @returns {Verdict}
 */
export function verdictOn({ url, fixedSite, withdrawn, site, added, rival, os }) {
  if (rival) {
    return "rival";
  }
  if (fixedSite !== undefined) {
    if (os === "linux" && !LOOPBACK.has(fixedSite)) {
      return "linux";
    }
    return withdrawn ? "ask" : "works";
  }
  if (site !== undefined) {
    return added.includes(site) ? "works" : "ask";
  }
  return url?.startsWith("http:") ? "needs-https" : "none";
}
