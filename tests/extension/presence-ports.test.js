// When a page that wants to know what is missing has a host at work for it, and when none: each port is one.
// Time stands still in these tests unless they let it pass.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { openPage } from "./fake-page.js";

const ASK = Object.freeze({ action: "mpa:presence" });
const STOP = Object.freeze({ action: "mpa:presence-stop" });

/** @typedef {ReturnType<typeof openPage>} Page */

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** A host is not started again sooner than this. */
const rest = () => mock.timers.tick(1_000);

/**
 * @param {(page: Page) => void} happen after the page has asked
 * @param {boolean[]} closed
 */
function checkClosed(happen, closed) {
  const page = openPage({ script: "presence" });
  page.post(ASK);
  happen(page);
  assert.deepEqual(
    page.ports.map((port) => port.closed),
    closed,
  );
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
      rest();
    },
    [true, false],
  ],
  [
    "the page says stop and asks again, a thousand times in a row",
    ({ post }) => {
      for (let turn = 0; turn < 1_000; turn += 1) {
        post(STOP);
        post(ASK);
      }
    },
    [true],
  ],
  [
    "the page says stop and asks again, a thousand times in five seconds",
    ({ post }) => {
      for (let turn = 0; turn < 1_000; turn += 1) {
        mock.timers.tick(5);
        post(STOP);
        post(ASK);
      }
      rest();
    },
    // One a second.
    [true, true, true, true, true, false],
  ],
  [
    "the page pretends to leave and to come back, again and again",
    ({ dispatch }) => {
      for (let turn = 0; turn < 1_000; turn += 1) {
        dispatch("pagehide", { persisted: true });
        dispatch("pageshow", { persisted: true });
      }
    },
    [true],
  ],
  [
    "the page asks again after a refusal",
    ({ ports, post }) => {
      ports[0]?.answer("hello");
      post(ASK);
      rest();
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
      rest();
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
      rest();
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
      rest();
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
