// The host's watch answers, taken apart: whatever is not of the form in host/PROTOCOL.md is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { watchAnswer, watchRequest } from "../../extension/watch-messages.js";
import { startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";

const inspected = Object(golden("answers/inspect.json"));

test("requests/watch.json, to the byte", () => {
  assert.equal(JSON.stringify(watchRequest()), JSON.stringify(golden("requests/watch.json")));
});

test("the fields of an inspection, watched", () => {
  assert.deepEqual(watchAnswer({ ...inspected, answer: "watch" }), {
    running: true,
    readers: [
      {
        name: "Example Reader 00 00",
        virtual: false,
        card: {
          kind: "my-number",
          triesLeft: 3,
          notBefore: "2026-01-01T00:00:00Z",
          notAfter: "2031-01-01T00:00:00Z",
        },
      },
      { name: "Windows Hello for Business 1", virtual: true, card: undefined },
    ],
  });
});

/** @param {object} changes to the first reader */
const reader = (changes) => ({ readers: [{ ...inspected.readers[0], ...changes }] });
/** @param {object} changes to its card */
const card = (changes) => reader({ card: { ...inspected.readers[0].card, ...changes } });

/** @type {[name: string, changes: object][]} */
const REFUSED = [
  ["another answer", { answer: "inspect" }],
  ["a service in a state that nobody knows", { service: "paused" }],
  ["no service", { service: undefined }],
  ["no readers", { readers: undefined }],
  ["readers that are no list", { readers: {} }],
  ["more readers than there can be", { readers: Array(65).fill(inspected.readers[0]) }],
  ["a reader with an endless name", reader({ name: "R".repeat(257) })],
  ["a reader that is text", { readers: ["Reader"] }],
  ["a reader without a name", reader({ name: undefined })],
  ["a reader that may be virtual", reader({ virtual: "no" })],
  ["a reader without a word about its card", reader({ card: undefined })],
  ["a card that is text", reader({ card: "my-number" })],
  ["a kind of card that nobody knows", card({ kind: "passport" })],
  ["tries in text", card({ triesLeft: "3" })],
  ["a fraction of a try", card({ triesLeft: 2.5 })],
  ["fewer tries than none", card({ triesLeft: -1 })],
  ["more tries than a counter holds", card({ triesLeft: 16 })],
  ["no word about the certificate", card({ certificate: undefined })],
  ["half a validity", card({ certificate: { notAfter: "2031-01-01T00:00:00Z" } })],
  ["a date in other words", card({ certificate: { notBefore: "2026-01-01", notAfter: "2031-01-01T00:00:00Z" } })],
  ["a problem in free words", card({ certificate: undefined, certificateProblem: "It is broken" })],
];

for (const [name, changes] of REFUSED) {
  test(`${name}: refused`, async () => {
    await startBrowser();
    assert.throws(() => watchAnswer({ ...inspected, answer: "watch", ...changes }), { reason: "host-garbled" });
  });
}
