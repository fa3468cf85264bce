// When the host is let go: at once where it was asked for nothing yet, and with the time to lock the card in a login.
// Time stands still in these tests unless they let it pass.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { openHost } from "../../extension/host.js";
import { Gone, SENDER, startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

const answersNothing = () => undefined;
/** @type {import("./fake-browser.js").HostScript} */
const answersGreeting = ({ request }) => (request === "status" ? golden("answers/status.json") : undefined);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("a host that does not greet is let go after five seconds", async () => {
  const browser = await startBrowser(answersNothing);
  await checkPatience(browser, 5_000);
  assert.deepEqual(deeds(browser), { asked: ["status"], closed: true });
});

test("a host that does not end the login is told to ten seconds after the person's time", async () => {
  const browser = await startBrowser(answersGreeting);
  await checkPatience(browser, 120_000 + 10_000);
  await checkStopping(browser);
});

/**
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 * @param {number} patienceMs
 */
async function checkPatience(browser, patienceMs) {
  const port = await browser.ask(AUTHENTICATE);
  mock.timers.tick(patienceMs - 1);
  await setImmediate();
  assert.deepEqual({ posted: port.posted, closed: browser.hosts[0]?.closed }, { posted: [], closed: false });
  mock.timers.tick(1);
  await setImmediate();
  assert.equal(Reflect.get(Object(port.posted[0]), "error").reason, "host-silent");
}

/** @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */

/**
 * What the first host was asked, and whether its port was closed.
 *
 * @param {Browser} browser
 */
function deeds({ hosts: [host] }) {
  return { asked: host?.posted.map((request) => Reflect.get(Object(request), "request")), closed: host?.closed };
}

const STOPPING = Object.freeze({ asked: ["status", "authenticate", "cancel"], closed: false });
const STOPPED = Object.freeze({ ...STOPPING, closed: true });

/**
 * The host was told to stop and has its time to lock the card; until it is gone, nobody else has the turn.
 *
 * @param {Browser} browser
 */
async function checkStopping(browser) {
  assert.deepEqual(deeds(browser), STOPPING);
  assert.deepEqual(browser.hosts[0]?.posted.at(-1), golden("requests/cancel.json"));
  mock.timers.tick(10_000 - 1);
  await setImmediate();
  assert.deepEqual(deeds(browser), STOPPING);
  await checkTurn(browser, false);
  mock.timers.tick(1);
  await setImmediate();
  assert.deepEqual(deeds(browser), STOPPED);
  await checkTurn(browser, true);
}

/**
 * @param {Browser} browser
 * @param {boolean} free
 */
async function checkTurn(browser, free) {
  const before = browser.hosts.length;
  const next = await browser.ask(AUTHENTICATE, { ...SENDER, tab: { id: 8, active: true } });
  if (!free) {
    const { code, reason } = Reflect.get(Object(next.posted[0]), "error");
    assert.deepEqual({ code, reason }, { code: "ERR_WEBEID_ACTION_PENDING", reason: "busy" });
  }
  assert.equal(browser.hosts.length - before, free ? 1 : 0);
}

/** @param {Awaited<ReturnType<Browser["ask"]>>} port the page's */
async function leave(port) {
  port.onDisconnect.emit(port);
  await setImmediate();
  assert.deepEqual(port.posted, []);
}

test("the page leaves before the greeting: the host is let go, and the next page has its turn", async () => {
  const browser = await startBrowser(answersNothing);
  const page = await browser.ask(AUTHENTICATE);
  await checkTurn(browser, false);
  await leave(page);
  assert.deepEqual(deeds(browser), { asked: ["status"], closed: true });
  await checkTurn(browser, true);
});

test("the page leaves in the middle of a login: the host has ten seconds to lock the card", async () => {
  const browser = await startBrowser(answersGreeting);
  const page = await browser.ask(AUTHENTICATE);
  await checkTurn(browser, false);
  await leave(page);
  await checkStopping(browser);
});

/** @type {[name: string, act: (host: Browser["hosts"][number]) => void][]} */
const ENDS_OF_A_STOPPED_HOST = [
  ["exits", (host) => host.go(new Gone("Native host has exited."))],
  [
    "is older and does not know the request",
    (host) => host.onMessage.emit({ answer: "error", code: "request-unknown", message: "Update the host." }),
  ],
];

for (const [name, act] of ENDS_OF_A_STOPPED_HOST) {
  test(`a host that was told to stop ${name}: the next page has its turn`, async () => {
    const browser = await startBrowser(answersGreeting);
    const page = await browser.ask(AUTHENTICATE);
    await leave(page);
    assert.deepEqual(deeds(browser), STOPPING);
    act(/** @type {Browser["hosts"][number]} */ (browser.hosts[0]));
    await setImmediate();
    assert.deepEqual(deeds(browser), STOPPED);
    assert.deepEqual(page.posted, []);
    await checkTurn(browser, true);
  });
}

test("an update of the extension waits until the login under way has ended and its host has gone", async () => {
  const browser = await startBrowser(answersGreeting);
  const page = await browser.ask(AUTHENTICATE);
  browser.onUpdateAvailable.emit({ version: "9.0.0" });
  await letPass(120_000);
  assert.equal(browser.reloads(), 0);
  await leave(page);
  await letPass(10_000 - 1);
  assert.deepEqual([deeds(browser), browser.reloads()], [STOPPING, 0]);
  await letPass(1);
  const next = await browser.ask(AUTHENTICATE);
  await letPass(1);
  assert.equal(browser.reloads(), 0);
  next.onDisconnect.emit(next);
  browser.hosts[1]?.go(new Gone("Native host has exited."));
  await letPass(1);
  await letPass(1);
  assert.equal(browser.reloads(), 1);
});

test("an update of the extension comes at once while nobody logs in", async () => {
  const browser = await startBrowser(answersNothing);
  browser.onUpdateAvailable.emit({ version: "9.0.0" });
  await letPass(1);
  assert.equal(browser.reloads(), 1);
});

/** @param {number} ms */
async function letPass(ms) {
  await setImmediate();
  mock.timers.tick(ms);
  await setImmediate();
}

for (const [name, answer] of /** @type {const} */ ([
  ["the token", golden("answers/authenticate.json")],
  ["another error", { answer: "error", code: "cancelled", message: "Cancelled." }],
])) {
  test(`a host that was told to stop gives ${name} all the same: nobody is told, and it may still exit by itself`, async () => {
    const browser = await startBrowser(answersGreeting);
    const page = await browser.ask(AUTHENTICATE);
    await leave(page);
    browser.hosts[0]?.onMessage.emit(answer);
    await setImmediate();
    assert.deepEqual(page.posted, []);
    await checkStopping(browser);
  });
}

test("no host is started for a page that has left already", async () => {
  const browser = await startBrowser(answersNothing);
  assert.throws(() => openHost(AbortSignal.abort()), { reason: "page-left" });
  assert.deepEqual(browser.hosts, []);
});

test("a status in the middle of a login is told that one is under way", async () => {
  const browser = await startBrowser(answersGreeting);
  await browser.ask(AUTHENTICATE);
  const status = await browser.ask(STATUS);
  assert.equal(Reflect.get(Object(status.posted[0]), "error").reason, "busy");
  assert.equal(browser.hosts.length, 1);
});
