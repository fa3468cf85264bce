// What the popup and the set-up page make of the checklist: each line's mark, its words by their keys, and its button.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isReady, linesOf, summaryOf } from "../../extension/popup/lines.js";
import { locale } from "./files.js";

/** @typedef {import("../../extension/checklist.js").Checklist} Checklist */
/** @typedef {import("../../extension/popup/words.js").Words} Words */

const NOW = new Date("2026-11-23T12:00:00Z");
const VALID = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2031-01-01T14:59:59Z" };

/** @type {Checklist["host"]} */
const HOST = { state: "present", version: "0.2.0" };
/** @type {Checklist["reader"]} */
const READER = { state: "present", names: ["Example Reader 00 00"] };
/** @type {Checklist["card"]} */
const CARD = { state: "present", triesLeft: 3, ...VALID };

/** @param {Words} words */
function told(words) {
  if (typeof words === "string") {
    return words;
  }
  const [key, ...values] = words;
  const sentence = locale("en")[key]?.message;
  assert.equal(new Set(sentence?.match(/\$\d/g)).size, values.length, `${key} has a place for each value`);
  return words.join(" ");
}

/**
 * @param {{ host?: Checklist["host"], reader?: Checklist["reader"], card?: Checklist["card"], os?: string }} given
 * @param {object} expected
 */
function check({ host = HOST, reader = READER, card = CARD, os = "win" }, expected) {
  const lines = linesOf(
    { extension: { version: "0.1.0" }, host, reader, card },
    { now: NOW, os, day: (date) => date.toISOString().slice(0, "2026-11-23".length) },
  );
  const unlike = lines.filter(({ mark, facts }) => mark !== "done" || facts.length !== 1);
  assert.deepEqual(
    {
      summary: told(summaryOf(lines)),
      ready: isReady(lines),
      ...Object.fromEntries(
        unlike.map(({ part, mark, concerns, facts, offer }) => [
          part,
          [mark, ...concerns.flatMap(({ headline, next }) => [told(headline), told(next)]), ...facts.map(told), offer]
            .filter((word) => word !== undefined)
            .join(" | "),
        ]),
      ),
    },
    expected,
  );
}

const LATER = { reader: "later", card: "later" };
const UNKNOWN = /** @type {const} */ ({ reader: { state: "unknown" }, card: { state: "unknown" } });

/** @param {string} key */
const concern = (key) => `${key} | ${key}_next`;

/**
 * @param {string} reason
 * @param {string} line
 * @returns {[string, Parameters<typeof check>[0], object]}
 */
const hostCase = (reason, line) => [
  `the host: ${reason}`,
  { host: { state: "missing", reason }, ...UNKNOWN },
  { summary: "popup_summary_left 3", ready: false, host: `next | ${line}`, ...LATER },
];

/**
 * @param {NonNullable<Checklist["reader"]["reason"]>} reason
 * @param {string} line
 * @param {string} [os]
 * @returns {[string, Parameters<typeof check>[0], object]}
 */
const readerCase = (reason, line, os = "win") => [
  `the reader: ${reason} (${os})`,
  { reader: { state: "missing", reason }, card: { state: "unknown" }, os },
  { summary: "popup_summary_left 2", ready: false, reader: `next | ${line}`, card: "later" },
];

/**
 * @param {NonNullable<Checklist["card"]["reason"]>} reason
 * @param {string} line
 * @returns {[string, Parameters<typeof check>[0], object]}
 */
const missingCardCase = (reason, line) => [
  `no card: ${reason}`,
  { card: { state: "missing", reason } },
  { summary: "popup_summary_left 1", ready: false, card: `next | ${line}` },
];

const UNTIL = "popup_certificate_until 2031-01-01";

/**
 * @param {string} name
 * @param {Partial<Checklist["card"]>} changes
 * @param {string} line
 * @returns {[string, Parameters<typeof check>[0], object]}
 */
const cardCase = (name, changes, line) => {
  const [mark = ""] = line.split(" ");
  const summary = { done: "popup_summary_ready", warning: "popup_summary_warned" }[mark] ?? "popup_summary_fault";
  return [`the card: ${name}`, { card: { ...CARD, ...changes } }, { summary, ready: mark !== "fault", card: line }];
};

/** @type {[string, Parameters<typeof check>[0], object][]} */
const CASES = [
  [
    "nothing is known yet",
    { host: { state: "looking" }, ...UNKNOWN },
    { summary: "popup_summary_checking", ready: false, host: "busy | popup_looking", ...LATER },
  ],
  hostCase("host-missing", `${concern("popup_host_missing")} | download`),
  hostCase("host-forbidden", `${concern("popup_host_forbidden")} | download`),
  hostCase("host-unstartable", `${concern("popup_host_unstartable")} | download`),
  hostCase("host-exited", `${concern("popup_host_exited")} | download`),
  hostCase("host-garbled", `${concern("popup_host_garbled")} | download`),
  hostCase("host-outdated", `${concern("popup_host_outdated")} | download`),
  hostCase("host-silent", concern("popup_host_silent")),
  [
    "a failure that this version has no words for",
    { host: { state: "missing", reason: "host-strange", message: "Something else." }, ...UNKNOWN },
    {
      summary: "popup_summary_left 3",
      ready: false,
      host: "next | popup_host_failed | Something else. | download",
      ...LATER,
    },
  ],
  [
    "the extension is too old",
    { host: { state: "missing", reason: "extension-outdated", version: "9.0.0" }, ...UNKNOWN },
    {
      summary: "popup_summary_left 4",
      ready: false,
      extension: `next | ${concern("popup_extension_outdated")} | popup_version 0.1.0`,
      host: "later | popup_version 9.0.0",
      ...LATER,
    },
  ],
  [
    "the host has just come",
    UNKNOWN,
    { summary: "popup_summary_checking", ready: false, reader: "busy | popup_looking", card: "later" },
  ],
  readerCase("no-reader", concern("popup_reader_missing")),
  readerCase("only-virtual", concern("popup_reader_virtual")),
  readerCase("service-stopped", concern("popup_service_stopped")),
  readerCase("service-stopped", concern("popup_service_stopped_linux"), "linux"),
  readerCase("service-silent", concern("popup_service_silent"), "linux"),
  missingCardCase("no-card", concern("popup_card_none")),
  missingCardCase("foreign-card", concern("popup_card_foreign")),
  missingCardCase("several-cards", concern("popup_card_several")),
  missingCardCase("in-use", concern("popup_card_in_use")),
  missingCardCase("unresponsive", concern("popup_card_unresponsive")),
  [
    "a card is being looked at",
    { card: { state: "missing", reason: "reading" } },
    { summary: "popup_summary_checking", ready: false, card: "busy | popup_card_reading" },
  ],
  cardCase("all is well", {}, `done | popup_card_tries 3 | ${UNTIL}`),
  cardCase("two tries are left", { triesLeft: 2 }, `done | popup_card_tries 2 | ${UNTIL}`),
  cardCase(
    "one try is left",
    { triesLeft: 1 },
    `warning | ${concern("popup_card_last_try")} | popup_card_tries 1 | ${UNTIL}`,
  ),
  cardCase("no try is left", { triesLeft: 0 }, `fault | ${concern("popup_card_blocked")} | ${UNTIL}`),
  cardCase(
    "its certificate ends in three months less a second",
    { notAfter: "2027-02-23T11:59:59Z" },
    `warning | ${concern("popup_certificate_ends_soon")} | popup_card_tries 3 | popup_certificate_until 2027-02-23`,
  ),
  cardCase(
    "its certificate ends in three months",
    { notAfter: "2027-02-23T12:00:00Z" },
    "done | popup_card_tries 3 | popup_certificate_until 2027-02-23",
  ),
  cardCase(
    "its certificate ends now",
    { notAfter: "2026-11-23T12:00:00Z" },
    `warning | ${concern("popup_certificate_ends_soon")} | popup_card_tries 3 | popup_certificate_until 2026-11-23`,
  ),
  cardCase(
    "its certificate ended a second ago",
    { notAfter: "2026-11-23T11:59:59Z" },
    `fault | ${concern("popup_certificate_expired")} 2026-11-23 | popup_card_tries 3 | popup_certificate_until 2026-11-23`,
  ),
  cardCase(
    "its certificate begins in a second",
    { notBefore: "2026-11-23T12:00:01Z" },
    [
      "fault | popup_certificate_early | popup_certificate_early_next 2026-11-23 | popup_card_tries 3",
      `popup_certificate_from 2026-11-23 | ${UNTIL}`,
    ].join(" | "),
  ),
  cardCase(
    "the last try, on a certificate that has expired",
    { triesLeft: 1, notAfter: "2026-01-02T00:00:00Z" },
    [
      `fault | ${concern("popup_certificate_expired")} 2026-11-23 | ${concern("popup_card_last_try")}`,
      "popup_card_tries 1 | popup_certificate_until 2026-01-02",
    ].join(" | "),
  ),
];

for (const [problem, key] of [
  ["certificate-missing", "popup_certificate_missing"],
  ["certificate-invalid", "popup_certificate_invalid"],
  ["key-unsupported", "popup_key_unsupported"],
]) {
  test(`the card: ${problem}`, () =>
    check(
      { card: { state: "present", triesLeft: 3, problem: String(problem) } },
      { summary: "popup_summary_fault", ready: false, card: `fault | ${concern(String(key))} | popup_card_tries 3` },
    ));
}

for (const [name, given, expected] of CASES) {
  test(name, () => check(given, expected));
}

test("every name of a reader is shown", () =>
  check(
    { reader: { state: "present", names: ["Example Reader 00 00", "Another Reader 01 00"] } },
    {
      summary: "popup_summary_ready",
      ready: true,
      reader: "done | Example Reader 00 00 | Another Reader 01 00",
      card: `done | popup_card_tries 3 | ${UNTIL}`,
    },
  ));
