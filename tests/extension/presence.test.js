// What a page may know of what is missing: four times whether, and why; no tries, no dates, no names.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { Gone, SENDER, startBrowser } from "./fake-browser.js";
import { golden, locale } from "./files.js";

const PRESENCE = Object.freeze({ action: "mpa:presence" });
const greeting = golden("answers/status.json");
const extension = { present: true, version: "0.1.0" };
const host = { present: true, version: "0.1.0" };
const unknown = { present: false, reason: "unknown" };
const action = "mpa:presence-update";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** @param {import("./fake-browser.js").HostScript} script */
async function watch(script) {
  const { ask, hosts } = await startBrowser(script);
  const port = await ask(PRESENCE, SENDER, "presence");
  return { hosts, port, leave: () => port.onDisconnect.emit(port) };
}

/** @param {object[]} readers */
const seen = (readers) => ({ answer: "watch", service: "running", readers });
/** @param {object | null} card */
const reader = (card, name = "Secret Reader 00 00") => ({ name, virtual: false, card });
/** @param {number} triesLeft */
const mine = (triesLeft, year = 2031) => ({
  kind: "my-number",
  triesLeft,
  certificate: { notBefore: "2026-01-01T00:00:00Z", notAfter: `${year}-01-01T00:00:00Z` },
});

/**
 * @param {object} answer
 * @param {object} expected
 */
async function checkReduced(answer, expected) {
  const { port, leave } = await watch(({ request }) => (request === "status" ? greeting : answer));
  assert.deepEqual(port.posted.at(-1), { action, extension, host, ...expected });
  assert.doesNotMatch(JSON.stringify(port.posted), /Secret|tries|20\d\d|not(?:Before|After)|certificate/);
  leave();
}

const here = { present: true };

/** @type {[name: string, answer: object, expected: object][]} */
const REDUCED = [
  ["a card", seen([reader(mine(3))]), { reader: here, card: here }],
  ["a card whose PIN is blocked", seen([reader(mine(0))]), { reader: here, card: here }],
  [
    "a card without a certificate",
    seen([reader({ kind: "my-number", triesLeft: 3, certificateProblem: "certificate-missing" })]),
    { reader: here, card: here },
  ],
  ["no card", seen([reader(null)]), { reader: here, card: { present: false, reason: "no-card" } }],
  [
    "a foreign card",
    seen([reader({ kind: "foreign" })]),
    { reader: here, card: { present: false, reason: "foreign-card" } },
  ],
  [
    "several cards",
    seen([reader(mine(3)), reader(mine(2))]),
    { reader: here, card: { present: false, reason: "several-cards" } },
  ],
  ["no reader", seen([]), { reader: { present: false, reason: "no-reader" }, card: unknown }],
  [
    "only a part of the computer",
    seen([{ ...reader(null), virtual: true }]),
    { reader: { present: false, reason: "no-reader" }, card: unknown },
  ],
  [
    "a service that has stopped",
    { answer: "watch", service: "stopped", readers: [] },
    { reader: { present: false, reason: "service-stopped" }, card: unknown },
  ],
];

for (const [name, answer, expected] of REDUCED) {
  test(`${name}: what the page is told`, () => checkReduced(answer, expected));
}

test("told at once, and again at each change", async () => {
  const { port, leave } = await watch(({ request }) => (request === "status" ? greeting : seen([])));
  const states = port.posted.map((update) => [Object(update).host.present, Object(update).reader.reason]);
  assert.deepEqual(states, [
    [false, "unknown"],
    [true, "no-reader"],
  ]);
  leave();
});

test("a page does not even learn when a try was spent, or a card was changed for another", async () => {
  const { hosts, port, leave } = await watch(({ request }) =>
    request === "status" ? greeting : seen([reader(mine(3))]),
  );
  const told = port.posted.length;
  hosts[0]?.onMessage.emit(seen([reader(mine(2))]));
  hosts[0]?.onMessage.emit(seen([reader(mine(2, 2029), "Another Reader")]));
  assert.equal(port.posted.length, told);
  leave();
});

test("why there is no host, in words for people; and a host that comes is told of without being asked", async () => {
  let installed = false;
  const { hosts, port, leave } = await watch(({ request }) =>
    !installed ? new Gone("Specified native messaging host not found.") : request === "status" ? greeting : seen([]),
  );
  const message = locale("en")["failure_host_missing"]?.message;
  const missing = { present: false, reason: "host-missing", message };
  assert.deepEqual(port.posted.at(-1), { action, extension, host: missing, reader: unknown, card: unknown });
  installed = true;
  mock.timers.tick(2_000);
  await setImmediate();
  assert.deepEqual(Object(port.posted.at(-1)).host, host);
  leave();
  await setImmediate();
  assert.deepEqual(
    hosts.map(({ closed }) => closed),
    [true, true],
  );
});

test("when the page leaves, the host is let go and none is started again", async () => {
  const { hosts, port, leave } = await watch(() => new Gone("Native host has exited."));
  const told = port.posted.length;
  leave();
  mock.timers.tick(10_000);
  await setImmediate();
  assert.deepEqual([hosts.length, hosts[0]?.closed, port.posted.length], [1, true, told]);
});

test("watching takes nobody's turn", async () => {
  const { ask, hosts } = await startBrowser(({ request }) => (request === "status" ? greeting : undefined));
  const watching = await ask(PRESENCE, SENDER, "presence");
  const status = await ask({ action: "web-eid:status", libraryVersion: "2.1.0" });
  assert.equal(Object(status.posted[0]).action, "web-eid:status-success");
  assert.equal(hosts.length, 2);
  watching.onDisconnect.emit(watching);
});

test("a site that is forgotten while it watches is told so, and its host is let go; another site goes on", async () => {
  const { ask, hosts, sites } = await startBrowser(({ request }) => (request === "status" ? greeting : seen([])), {
    granted: ["portal.example", "other.example"],
  });
  const { onRemoved } = sites.api.permissions;
  const listening = onRemoved.emit().length;
  const port = await ask(PRESENCE, SENDER, "presence");
  const there = { ...SENDER, url: "https://other.example/login", origin: "https://other.example" };
  const other = await ask(PRESENCE, there, "presence");
  const told = other.posted.length;
  await sites.api.permissions.remove({ origins: ["https://portal.example/*"] });
  await setImmediate();
  assert.equal(Object(port.posted.at(-1)).error?.reason, "site-not-allowed");
  assert.deepEqual([other.posted.length, hosts.map(({ closed }) => closed)], [told, [true, false]]);
  hosts[0]?.onMessage.emit(seen([reader(null)]));
  assert.equal(Object(port.posted.at(-1)).error?.reason, "site-not-allowed");
  other.onDisconnect.emit(other);
  await setImmediate();
  assert.equal(onRemoved.emit().length, listening);
});

test("a site that is not allowed is told so, under this protocol's own code", async () => {
  const { ask, hosts } = await startBrowser(undefined, { granted: [] });
  const port = await ask(PRESENCE, SENDER, "presence");
  const message = locale("en")["failure_site_not_allowed"]?.message;
  assert.deepEqual(port.posted, [
    {
      action: "mpa:presence-failure",
      error: { code: "ERR_MPA_SITE_NOT_ALLOWED", reason: "site-not-allowed", message },
    },
  ]);
  assert.deepEqual(hosts, []);
});

for (const message of [undefined, "mpa:presence", { action: "mpa:presence-stop" }]) {
  test(`${JSON.stringify(message)}: the port is closed without an answer`, async () => {
    const { ask, hosts } = await startBrowser();
    const port = await ask(message, SENDER, "presence");
    assert.deepEqual([port.posted, port.closed, hosts], [[], true, []]);
  });
}
