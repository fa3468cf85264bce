// What happens in tabs that are open already when the extension is installed, updated or enabled again.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { startBrowser } from "./fake-browser.js";

const OFFICIAL = ["content/page.js", "content/official.js", "content/presence.js"];
const WEB_EID = ["content/page.js", "content/web-eid.js", "content/presence.js"];
const SET_UP = { rival: false, setUp: true };

/** @typedef {import("./fake-sites.js").Tab} Tab */

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/**
 * @param {string | undefined} reason of the event, where the browser tells of one
 * @param {Tab[]} tabs
 * @param {object[]} expected what was done, in order
 * @param {object} [session]
 */
async function check(reason, tabs, expected, session = {}) {
  const browser = await startBrowser(undefined, { tabs, session });
  if (reason !== undefined) {
    browser.onInstalled.emit({ reason });
  }
  await setImmediate();
  // As long as tabs that do not answer are given, to be entered and to speak.
  for (const patienceMs of [1_000, 1_000]) {
    mock.timers.tick(patienceMs);
    await setImmediate();
  }
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
  { id: 6, url: "http://localhost:8080/", discarded: true },
  { id: 7, url: "https://myna.go.jp/", frozen: true },
];
const ENTERED = [
  { entered: 1, files: OFFICIAL },
  { entered: 2, files: WEB_EID },
  { entered: 3, files: WEB_EID },
];

/** @type {[name: string, reason: string | undefined, tabs: Tab[], expected: object[], session?: object][]} */
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
  [
    "installed from a set-up page, with a page open that answers nothing",
    "install",
    [
      { id: 1, windowId: 8, url: "http://localhost:8080/", page: SET_UP, frozen: true },
      { id: 2, windowId: 9, url: "http://localhost:8080/setup", page: SET_UP },
    ],
    [{ entered: 2, files: WEB_EID }, { shown: 2 }, { raised: 9 }],
  ],
  ["enabled again", undefined, TABS, ENTERED],
  ["woken", undefined, TABS, [], { here: true }],
];

for (const [name, reason, tabs, expected, session] of CASES) {
  test(name, () => check(reason, tabs, expected, session));
}

test("once it is here, the extension enters no page a second time", async () => {
  const { sites } = await startBrowser(undefined, { session: {} });
  await setImmediate();
  assert.deepEqual(await sites.api.storage.session.get(), { here: true });
});
