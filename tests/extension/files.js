// Where the tests find what they read: the extension as it ships, and the golden messages.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const EXTENSION = new URL("../../extension/", import.meta.url);
const HOST = new URL("../../host/", import.meta.url);
const MESSAGES = new URL("../fixtures/messages/", import.meta.url);

/** @param {string} path within `extension/` */
export function shipped(path) {
  return readFileSync(new URL(path, EXTENSION), "utf8");
}

/** @param {string} path within `host/` */
export function documentation(path) {
  return readFileSync(new URL(path, HOST), "utf8");
}

/** @returns {string[]} every file that ships, by its path within `extension/` */
export function shippedFiles() {
  return readdirSync(EXTENSION, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(EXTENSION).length).replace(/^\//, ""))
    .sort();
}

/**
 * @param {string} path within `fixtures/messages/`
 * @returns {unknown}
 */
export function golden(path) {
  return JSON.parse(readFileSync(new URL(path, MESSAGES), "utf8"));
}

/**
 * @param {"en" | "ja"} language
 * @returns {Record<string, { message: string }>}
 */
export function locale(language) {
  return JSON.parse(shipped(`_locales/${language}/messages.json`));
}
