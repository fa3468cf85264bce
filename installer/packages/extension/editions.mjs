// What each browser or store gets: the files of the tree as they are, and of the manifest only what is meant for it.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** @typedef {Record<string, unknown>} Manifest */

/**
 * What is left out of the manifest, as paths of its members.
 *
 * `key` fixes the id of an unpacked extension: a store and a signature say it themselves, and a store refuses it.
 * Of the background's two forms each browser warns of the other's.
 */
const OMITTED = {
  chrome: ["key", "browser_specific_settings", "background.scripts"],
  edge: ["key", "browser_specific_settings", "background.scripts"],
  crx: ["key", "browser_specific_settings", "background.scripts"],
  firefox: ["key", "minimum_chrome_version", "background.service_worker"],
};

/** @typedef {keyof typeof OMITTED} Edition */

/**
 * The files of one edition.
 *
 * @param {string} folder the extension's
 * @param {Edition} edition
 * @param {Manifest} [added] to the manifest, where a place needs what only it knows
 * @returns {import("./zip.mjs").Entry[]}
 */
export function files(folder, edition, added = {}) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    const content = readFileSync(path);
    return { name, content: name === "manifest.json" ? manifestFor(content, edition, added) : content };
  });
}

/**
 * @param {Buffer} content
 * @param {Edition} edition
 * @param {Manifest} added
 */
function manifestFor(content, edition, added) {
  /** @type {Manifest} */
  const manifest = JSON.parse(content.toString());
  for (const path of OMITTED[edition]) {
    const members = path.split(".");
    const last = members.pop() ?? "";
    const parent = members.reduce((object, member) => /** @type {Manifest} */ (object[member]), manifest);
    // One that is no longer there would be left out of nothing, and nobody would notice.
    if (!Reflect.has(parent, last)) {
      throw new Error(`the manifest has no ${path} to leave out`);
    }
    Reflect.deleteProperty(parent, last);
  }
  return Buffer.from(`${JSON.stringify({ ...manifest, ...added }, null, 2)}\n`);
}
