// What the content script tells a page of what is missing, and when: never before the person has touched the page.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { ORIGIN, openPage } from "./fake-page.js";

const ASK = Object.freeze({ action: "mpa:presence" });
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
    last: () => Object(page.told.at(-1)?.message),
  };
}

/** @typedef {ReturnType<typeof open>} Page */

test("acknowledged at once, then told what the background says", () => {
  const { post, ports, told } = open();
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
  assert.equal(ports[0]?.closed, false);
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
