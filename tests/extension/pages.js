// The extension's own pages, read as text: what they load, what they hold, and which sentences they say.

import { shipped, shippedFiles } from "./files.js";

const PAGES = /^(?:popup|setup)\//;

/** The two pages, with the modules that each of them starts. */
export const OWN_PAGES = Object.freeze([
  { page: "popup/popup.html", modules: ["popup/fill-words.js", "popup/popup.js"] },
  { page: "setup/setup.html", modules: ["popup/fill-words.js", "setup/setup.js"] },
]);

/** @returns {string[]} every file of theirs */
export function pageFiles() {
  return shippedFiles().filter((path) => PAGES.test(path));
}

/** @returns {string[]} the keys of all sentences that they say */
export function pageKeys() {
  return pageFiles().flatMap((path) => {
    const text = shipped(path);
    const inMarkup = matches(text, /data-words="(\w+)"/g);
    const inCode = matches(text, /"((?:popup|setup)_\w+)"/g);
    // A concern is two sentences under one key.
    const next = matches(text, /concern\(([^)]*)\)/g).flatMap((values) => matches(values, /"(\w+_\w+)"/g));
    return [...inMarkup, ...inCode, ...next.map((key) => `${key}_next`)];
  });
}

/**
 * @param {string} text
 * @param {RegExp} form with one group
 * @returns {string[]}
 */
export function matches(text, form) {
  return [...text.matchAll(form)].map(([, group]) => String(group));
}
