// Packs the extension for the stores, for Firefox, and, where a key is given, for one's own server.

import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { crx3, idOf, updateManifest } from "./crx3.mjs";
import { files } from "./editions.mjs";
import { zip } from "./zip.mjs";

/** The names of what a self-hosted extension consists of, below one address. */
const CRX = "mpa-extension.crx";
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
 * @param {{key: import("node:crypto").KeyObject, epoch: number, address: string}} choices
 *   `address`: of the folder in which the two files will stand, without a slash at its end
 */
export function packSigned(extension, out, { key, epoch, address }) {
  mkdirSync(out, { recursive: true });
  const updates = `${address}/${UPDATES}`;
  const { version } = JSON.parse(readFileSync(join(extension, "manifest.json"), "utf8"));
  // Chromium looks there for a newer one: what a policy says holds for the first time only.
  writeFileSync(join(out, CRX), crx3(zip(files(extension, "crx", { update_url: updates }), epoch), key));
  writeFileSync(join(out, UPDATES), updateManifest({ id: idOf(key), version, crx: `${address}/${CRX}` }));
  return { id: idOf(key), updates };
}

/**
 * The key with which the extension is signed, from outside the tree.
 *
 * @param {string} file PEM
 */
export function readKey(file) {
  return createPrivateKey(readFileSync(file));
}
