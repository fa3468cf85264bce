// Packs the extension for the stores, for Firefox, and, where a key is given, for one's own server.

import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { crx3, idOf, updateManifest } from "./crx3.mjs";
import { files } from "./editions.mjs";
import { zip } from "./zip.mjs";

/** The name of what newer versions are found by, below one address. */
const UPDATES = "updates.xml";

/**
 * The packages that need no key of this project's: stores sign what they hand out.
 *
 * @param {string} extension its folder
 * @param {string} out
 * @param {number} epoch
 */
export function packForStores(extension, out, epoch) {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "mpa-extension-chrome.zip"), zip(files(extension, "chrome"), epoch));
  writeFileSync(join(out, "mpa-extension-edge.zip"), zip(files(extension, "edge"), epoch));
  writeFileSync(join(out, "mpa-extension.xpi"), zip(files(extension, "firefox"), epoch));
}

/**
 * A signed package and its update manifest, for the address at which both will be found.
 *
 * @param {string} extension its folder
 * @param {string} out
 * @param {object} choices
 * @param {import("node:crypto").KeyObject} choices.key
 * @param {number} choices.epoch
 * @param {string} choices.address of the folder in which the two files will stand, without a slash at its end
 * @param {string} [choices.crx] the package's name
 * @param {string} [choices.version] instead of the manifest's own
 */
export function packSigned(
  extension,
  out,
  { key, epoch, address, crx = "mpa-extension.crx", version = ownVersion(extension) },
) {
  mkdirSync(out, { recursive: true });
  const updates = `${address}/${UPDATES}`;
  // Chromium looks there for a newer one: what a policy says holds for the first time only.
  const archive = zip(files(extension, "crx", { version, update_url: updates }), epoch);
  writeFileSync(join(out, crx), crx3(archive, key));
  writeFileSync(join(out, UPDATES), updateManifest({ id: idOf(key), version, crx: `${address}/${crx}` }));
  return { id: idOf(key), updates };
}

/** @param {string} extension its folder */
function ownVersion(extension) {
  return String(JSON.parse(readFileSync(join(extension, "manifest.json"), "utf8")).version);
}

/**
 * The key with which the extension is signed, from outside the tree.
 *
 * @param {string} file PEM
 */
export function readKey(file) {
  return createPrivateKey(readFileSync(file));
}
