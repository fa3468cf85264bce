// What the checklist says while hosts, readers and cards come and go. Time stands still unless a test lets it pass.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { beforeEach, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { watchChecklist } from "../../extension/checklist.js";
import { standing } from "../../extension/standing.js";
import { watchAnswer } from "../../extension/watch-messages.js";
import { Gone, startBrowser } from "./fake-browser.js";
import { golden, shipped } from "./files.js";

const greeting = golden("answers/status.json");
const { hostVersion } = Object(greeting);
const extension = { version: JSON.parse(shipped("manifest.json")).version };
const unknown = { reader: { state: "unknown" }, card: { state: "unknown" } };
const looking = { extension, host: { state: "looking" }, ...unknown };
const present = { state: "present", version: hostVersion };

/** @param {unknown} answer */
const watches =
  (answer) =>
  (/** @type {Record<string, unknown>} */ { request }) =>
    request === "status" ? greeting : answer;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** @param {import("./fake-browser.js").HostScript} script */
async function watch(script) {
  const browser = await startBrowser(script);
  /** @type {import("../../extension/checklist.js").Checklist[]} */
  const told = [];
  const ended = new AbortController();
  const watching = watchChecklist((checklist) => told.push(checklist), ended.signal);
  await setImmediate();
  return {
    hosts: browser.hosts,
    told,
    /** How many still wait for the end. */
    waiting: () => getEventListeners(ended.signal, "abort").length,
    /** @param {number} ms */
    async pass(ms) {
      mock.timers.tick(ms);
      await setImmediate();
    },
    async end() {
      ended.abort();
      await watching;
    },
  };
}

test("told at once, and with every answer of the host", async () => {
  const { hosts, told, end } = await watch(watches(golden("answers/watch.json")));
  const reader = { state: "present", names: ["Example Reader 00 00"] };
  const reading = { extension, host: present, reader, card: { state: "missing", reason: "reading" } };
  assert.deepEqual(told, [looking, reading]);
  assert.deepEqual(hosts[0]?.posted, [golden("requests/status.json"), golden("requests/watch.json")]);
  hosts[0]?.onMessage.emit({ answer: "watch", service: "running", readers: [] });
  assert.deepEqual(told[2], {
    ...looking,
    host: present,
    reader: { state: "missing", reason: "no-reader" },
  });
  await end();
  assert.deepEqual(
    { hosts: hosts.length, closed: hosts[0]?.closed, told: told.length },
    { hosts: 1, closed: true, told: 3 },
  );
});

test("a service that does not answer the host is named, until it does", async () => {
  const { hosts, told, pass, end } = await watch(watches(undefined));
  await pass(4_999);
  assert.deepEqual(told, [looking]);
  await pass(1);
  const silent = { reader: { state: "missing", reason: "service-silent" }, card: { state: "unknown" } };
  assert.deepEqual(told.slice(1), [{ extension, host: present, ...silent }]);
  hosts[0]?.onMessage.emit({ answer: "watch", service: "running", readers: [] });
  await pass(60_000);
  assert.deepEqual(told.slice(2), [{ ...looking, host: present, reader: { state: "missing", reason: "no-reader" } }]);
  await end();
  assert.equal(hosts.length, 1);
});

test("a host that is too old to be watched is missing, and does not come and go", async () => {
  const { hosts, told, pass, end } = await watch(({ request }) =>
    request === "status"
      ? golden("answers/status.json")
      : { answer: "error", code: "request-unknown", message: "too old" },
  );
  await pass(2_000);
  assert.equal(hosts.length, 2);
  assert.deepEqual(
    told.map(({ host }) => [host.state, host.reason]),
    [["looking", undefined], ...Array(2).fill(["missing", "host-outdated"])],
  );
  await end();
});

test("a host that is installed meanwhile is noticed two seconds later, without anybody's doing", async () => {
  let installed = false;
  const { hosts, told, pass, end } = await watch((request) =>
    installed ? watches(golden("answers/watch.json"))(request) : new Gone("Specified native messaging host not found."),
  );
  assert.deepEqual([told.length, told[1]?.host.state, told[1]?.host.reason], [2, "missing", "host-missing"]);
  installed = true;
  await pass(1_999);
  assert.equal(hosts.length, 1);
  await pass(1);
  assert.deepEqual([hosts.length, told.at(-1)?.host], [2, present]);
  await end();
});

test("a host that goes in the middle is looked for again", async () => {
  const { hosts, told, pass, end } = await watch(watches(golden("answers/watch.json")));
  hosts[0]?.go(new Gone("Native host has exited."));
  await setImmediate();
  assert.deepEqual({ ...told.at(-1), host: told.at(-1)?.host.reason }, { extension, host: "host-exited", ...unknown });
  await pass(2_000);
  assert.deepEqual([hosts.length, told.at(-1)?.host], [2, present]);
  await end();
});

test("nobody is told, and no host is started, after the end", async () => {
  const { hosts, told, pass, end } = await watch(() => new Gone("Native host has exited."));
  await end();
  await pass(10_000);
  assert.deepEqual([hosts.length, told.length], [1, 2]);
});

test("however often a host is looked for, nothing of the earlier attempts is left", async () => {
  const { hosts, waiting, pass, end } = await watch(() => new Gone("Native host has exited."));
  const before = waiting();
  await pass(2_000);
  await pass(2_000);
  assert.deepEqual([hosts.length, waiting()], [3, before]);
  await end();
  assert.equal(waiting(), 0);
});

/**
 * @param {import("./fake-browser.js").HostScript} script
 * @param {{ reason: string, version?: string }} expected
 * @param {number} patienceMs
 */
async function checkMissing(script, expected, patienceMs) {
  const { hosts, told, pass, end } = await watch(script);
  await pass(patienceMs);
  const { message, ...host } = Object(told.at(-1)).host;
  assert.deepEqual(host, { state: "missing", ...expected });
  assert.notEqual(message ?? "", "");
  assert.equal(hosts[0]?.closed, true);
  await end();
  return message;
}

/** @type {[name: string, script: import("./fake-browser.js").HostScript, expected: { reason: string, version?: string }, patienceMs?: number][]} */
const MISSING = [
  ["missing", () => new Gone("Specified native messaging host not found."), { reason: "host-missing" }],
  ["missing in Firefox", () => new Gone("No such native application mpa_host", "firefox"), { reason: "host-missing" }],
  [
    "forbidden",
    () => new Gone("Access to the specified native messaging host is forbidden."),
    { reason: "host-forbidden" },
  ],
  ["not started", () => new Gone("Failed to start native messaging host."), { reason: "host-unstartable" }],
  ["not started in Firefox", () => new Gone("An unexpected error occurred", "firefox"), { reason: "host-unstartable" }],
  ["exited at once", () => new Gone("Native host has exited."), { reason: "host-exited" }],
  ["exited at once in Firefox", () => new Gone(undefined, "firefox"), { reason: "host-exited" }],
  ["silent", () => undefined, { reason: "host-silent" }, 5_000],
  ["garbled", () => "hello", { reason: "host-garbled" }],
  [
    "too old",
    () => ({ ...Object(greeting), protocol: 0, hostVersion: "0.0.9" }),
    { reason: "host-outdated", version: "0.0.9" },
  ],
  [
    "too new",
    () => ({ ...Object(greeting), protocol: 2, hostVersion: "9.0.0" }),
    { reason: "extension-outdated", version: "9.0.0" },
  ],
  [
    "too old to watch",
    watches({ answer: "error", code: "request-unknown", message: "Update." }),
    { reason: "host-outdated" },
  ],
  [
    "too new for version 1",
    watches({ answer: "error", code: "protocol-unsupported", message: "Update." }),
    { reason: "extension-outdated" },
  ],
  ["broken inside", watches({ answer: "error", code: "host-failed", message: "Broken." }), { reason: "host-failed" }],
  ["watching in another form", watches({ answer: "watch", service: "running" }), { reason: "host-garbled" }],
];

for (const [name, script, expected, patienceMs = 0] of MISSING) {
  test(`a host that is ${name}: ${expected.reason}`, async () => {
    await checkMissing(script, expected, patienceMs);
  });
}

test("each way of missing has a sentence of its own", async () => {
  /** @type {Map<string, unknown>} */
  const sentences = new Map();
  for (const [, script, expected, patienceMs = 0] of MISSING) {
    sentences.set(expected.reason, await checkMissing(script, expected, patienceMs));
  }
  assert.equal(new Set(sentences.values()).size, sentences.size);
});

const VALIDITY = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2031-01-01T00:00:00Z" };
const MINE = { kind: "my-number", triesLeft: 3, certificate: VALIDITY };

/** @param {unknown} card */
const readerWith = (card, name = "Reader") => ({ name, virtual: false, card });
const VIRTUAL = { name: "Windows Hello", virtual: true, card: null };

/** @type {[name: string, readers: object[], reader: object, card: object][]} */
const STANDINGS = [
  ["no reader", [], { state: "missing", reason: "no-reader" }, { state: "unknown" }],
  ["a part of the computer", [VIRTUAL], { state: "missing", reason: "only-virtual" }, { state: "unknown" }],
  [
    "a card in what can hold none",
    [{ ...VIRTUAL, card: MINE }],
    { state: "missing", reason: "only-virtual" },
    { state: "unknown" },
  ],
  ...[
    [null, { state: "missing", reason: "no-card" }],
    [{ kind: "foreign" }, { state: "missing", reason: "foreign-card" }],
    [{ kind: "in-use" }, { state: "missing", reason: "in-use" }],
    [{ kind: "unresponsive" }, { state: "missing", reason: "unresponsive" }],
    [{ kind: "reading" }, { state: "missing", reason: "reading" }],
    [MINE, { state: "present", triesLeft: 3, ...VALIDITY }],
    [
      { kind: "my-number", triesLeft: 0, certificateProblem: "certificate-missing" },
      { state: "present", triesLeft: 0, problem: "certificate-missing" },
    ],
  ].map(
    ([card, expected]) =>
      /** @type {[string, object[], object, object]} */ ([
        JSON.stringify(card),
        [readerWith(card), VIRTUAL],
        { state: "present", names: ["Reader"] },
        expected,
      ]),
  ),
  ...[
    [{ kind: "foreign" }, MINE, { state: "present", triesLeft: 3, ...VALIDITY }],
    [MINE, MINE, { state: "missing", reason: "several-cards" }],
    [null, { kind: "foreign" }, { state: "missing", reason: "foreign-card" }],
    [{ kind: "foreign" }, { kind: "reading" }, { state: "missing", reason: "reading" }],
    [{ kind: "unresponsive" }, { kind: "in-use" }, { state: "missing", reason: "in-use" }],
  ].map(
    ([one, other, expected]) =>
      /** @type {[string, object[], object, object]} */ ([
        `${JSON.stringify(one)} and ${JSON.stringify(other)}`,
        [readerWith(one, "A"), readerWith(other, "B")],
        { state: "present", names: ["A", "B"] },
        expected,
      ]),
  ),
];

for (const [name, readers, reader, card] of STANDINGS) {
  test(`readers and cards: ${name}`, () => {
    assert.deepEqual(standing(watchAnswer({ answer: "watch", service: "running", readers })), { reader, card });
  });
}

test("readers and cards: a service that has stopped", () => {
  assert.deepEqual(standing(watchAnswer({ answer: "watch", service: "stopped", readers: [] })), {
    reader: { state: "missing", reason: "service-stopped" },
    card: { state: "unknown" },
  });
});
