// What happens in tabs that are open already when the extension is installed or updated.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startBrowser } from "./fake-browser.js";

const OFFICIAL = ["content/page.js", "content/official.js", "content/presence.js"];
const WEB_EID = ["content/page.js", "content/web-eid.js", "content/presence.js"];
const SET_UP = { rival: false, setUp: true };

/** @typedef {import("./fake-sites.js").Tab} Tab */

/**
 * @param {string} reason
 * @param {Tab[]} tabs
 * @param {object[]} expected what was done, in order
 */
async function check(reason, tabs, expected) {
  const browser = await startBrowser(undefined, { tabs });
  await Promise.all(browser.onInstalled.emit({ reason }));
  assert.deepEqual(browser.sites.deeds, expected);
}

const OPEN = { opened: "chrome-extension://own-extension/setup/setup.html" };

/** @type {Tab[]} */
const TABS = [
  { id: 1, url: "https://demo.myna.go.jp/" },
  { id: 2, url: "http://localhost:8080/" },
  { id: 3, url: "https://portal.example/" },
  { id: 4, url: "https://other.example/", page: SET_UP },
  { id: 5, url: "http://[::1]:8080/", closed: true },
];
const ENTERED = [
  { entered: 1, files: OFFICIAL },
  { entered: 2, files: WEB_EID },
  { entered: 3, files: WEB_EID },
];

/** @type {[name: string, reason: string, tabs: Tab[], expected: object[]][]} */
const CASES = [
  ["installed, with nothing open", "install", [], [OPEN]],
  ["installed, with pages of its sites and of another", "install", TABS, [...ENTERED, OPEN]],
  ["updated", "update", TABS, ENTERED],
  ["the browser was updated", "chrome_update", TABS, ENTERED],
  [
    "installed from a set-up page",
    "install",
    [{ id: 2, windowId: 9, url: "http://localhost:8080/setup", page: SET_UP }],
    [{ entered: 2, files: WEB_EID }, { shown: 2 }, { raised: 9 }],
  ],
  [
    "installed with two set-up pages open",
    "install",
    [
      { id: 1, windowId: 8, url: "http://localhost:8080/setup", page: SET_UP, lastAccessed: 100 },
      { id: 2, windowId: 9, url: "https://demo.myna.go.jp/setup", page: SET_UP, lastAccessed: 200 },
    ],
    [{ entered: 2, files: OFFICIAL }, { entered: 1, files: WEB_EID }, { shown: 2 }, { raised: 9 }],
  ],
  [
    "updated with a set-up page open",
    "update",
    [{ id: 2, windowId: 9, url: "http://localhost:8080/setup", page: SET_UP }],
    [{ entered: 2, files: WEB_EID }],
  ],
];

for (const [name, reason, tabs, expected] of CASES) {
  test(name, () => check(reason, tabs, expected));
}
