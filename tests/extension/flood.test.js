// Pages that ask without end: one host at a time, everybody answered at once and by name, and nobody kept from a login.
// Time stands still in these tests.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { SENDER, startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";
import { AUTHENTICATE, OFFICIAL_LOGIN, STATUS } from "./page-messages.js";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

const TIMES = 1_000;
const greeting = golden("answers/status.json");
const answersNothing = () => undefined;
/** @type {import("./fake-browser.js").HostScript} */
const answersGreeting = ({ request }) => (request === "status" ? greeting : undefined);

/** @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */

const ANOTHER = Object.freeze({ ...SENDER, tab: Object.freeze({ id: 8, active: true }) });
const OFFICIAL = Object.freeze({ ...SENDER, url: "https://myna.go.jp/", origin: "https://myna.go.jp" });

/**
 * Asks again and again before anything is answered.
 *
 * @param {Browser} browser
 * @param {Parameters<Browser["ask"]>} request
 */
function flood({ ask }, ...request) {
  return Promise.all(Array.from({ length: TIMES }, () => ask(...request)));
}

/** @param {Awaited<ReturnType<Browser["ask"]>>} port the page's */
function reason({ posted: [answer] }) {
  const { error, reason: own } = Object(answer);
  return error?.reason ?? own;
}

for (const [name, ...request] of /** @type {[string, ...Parameters<Browser["ask"]>][]} */ ([
  ["Web eID's protocol", AUTHENTICATE],
  ["the official portal's", OFFICIAL_LOGIN, OFFICIAL, "official"],
])) {
  test(`a thousand logins at once in ${name}: one host, and all others are told that it is busy`, async () => {
    const browser = await startBrowser(answersGreeting);
    const ports = await flood(browser, ...request);
    assert.equal(browser.hosts.length, 1);
    assert.deepEqual(ports.map(reason), [undefined, ...Array(TIMES - 1).fill("busy")]);
  });
}

test("a thousand questions for the versions at once are asked of one host, and all are answered", async () => {
  const browser = await startBrowser(answersGreeting);
  const ports = await flood(browser, STATUS);
  assert.deepEqual([browser.hosts.length, browser.hosts[0]?.closed], [1, true]);
  assert.deepEqual(new Set(ports.map(({ posted }) => Object(posted[0]).action)), new Set(["web-eid:status-success"]));
  await browser.ask(STATUS);
  assert.equal(browser.hosts.length, 2, "and the next is asked of the next");
});

test("questions for the versions that nobody answers keep nobody from a login", async () => {
  const browser = await startBrowser(answersNothing);
  await flood(browser, STATUS);
  const login = await browser.ask(AUTHENTICATE, ANOTHER);
  assert.deepEqual([browser.hosts.length, login.posted], [2, []]);
});

test("the host is let go when the last page that wants its version has left, not before", async () => {
  const browser = await startBrowser(answersNothing);
  const [first, second] = [await browser.ask(STATUS), await browser.ask(STATUS, ANOTHER)];
  first.onDisconnect.emit(first);
  await setImmediate();
  assert.deepEqual([browser.hosts.length, browser.hosts[0]?.closed], [1, false]);
  second.onDisconnect.emit(second);
  const third = await browser.ask(STATUS);
  assert.deepEqual(
    browser.hosts.map(({ closed }) => closed),
    [true, false],
  );
  browser.hosts[1]?.onMessage.emit(greeting);
  await setImmediate();
  assert.equal(Object(third.posted[0]).action, "web-eid:status-success");
});

test("requests that are refused start no host, however many they are", async () => {
  const browser = await startBrowser(answersGreeting);
  const ports = await flood(browser, { ...AUTHENTICATE, challengeNonce: false });
  assert.deepEqual([browser.hosts, new Set(ports.map(reason))], [[], new Set(["challenge-invalid"])]);
});
