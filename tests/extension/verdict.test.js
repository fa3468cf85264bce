// What the popup says of the page that the person is looking at.

import assert from "node:assert/strict";
import { test } from "node:test";

import { verdictOn } from "../../extension/popup/verdict.js";

/** @typedef {import("../../extension/popup/verdict.js").Place} Place */

/** @type {Place} */
const PLACE = {
  url: "https://portal.example/login",
  fixedSite: undefined,
  withdrawn: false,
  site: "portal.example",
  added: [],
  rival: false,
  os: "win",
};
const OFFICIAL = { url: "https://demo.myna.go.jp/", fixedSite: "*.myna.go.jp", site: undefined };
const LOCAL = { url: "http://localhost:8080/", fixedSite: "localhost", site: undefined };

/**
 * @param {Partial<Place>} changes
 * @param {import("../../extension/popup/verdict.js").Verdict} expected
 */
function check(changes, expected) {
  assert.equal(verdictOn({ ...PLACE, ...changes }), expected);
}

/** @type {[name: string, ...Parameters<typeof check>][]} */
const CASES = [
  ["a site that can be added", {}, "ask"],
  ["a site that was added", { added: ["other.example", "portal.example"] }, "works"],
  ["a site whose neighbour was added", { added: ["www.portal.example"] }, "ask"],
  ["an official site", OFFICIAL, "works"],
  ["an official site on macOS", { ...OFFICIAL, os: "mac" }, "works"],
  ["an official site on Linux", { ...OFFICIAL, os: "linux" }, "linux"],
  ["an official site that the person took back", { ...OFFICIAL, withdrawn: true }, "ask"],
  ["an official site that was taken back, on Linux", { ...OFFICIAL, withdrawn: true, os: "linux" }, "linux"],
  ["this computer itself, taken back", { ...LOCAL, withdrawn: true, os: "linux" }, "ask"],
  ["this computer itself on Linux", { ...LOCAL, os: "linux" }, "works"],
  ["an added site on Linux", { added: ["portal.example"], os: "linux" }, "works"],
  ["another login extension on an official site", { ...OFFICIAL, rival: true }, "rival"],
  ["another login extension on an added site", { added: ["portal.example"], rival: true }, "rival"],
  ["a site without https", { url: "http://portal.example/", site: undefined }, "needs-https"],
  ["a page of the browser", { url: "chrome://extensions/", site: undefined }, "none"],
  ["a file", { url: "file:///login.html", site: undefined }, "none"],
  ["a page that the browser does not name", { url: undefined, site: undefined }, "none"],
];

for (const [name, changes, expected] of CASES) {
  test(`${name}: ${expected}`, () => check(changes, expected));
}
