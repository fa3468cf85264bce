// What the content script tells a page of what is missing, and when: never before the person has touched the page.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { ORIGIN, openPage } from "./fake-page.js";

const ASK = Object.freeze({ action: "mpa:presence" });
const STOP = Object.freeze({ action: "mpa:presence-stop" });
const ACK = { message: { action: "mpa:presence-ack", extension: "3.1.4" }, target: ORIGIN };
const UPDATE = Object.freeze({
  action: "mpa:presence-update",
  extension: { present: true, version: "3.1.4" },
  host: { present: false, reason: "host-missing", message: "Install it." },
  reader: { present: false, reason: "unknown" },
  card: { present: false, reason: "unknown" },
});

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** @param {Parameters<typeof openPage>[0]} [settings] */
function open(settings) {
  const page = openPage({ script: "presence", ...settings });
  return {
    ...page,
    /** Whether each of the ports that were opened is closed by now. */
    closed: () => page.ports.map(({ closed }) => closed),
    last: () => Object(page.told.at(-1)?.message),
  };
}

/** @typedef {ReturnType<typeof open>} Page */

test("acknowledged at once, then told what the background says", () => {
  const { post, ports, told, closed } = open();
  post(ASK);
  assert.deepEqual(told, [ACK]);
  assert.deepEqual(
    ports.map(({ name, posted }) => ({ name, posted })),
    [{ name: "presence", posted: [ASK] }],
  );
  ports[0]?.answer(UPDATE);
  ports[0]?.answer({ ...UPDATE, card: { present: true } });
  assert.deepEqual(told.slice(1), [
    { message: UPDATE, target: ORIGIN },
    { message: { ...UPDATE, card: { present: true } }, target: ORIGIN },
  ]);
  assert.deepEqual(closed(), [false]);
});

test("a page that nobody has touched is told of the extension alone, and no port is opened", () => {
  const { post, ports, told, last } = open({ touched: false });
  post(ASK);
  assert.deepEqual(told[0], ACK);
  const { action, error } = last();
  assert.deepEqual(
    [action, error.code, error.reason],
    ["mpa:presence-failure", "ERR_MPA_CLICK_NEEDED", "click-needed"],
  );
  assert.notEqual(error.message, "");
  assert.deepEqual([ports.length, told.length], [0, 2]);
});

test("no more than a page may know passes, whatever the background says", () => {
  const { post, ports, last } = open();
  post(ASK);
  ports[0]?.answer({
    ...UPDATE,
    names: ["Reader"],
    reader: { present: true, names: ["Reader"] },
    card: { present: "yes", triesLeft: 3, notAfter: "2031-01-01T00:00:00Z", reason: 3 },
  });
  assert.deepEqual(last(), { ...UPDATE, reader: { present: true }, card: { present: false } });
});

/**
 * @param {(page: Page) => void} happen after the page has asked
 * @param {boolean[]} closed
 */
function checkClosed(happen, closed) {
  const page = open();
  page.post(ASK);
  happen(page);
  assert.deepEqual(page.closed(), closed);
}

/** @type {[name: string, happen: (page: Page) => void, closed: boolean[]][]} */
const ENDS = [
  ["the page says stop", ({ post }) => post(STOP), [true]],
  ["another window says stop", ({ post }) => post(STOP, { source: null }), [false]],
  ["another origin says stop", ({ post }) => post(STOP, { origin: "https://evil.example" }), [false]],
  ["the page asks again", ({ post }) => post(ASK), [false]],
  [
    "the page says stop and asks again",
    ({ post }) => {
      post(STOP);
      post(ASK);
    },
    [true, false],
  ],
  [
    "the page asks again after a refusal",
    ({ ports, post }) => {
      ports[0]?.answer("hello");
      post(ASK);
    },
    [true, false],
  ],
  [
    "the page asks again while the background sleeps",
    ({ ports, post }) => {
      ports[0]?.drop();
      post(ASK);
      mock.timers.tick(1_999);
    },
    [false],
  ],
  ["the tab goes behind another", ({ document }) => document.turn("hidden"), [true]],
  [
    "the tab comes back to the front",
    ({ document }) => {
      document.turn("hidden");
      document.turn("visible");
    },
    [true, false],
  ],
  [
    "the page asks again from behind another tab",
    ({ document, post }) => {
      document.turn("hidden");
      post(ASK);
    },
    [true],
  ],
  [
    "the page says stop behind another tab",
    ({ document, post }) => {
      document.turn("hidden");
      post(STOP);
      document.turn("visible");
    },
    [true],
  ],
  [
    "the background was put to sleep behind another tab",
    ({ document, ports }) => {
      ports[0]?.drop();
      document.turn("hidden");
      mock.timers.tick(10_000);
    },
    [false],
  ],
  [
    "the page leaves, and is hidden by that; it comes back, and is seen by that",
    ({ dispatch, document }) => {
      dispatch("pagehide", { persisted: true });
      document.turn("hidden");
      document.turn("visible");
      dispatch("pageshow", { persisted: true });
    },
    [true, false],
  ],
  ["the page leaves", ({ dispatch }) => dispatch("pagehide", { persisted: false }), [true]],
  [
    "the page comes back",
    ({ dispatch }) => {
      dispatch("pagehide", { persisted: true });
      dispatch("pageshow", { persisted: true });
    },
    [true, false],
  ],
  [
    "the page says stop while it is away",
    ({ dispatch, post }) => {
      dispatch("pagehide", { persisted: true });
      post(STOP);
      dispatch("pageshow", { persisted: true });
    },
    [true],
  ],
  ["a newer copy of the script comes", ({ inject }) => inject(), [true]],
  [
    "the background was put to sleep",
    ({ ports }) => {
      ports[0]?.drop();
      mock.timers.tick(2_000);
    },
    [false, false],
  ],
  [
    "the background was put to sleep, and the page says stop",
    ({ ports, post }) => {
      ports[0]?.drop();
      post(STOP);
      mock.timers.tick(10_000);
    },
    [false],
  ],
  [
    "the background refuses",
    ({ ports }) =>
      ports[0]?.answer({ action: "mpa:presence-failure", error: { code: "A", reason: "b", message: "C" } }),
    [true],
  ],
];

for (const [name, happen, closed] of ENDS) {
  test(`${name}: ports`, () => checkClosed(happen, closed));
}

test("a page that asks again is told once more what it was told last", () => {
  const { post, ports, told } = open();
  post(ASK);
  post(ASK);
  assert.deepEqual(told, [ACK, ACK]);
  ports[0]?.answer(UPDATE);
  post(ASK);
  const update = { message: UPDATE, target: ORIGIN };
  assert.deepEqual(told.slice(2), [update, ACK, update]);
});

test("a page that asks while nobody sees it hears how things stand when it is seen", () => {
  const { document, post, ports, told } = open();
  document.turn("hidden");
  post(ASK);
  assert.deepEqual([ports.length, told], [0, [ACK]]);
  document.turn("visible");
  ports[0]?.answer(UPDATE);
  assert.deepEqual(told.slice(1), [{ message: UPDATE, target: ORIGIN }]);
});

test("a refusal reaches the page with its own fields only", () => {
  const { post, ports, last } = open();
  post(ASK);
  const error = { code: "ERR_MPA_SITE_NOT_ALLOWED", reason: "site-not-allowed", message: "Allow it." };
  ports[0]?.answer({ action: "mpa:presence-failure", error: { ...error, stack: "somewhere" } });
  assert.deepEqual(last(), { action: "mpa:presence-failure", error });
});

/** @type {[name: string, happen: (page: Page) => void, reason: string][]} */
const FAILURES = [
  [
    "the extension was removed before",
    ({ extension, post }) => {
      extension.connectable = false;
      post(ASK);
    },
    "extension-gone",
  ],
  [
    "the extension is removed meanwhile",
    ({ extension, ports, post }) => {
      post(ASK);
      extension.connectable = false;
      ports[0]?.drop();
    },
    "extension-gone",
  ],
  [
    "the background says what nobody knows",
    ({ ports, post }) => {
      post(ASK);
      ports[0]?.answer("hello");
    },
    "extension-failed",
  ],
];

for (const [name, happen, reason] of FAILURES) {
  test(`${name}: ${reason}`, () => {
    const page = open();
    happen(page);
    const { action, error } = page.last();
    assert.deepEqual([action, error.reason], ["mpa:presence-failure", reason]);
    assert.notEqual(error.message, "");
  });
}

for (const [name, settings, data] of /** @type {const} */ ([
  ["an insecure page", { isSecureContext: false }, ASK],
  ["an XML document", { contentType: "application/xml" }, ASK],
  ["an update that the page itself posts", {}, UPDATE],
  ["another library's message", {}, { action: "presence" }],
])) {
  test(`${name} is left alone`, () => {
    const { post, ports, told } = open(settings);
    post(data);
    assert.deepEqual({ ports, told }, { ports: [], told: [] });
  });
}
