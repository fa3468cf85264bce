// The click that asks for a site: what the popup says when the browser does not grant it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { locale } from "./files.js";

const words = locale("en");
const i18n = {
  getUILanguage: () => "en-US",
  /** @param {string} key */
  getMessage: (key) => words[key]?.message ?? "",
};
Object.assign(globalThis, { chrome: { i18n } });
const { asking } = await import("../../extension/popup/asking.js");

const BEFORE = "words from before";

/**
 * @param {() => Promise<boolean>} request
 * @param {string | undefined} expected
 */
async function check(request, expected) {
  const place = { textContent: BEFORE };
  await asking(request, /** @type {HTMLElement} */ (/** @type {unknown} */ (place)))();
  assert.equal(place.textContent, expected);
}

const REFUSED = words["popup_site_refused"]?.message;

/** @type {[name: string, ...Parameters<typeof check>][]} */
const CASES = [
  ["the person agrees", async () => true, BEFORE],
  ["the person refuses", async () => false, REFUSED],
  ["the browser throws the request out", () => Promise.reject(new Error("not in a click")), REFUSED],
];

for (const [name, request, expected] of CASES) {
  test(name, () => check(request, expected));
}
