// Where another login extension answers a page, this one stays silent: one login, one window.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { startBrowser } from "./fake-browser.js";
import { ORIGIN, openPage } from "./fake-page.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

/** @typedef {ReturnType<typeof openPage>} Page */

/**
 * Another extension's content script, which acknowledges what it hears, as ours does.
 *
 * @param {Page} page
 */
function addRival({ window, post }) {
  window.addEventListener("message", (event) => {
    const action = Reflect.get(Object(Reflect.get(event, "data")), "action");
    if ([STATUS.action, AUTHENTICATE.action].includes(action)) {
      post({ action: `${action}-ack` });
    }
  });
}

/** @param {Page} page */
function opened({ ports }) {
  return ports.map(({ name, posted }) => [name, posted.length]);
}

/** @type {[name: string, openBoth: () => Page][]} */
const ORDERS = [
  [
    "after this one",
    () => {
      const page = openPage();
      addRival(page);
      return page;
    },
  ],
  [
    "before this one",
    () => {
      const page = openPage();
      addRival(page);
      // The newest copy of the script listens from now on, and the one before no more.
      page.inject();
      return page;
    },
  ],
];

for (const [name, openBoth] of ORDERS) {
  test(`Web eID: another extension that listens ${name} is met with the first request, and is left alone`, () => {
    const page = openBoth();
    page.post(AUTHENTICATE);
    page.post(STATUS);
    assert.deepEqual(opened(page), []);
    assert.deepEqual(page.told, [{ message: { action: `${AUTHENTICATE.action}-ack` }, target: ORIGIN }]);
    assert.deepEqual(page.says(), [{ rival: true, setUp: false }]);
  });
}

test("Web eID: another extension that comes later is left alone from its first word on", () => {
  const page = openPage();
  page.post(STATUS);
  addRival(page);
  page.post(AUTHENTICATE);
  page.post(AUTHENTICATE);
  assert.deepEqual(opened(page), [["web-eid", 1]]);
  assert.deepEqual(page.says(), [{ rival: true, setUp: false }]);
});

test("Web eID: another extension that comes between two requests in one turn gets the second", () => {
  const page = openPage();
  const postLogin = () => {
    addRival(page);
    page.post(AUTHENTICATE);
  };
  page.window.addEventListener("message", postLogin, { once: true });
  page.post(STATUS);
  assert.deepEqual(opened(page), [["web-eid", 1]]);
  assert.deepEqual(page.says(), [{ rival: true, setUp: false }]);
});

/** @type {[name: string, connectable: boolean, expected: [opened: unknown[], action: string | undefined]][]} */
const RELIEFS = [
  ["is still there: the request goes on", true, [[["web-eid", 1]], `${AUTHENTICATE.action}-ack`]],
  ["is gone: the page is told", false, [[], `${AUTHENTICATE.action}-failure`]],
];

for (const [name, connectable, expected] of RELIEFS) {
  test(`Web eID: a newer copy comes in the middle of a request, and the extension of the first ${name}`, () => {
    const page = openPage();
    page.window.addEventListener(
      "message",
      () => {
        // What the newer copy asks the browser for is there again.
        page.extension.connectable = connectable;
        page.inject();
      },
      { once: true },
    );
    page.post(AUTHENTICATE);
    assert.deepEqual([opened(page), Object(page.told.at(-1)?.message).action], expected);
    assert.deepEqual(page.says().at(-1), { rival: false, setUp: false });
    page.extension.connectable = true;
    page.post(STATUS);
    assert.equal(opened(page).length, expected[0].length + 1);
  });
}

test("Web eID: alone, two requests in one turn both go on", () => {
  const page = openPage();
  page.window.addEventListener("message", () => page.post(AUTHENTICATE), { once: true });
  page.post(STATUS);
  assert.deepEqual(opened(page), [
    ["web-eid", 1],
    ["web-eid", 1],
  ]);
  assert.deepEqual(page.says(), [{ rival: false, setUp: false }]);
});

/** @param {Page} page */
function inputs({ document }) {
  return document.children.map(({ id, value }) => [id, value]);
}

const FOREIGN = ["extension-is-installed", "2"];

/** @param {Page} page */
function launch({ document }) {
  document.dispatchEvent(new CustomEvent("launchApp", { detail: '{"mode":"01","service_id":"01","digest":"MDE="}' }));
}

/** @type {[name: string, meet: () => Promise<Page>][]} */
const MEETINGS = [
  [
    "is there already",
    async () => openPage({ script: "official", before: (it) => it.addForeignInput("extension-is-installed") }),
  ],
  [
    "comes before the page has been read",
    async () => {
      const page = openPage({ script: "official", state: { readyState: "loading" } });
      page.document.addForeignInput("extension-is-installed");
      page.document.dispatchEvent(new Event("DOMContentLoaded"));
      return page;
    },
  ],
  [
    "comes later",
    async () => {
      const page = openPage({ script: "official" });
      page.document.addForeignInput("extension-is-installed");
      await Promise.resolve();
      return page;
    },
  ],
];

for (const [name, meet] of MEETINGS) {
  test(`official: the official extension ${name}, and is left alone`, async () => {
    checkYielded(await meet());
  });
}

test("official: the official extension comes in the same turn as the request, before the browser tells of it", () => {
  const page = openPage({ script: "official" });
  page.document.addForeignInput("extension-is-installed");
  launch(page);
  checkYielded(page);
});

/** @param {Page} page */
function checkYielded(page) {
  assert.deepEqual(inputs(page), [FOREIGN]);
  assert.deepEqual(page.says(), [{ rival: true, setUp: false }]);
  launch(page);
  assert.deepEqual(opened(page), []);
}

for (const [name, page, expected] of /** @type {const} */ ([
  ["met", { rival: true, setUp: false }, true],
  ["not met", { rival: false, setUp: false }, false],
  ["not known", undefined, false],
  ["said in a form that nobody knows", { rival: "yes" }, false],
])) {
  test(`the popup learns from the page itself: a rival ${name}`, async () => {
    await startBrowser(undefined, { tabs: [{ id: 7, url: "https://portal.example/", ...(page && { page }) }] });
    const { rivalOn } = await import("../../extension/rivals.js");
    assert.equal(await rivalOn(7), expected);
  });
}

test("the popup does not wait for a page that does not answer", async () => {
  await startBrowser(undefined, { tabs: [{ id: 7, url: "https://portal.example/", frozen: true }] });
  const { rivalOn } = await import("../../extension/rivals.js");
  mock.timers.enable({ apis: ["setTimeout"] });
  const rival = rivalOn(7);
  mock.timers.tick(1_000);
  assert.equal(await rival, false);
  mock.timers.reset();
});
