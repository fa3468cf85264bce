// The road of the set-up page: from what is known to the one next step.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { left, road, worksByItself } from "../../pages/road.js";

/** @param {string} name */
const page = (name) => JSON.parse(readFileSync(new URL(`../../pages/${name}`, import.meta.url), "utf8"));
const TEXTS = page("texts.json");
const { oldest, sites } = page("downloads.json");

const WINDOWS = { system: "windows", browser: "chrome", version: 143, phone: false };
const NOTHING = { computer: WINDOWS, oldest, needsPermission: false, presence: {}, marked: false, taken: new Set() };

/**
 * What the extension tells.
 *
 * @param {object} host
 * @param {object} [reader]
 * @param {object} [card]
 */
function told(host, reader = { present: false, reason: "unknown" }, card = { present: false, reason: "unknown" }) {
  return { extension: "0.1.0", update: { extension: { present: true, version: "0.1.0" }, host, reader, card } };
}

const THERE = { present: true };
/** @param {string} reason */
const missing = (reason) => ({ present: false, reason });
/** @param {string[]} names */
const taken = (...names) => ({ taken: new Set(names) });

/**
 * The next step, the key of its words, its actions, how many steps are left for the person.
 *
 * @type {[string, object, string, string, string[], number][]}
 */
const CASES = [
  ["nothing is there", {}, "program", "program.start", ["install-program"], 3],
  ["the program was downloaded", taken("program"), "extension", "extension.start", ["add-extension"], 2],
  ["the store was opened", taken("program", "extension"), "extension", "extension.waiting", ["add-extension"], 2],
  [
    "the extension is there, the page untouched",
    { presence: { extension: "0.1.0", clickNeeded: true } },
    "program",
    "program.check",
    ["check"],
    2,
  ],
  [
    "the extension is not allowed to tell",
    { presence: { extension: "0.1.0", failure: { reason: "site-not-allowed", message: "" } } },
    "program",
    "program.site-not-allowed",
    [],
    2,
  ],
  ["the extension is looking", { presence: { extension: "0.1.0" } }, "program", "program.looking", [], 2],
  ...[
    "host-missing",
    "host-forbidden",
    "host-unstartable",
    "host-exited",
    "host-silent",
    "host-garbled",
    "host-outdated",
  ].map((reason) => [
    reason,
    { presence: told(missing(reason)) },
    "program",
    `program.${reason}`,
    ["install-program"],
    2,
  ]),
  [
    "the extension is too old",
    { presence: told(missing("extension-outdated")) },
    "extension",
    "extension.outdated",
    ["add-extension"],
    2,
  ],
  ["no reader", { presence: told(THERE, missing("no-reader")) }, "reader-card", "reader.no-reader", [], 1],
  ["no service", { presence: told(THERE, missing("service-stopped")) }, "reader-card", "reader.service-stopped", [], 1],
  ["only virtual", { presence: told(THERE, missing("only-virtual")) }, "reader-card", "reader.only-virtual", [], 1],
  ...["no-card", "foreign-card", "several-cards", "in-use", "unresponsive", "reading", "unknown"].map((reason) => [
    reason,
    { presence: told(THERE, THERE, missing(reason)) },
    "reader-card",
    `card.${reason}`,
    [],
    1,
  ]),
  ["all is there", { presence: told(THERE, THERE, THERE) }, "login", "login.start", ["continue"], 0],
  [
    "a login has just missed the host",
    { hint: "host-missing" },
    "program",
    "program.host-missing",
    ["install-program"],
    3,
  ],
  [
    "and the extension wants a click",
    { hint: "host-missing", presence: { extension: "0.1.0", clickNeeded: true } },
    "program",
    "program.host-missing",
    ["install-program"],
    2,
  ],
  [
    "what the extension tells is newer",
    { hint: "host-missing", presence: told(THERE, THERE, THERE) },
    "login",
    "login.start",
    ["continue"],
    0,
  ],
  [
    "a login has just missed a newer extension",
    { hint: "extension-outdated" },
    "extension",
    "extension.outdated",
    ["add-extension"],
    2,
  ],
  ["another site, nothing there", { needsPermission: true }, "program", "program.start", ["install-program"], 4],
  [
    "another site, both were taken",
    { needsPermission: true, ...taken("program", "extension") },
    "site",
    "site.start",
    ["add-extension"],
    2,
  ],
  [
    "another site, allowed",
    { needsPermission: true, presence: told(THERE, missing("no-reader")) },
    "reader-card",
    "reader.no-reader",
    [],
    1,
  ],
  ["an official extension", { marked: true }, "program", "program.marked", ["install-program", "continue"], 2],
  [
    "an official extension, a login has just missed the host",
    { marked: true, hint: "host-missing" },
    "program",
    "program.host-missing",
    ["install-program", "continue"],
    2,
  ],
  [
    "an official extension, the program was downloaded",
    { marked: true, hint: "host-missing", ...taken("program") },
    "reader-card",
    "reader.marked",
    ["continue"],
    1,
  ],
  ["a phone", { computer: { ...WINDOWS, phone: true } }, "computer", "computer.phone", [], 3],
  ["another system", { computer: { ...WINDOWS, system: "other" } }, "computer", "computer.system", [], 3],
  [
    "another browser",
    { computer: { ...WINDOWS, browser: "other", version: 0 } },
    "computer",
    "computer.browser",
    [],
    3,
  ],
  ["an old browser", { computer: { ...WINDOWS, version: 120 } }, "computer", "computer.old", [], 3],
];

for (const [name, known, next, words, actions, count] of CASES) {
  test(name, () => {
    const steps = road({ ...NOTHING, ...known });
    const now = steps.filter(({ state }) => state === "now");
    assert.deepEqual(
      now.map((step) => [step.name, step.words, step.actions]),
      [[next, `setup.${words}`, actions]],
    );
    assert.equal(left(steps), count);
    for (const step of steps) {
      assert.ok(step.state === "now" || step.actions.length === 0, `${step.name} has a button that is not the next`);
      assert.ok(Object.hasOwn(TEXTS, step.words), `${step.words} has no text`);
      assert.ok(Object.hasOwn(TEXTS, `setup.${step.name}.title`));
    }
  });
}

test("only the person's word is marked as such", () => {
  const steps = road({ ...NOTHING, needsPermission: true, ...taken("program", "extension") });
  assert.deepEqual(
    steps.filter(({ assumed }) => assumed).map(({ name }) => name),
    ["program", "extension"],
  );
  const proven = road({ ...NOTHING, presence: told(THERE, THERE, THERE), ...taken("program", "extension") });
  assert.deepEqual(
    proven.filter(({ assumed }) => assumed),
    [],
  );
});

test("a person has four steps at most, wherever they begin", () => {
  for (const needsPermission of [false, true]) {
    assert.ok(left(road({ ...NOTHING, needsPermission })) <= 4);
  }
});

/** @type {[string, boolean][]} */
const HOSTS = [
  ["localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["myna.go.jp", true],
  ["demo.myna.go.jp", true],
  ["login.e-tax.nta.go.jp", true],
  ["evilmyna.go.jp", false],
  ["myna.go.jp.evil.example", false],
  ["portal.example", false],
  ["sub.localhost", false],
];

for (const [host, expected] of HOSTS) {
  test(`${host} ${expected ? "needs no permission" : "needs the person's permission"}`, () => {
    assert.equal(worksByItself(host, sites), expected);
  });
}
