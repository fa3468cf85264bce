// On which sites the extension works: the fixed ones of the manifest, and those that the person allowed, one by one.
// The browser's own permissions are the only memory of the latter.

import { enter } from "./entering.js";

const { host_permissions: fixedPatterns = [], content_scripts: contentScripts = [] } =
  /** @type {chrome.runtime.ManifestV3} */ (chrome.runtime.getManifest());

/** The sites that come with the extension, as the hosts of match patterns: `*.` stands for every name below. */
export const FIXED_SITES = Object.freeze([...new Set(fixedPatterns.map((pattern) => pattern.split("/")[2] ?? ""))]);

const WEB_EID = "content/web-eid.js";
const ADDED_SITES = Object.freeze({
  id: "added-sites",
  js: contentScripts.map(({ js = [] }) => js.map(pathOf)).find((paths) => paths.includes(WEB_EID)) ?? [],
  runAt: /** @type {const} */ ("document_start"),
});

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const EXACT_PATTERN = /^https:\/\/([^*/]+)\/\*$/;
const WIDE_PATTERN = /^(?:<all_urls>$|(?:\*|https?):\/\/\*)/;

/**
 * @param {string | undefined} url
 * @returns {string | undefined} the fixed site that a page belongs to
 */
export function fixedSiteOf(url) {
  const { protocol, hostname } = parsed(url) ?? {};
  return FIXED_SITES.find(
    (site) =>
      hostname !== undefined &&
      fixedPatterns.includes(`${protocol}//${site}/*`) &&
      (hostname === site || (site.startsWith("*.") && hostname.endsWith(site.slice(1)))),
  );
}

/**
 * The site that a page belongs to, if the person can add it.
 *
 * @param {string | undefined} url
 * @returns {string | undefined} the host: a site has no port, since match patterns have none
 */
export function siteOf(url) {
  const { protocol, hostname } = parsed(url) ?? {};
  return protocol === "https:" && hostname !== undefined && HOST.test(hostname) && fixedSiteOf(url) === undefined
    ? hostname
    : undefined;
}

/** @returns {Promise<string[]>} the sites that the person allowed, in order */
export async function grantedSites() {
  const { origins = [] } = await chrome.permissions.getAll();
  return sites(origins.map((pattern) => EXACT_PATTERN.exec(pattern)?.[1]));
}

/**
 * @param {string} site
 * @returns {Promise<boolean>} whether the person allowed this very site
 */
export async function isGranted(site) {
  return (await grantedSites()).includes(site);
}

/** @returns {Promise<string[]>} the sites that an administrator pre-selected, in order; that grants none of them */
export async function managedSites() {
  try {
    const { sites: hosts } = await chrome.storage.managed.get("sites");
    return Array.isArray(hosts) ? sites(hosts) : [];
  } catch {
    // Firefox refuses where no administrator has set anything.
    return [];
  }
}

/**
 * Asks the person, in the browser's own words; it must be called within a click.
 *
 * @param {readonly string[]} allowed
 * @returns {Promise<boolean>} whether the person agreed
 */
export function allowSites(allowed) {
  return chrome.permissions.request({ origins: allowed.map(patternOf) });
}

/** @param {string} site */
export async function forgetSite(site) {
  await chrome.permissions.remove({ origins: [patternOf(site)] });
}

/** @param {() => void} tell called whenever the lists may have changed */
export function onSitesChanged(tell) {
  chrome.permissions.onAdded.addListener(tell);
  chrome.permissions.onRemoved.addListener(tell);
  chrome.storage.onChanged.addListener((_changes, area) => area === "managed" && tell());
}

/** @type {Promise<void>} */
let reconciled = Promise.resolve();

/**
 * Makes the registered content scripts fit the sites that are allowed now; open pages of a new one are entered at once.
 * Calls follow one another, since each compares with what the one before has left.
 */
export function reconcile() {
  reconciled = reconciled.then(register, register);
  return reconciled;
}

async function register() {
  await refuseAllAtOnce();
  const matches = (await grantedSites()).map(patternOf);
  const [registered] = await chrome.scripting.getRegisteredContentScripts({ ids: [ADDED_SITES.id] });
  if (matches.length === 0) {
    await (registered && chrome.scripting.unregisterContentScripts({ ids: [ADDED_SITES.id] }));
    return;
  }
  const script = { ...ADDED_SITES, js: [...ADDED_SITES.js], matches };
  await (registered
    ? chrome.scripting.updateContentScripts([script])
    : chrome.scripting.registerContentScripts([script]));
  const before = registered?.matches ?? [];
  // Nobody waits for the tabs: one that does not answer must not keep the next change from being made.
  void enter(
    matches.filter((pattern) => !before.includes(pattern)),
    ADDED_SITES.js,
  );
}

/** Browsers have a switch of their own for all sites at once; here they are allowed one by one. */
async function refuseAllAtOnce() {
  const { origins = [] } = await chrome.permissions.getAll();
  const wide = origins.filter((pattern) => WIDE_PATTERN.test(pattern) && !fixedPatterns.includes(pattern));
  if (wide.length > 0) {
    await chrome.permissions.remove({ origins: wide });
  }
}

/**
 * Not every browser gives the manifest's files as they stand there: Firefox does not.
 *
 * @param {string} file
 */
function pathOf(file) {
  return new URL(file, chrome.runtime.getURL("")).pathname.slice(1);
}

/** @param {string} site */
function patternOf(site) {
  return `https://${site}/*`;
}

/** @param {readonly unknown[]} hosts */
function sites(hosts) {
  const known = hosts.filter((host) => typeof host === "string" && siteOf(`https://${host}/`) === host);
  return /** @type {string[]} */ ([...new Set(known)].sort());
}

/** @param {string | undefined} url */
function parsed(url) {
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}
