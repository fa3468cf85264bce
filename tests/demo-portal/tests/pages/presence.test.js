// How the set-up page asks the extension, and what it takes for an answer.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { isDeepStrictEqual } from "node:util";

import { watchPresence } from "../../pages/presence.js";

const ORIGIN = "https://portal.example";
const OTHERS = { host: { present: true }, reader: { present: true }, card: { present: false, reason: "no-card" } };
const UPDATE = { action: "mpa:presence-update", extension: { present: true, version: "0.1.0" }, ...OTHERS };

/** @type {string[]} what the page has posted */
let posted;
/** @type {object[]} what the page was told */
let told;
/** @type {() => void} */
let end;

beforeEach(() => {
  posted = [];
  told = [];
  mock.timers.enable({ apis: ["setInterval"] });
  const page = Object.assign(new EventTarget(), {
    postMessage: (/** @type {{action: string}} */ { action }) => posted.push(action),
  });
  Object.assign(globalThis, {
    window: page,
    location: { origin: ORIGIN },
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  });
  end = watchPresence((presence) => told.push(presence));
});

afterEach(() => {
  end();
  mock.timers.reset();
});

/** @param {object} data @param {object} [from] */
function hear(data, from = {}) {
  globalThis.window.dispatchEvent(
    Object.assign(new Event("message"), { data, source: globalThis.window, origin: ORIGIN, ...from }),
  );
}

/** @param {string} reason */
const failure = (reason) => ({ action: "mpa:presence-failure", error: { code: "ERR", reason, message: "m" } });
const ACK = { action: "mpa:presence-ack", extension: "0.1.0" };

test("asks at once, and once a second until somebody answers", () => {
  assert.deepEqual(posted, ["mpa:presence"]);
  mock.timers.tick(3000);
  assert.equal(posted.length, 4);
  hear(ACK);
  mock.timers.tick(10_000);
  assert.equal(posted.length, 4);
  assert.deepEqual(told, [{ extension: "0.1.0" }]);
});

test("does not ask while nobody sees the page, and asks when it is seen again", () => {
  globalThis.document.visibilityState = "hidden";
  mock.timers.tick(5000);
  assert.equal(posted.length, 1);
  globalThis.document.visibilityState = "visible";
  globalThis.document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(posted.length, 2);
});

test("asks again at a click or a key, if that is what is missing", () => {
  hear(ACK);
  globalThis.document.dispatchEvent(new Event("click"));
  assert.equal(posted.length, 1);
  hear(failure("click-needed"));
  assert.deepEqual(told.at(-1), { extension: "0.1.0", clickNeeded: true });
  for (const touch of ["click", "keyup"]) {
    const before = posted.length;
    globalThis.document.dispatchEvent(new Event(touch));
    assert.equal(posted.length, before + 1, touch);
  }
});

test("tells each update, and knows no more than is in it", () => {
  hear(ACK);
  hear({ ...UPDATE, tries: 3 });
  assert.deepEqual(told.at(-1), {
    extension: "0.1.0",
    update: { extension: { present: true, version: "0.1.0" }, ...OTHERS },
  });
});

test("keeps what it knows when the extension answers once more", () => {
  hear(ACK);
  hear(UPDATE);
  hear(ACK);
  assert.deepEqual(told.at(-1), told.at(-2));
});

/** @type {[string, object, boolean][]} what has changed since all was there, and whether it is believed */
const FOLLOWING = [
  ["the host is looked for", { host: { present: false } }, false],
  ["the readers are looked for", { reader: { present: false, reason: "unknown" } }, false],
  ["the card that was there is read again", { card: { present: false, reason: "reading" } }, false],
  ["the card was taken away", { card: { present: false, reason: "no-card" } }, true],
  ["the reader was taken away", { reader: { present: false, reason: "no-reader" } }, true],
  ["the host has gone", { host: { present: false, reason: "host-missing" } }, true],
];

for (const [name, changed, believed] of FOLLOWING) {
  test(`${name}: ${believed ? "told" : "what was known stands"}`, () => {
    const ready = { ...UPDATE, card: { present: true } };
    hear(ACK);
    hear(ready);
    hear({ ...ready, ...changed });
    assert.deepEqual(told.at(-1).update.card, believed && "card" in changed ? changed.card : { present: true });
    assert.equal(isDeepStrictEqual(told.at(-1), told.at(-2)), !believed);
  });
}

test("a card that was just put down is being read", () => {
  const reading = { present: false, reason: "reading" };
  hear(ACK);
  hear(UPDATE);
  hear({ ...UPDATE, card: reading });
  assert.deepEqual(told.at(-1).update.card, reading);
});

test("starts again when the extension has gone", () => {
  hear(ACK);
  hear(UPDATE);
  hear(failure("extension-gone"));
  assert.deepEqual(told.at(-1), {});
  mock.timers.tick(1000);
  assert.equal(posted.length, 2);
});

for (const reason of ["site-not-allowed", "extension-failed"]) {
  test(`${reason}: told once, however often it is asked, until it is over`, () => {
    const refused = { extension: "0.1.0", failure: { reason, message: "m" } };
    for (let asked = 0; asked < 3; asked += 1) {
      hear(ACK);
      hear(failure(reason));
      mock.timers.tick(1000);
    }
    assert.deepEqual(told, [{ extension: "0.1.0" }, refused]);
    assert.equal(posted.length, 4);
    hear(UPDATE);
    assert.equal(told.at(-1).failure, undefined);
    assert.deepEqual(told.at(-1).update.card, OTHERS.card);
  });
}

test("does not listen to others", () => {
  hear(ACK, { origin: "https://evil.example" });
  hear(ACK, { source: {} });
  hear(null);
  hear("mpa:presence-ack");
  hear({ action: "mpa:presence" });
  assert.deepEqual(told, []);
});

test("ends for both sides", () => {
  end();
  assert.equal(posted.at(-1), "mpa:presence-stop");
  hear(ACK);
  mock.timers.tick(5000);
  assert.deepEqual(told, []);
  assert.equal(posted.length, 2);
});
