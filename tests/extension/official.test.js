// A login in the official portal's protocol: what the host is asked, and what the page is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { Gone, SENDER, greetsAndGoes, startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";
import { OFFICIAL_LOGIN } from "./page-messages.js";

const OFFICIAL_SENDER = Object.freeze({
  ...SENDER,
  url: "https://demo.myna.go.jp/login",
  origin: "https://demo.myna.go.jp",
});
const greeting = golden("answers/status.json");

/**
 * @param {unknown} message
 * @param {import("./fake-browser.js").HostScript} script
 * @param {{ language?: string }} [settings]
 */
async function ask(message, script, settings) {
  const browser = await startBrowser(script, settings);
  const port = await browser.ask(message, OFFICIAL_SENDER, "official");
  return { browser, told: /** @type {Record<string, unknown>[]} */ (port.posted) };
}

/** @param {unknown} answer */
const answersLogin =
  (answer) =>
  (/** @type {Record<string, unknown>} */ { request }) =>
    request === "status" ? greeting : answer;

test("the request is the golden one, to the byte", async () => {
  const { browser } = await ask(OFFICIAL_LOGIN, greetsAndGoes, { language: "ja" });
  assert.equal(
    JSON.stringify(browser.hosts.flatMap((host) => host.posted)),
    JSON.stringify([golden("requests/status.json"), golden("requests/portal-login.json")]),
  );
});

test("answers/portal-login.json", async () => {
  const answer = /** @type {Record<string, unknown>} */ (golden("answers/portal-login.json"));
  const { told } = await ask(OFFICIAL_LOGIN, answersLogin(answer));
  const { uuid, signature, certificate, combinationCode } = answer;
  assert.deepEqual(told, [
    { mode: "01", result: "0", uuid, signature, certificate, combination_code: combinationCode },
  ]);
});

for (const answer of /** @type {Record<string, unknown>[]} */ (golden("answers/errors.json"))) {
  const { code, message, waitingFor } = answer;
  test(`answers/errors.json: ${code} ${waitingFor ?? ""}`, async () => {
    const { told } = await ask(OFFICIAL_LOGIN, answersLogin(answer));
    assert.deepEqual(told, [{ result: "1", reason: code, message, ...(waitingFor !== undefined && { waitingFor }) }]);
  });
}

/**
 * @param {object} changes to a login on which everything is in order
 * @param {string} reason
 */
async function checkRefused(changes, reason) {
  const { browser, told } = await ask({ ...OFFICIAL_LOGIN, ...changes }, greetsAndGoes);
  assert.deepEqual(
    told.map((answer) => [answer["result"], answer["reason"]]),
    [["1", reason]],
  );
  assert.notEqual(told[0]?.["message"], "");
  assert.deepEqual(browser.hosts, []);
}

/** @type {[name: string, changes: object, reason: string][]} */
const REFUSED = [
  ["signing a document", { mode: "02", digest: false }, "mode-unsupported"],
  ["reading the four attributes", { mode: "04", digest: undefined }, "mode-unsupported"],
  ["a mode that nobody knows", { mode: "03" }, "request-malformed"],
  ["a mode that every object has", { mode: "constructor" }, "request-malformed"],
  ["a mode that is a number", { mode: 1 }, "request-malformed"],
  ["no mode", { mode: undefined }, "request-malformed"],
  ["no service", { service_id: undefined }, "request-malformed"],
  ["a service in words", { service_id: "myna" }, "request-malformed"],
  ["no digest", { digest: undefined }, "request-malformed"],
  ["an empty digest", { digest: "" }, "request-malformed"],
  ["several digests", { digest: false }, "request-malformed"],
  ["a digest in the URL alphabet", { digest: "MD-_" }, "request-malformed"],
  ["a digest with a line break", { digest: "MDEw\n" }, "request-malformed"],
  ["too long a digest", { digest: "MDEw".repeat(65) }, "request-malformed"],
];

for (const [name, changes, reason] of REFUSED) {
  test(`${name}: ${reason}`, () => checkRefused(changes, reason));
}

for (const message of [null, "01", [OFFICIAL_LOGIN], undefined]) {
  test(`${JSON.stringify(message)} for a request: request-malformed`, async () => {
    const { told } = await ask(message, greetsAndGoes);
    assert.deepEqual([told[0]?.["result"], told[0]?.["reason"]], ["1", "request-malformed"]);
  });
}

const token = Object(golden("answers/portal-login.json"));

/** @type {[name: string, script: import("./fake-browser.js").HostScript, reason: string][]} */
const FAILURES = [
  ["no host", () => new Gone("Specified native messaging host not found."), "host-missing"],
  ["an older host", () => ({ ...Object(greeting), protocol: 0 }), "host-outdated"],
  ["a token of the other kind", answersLogin(golden("answers/authenticate.json")), "host-garbled"],
  ["a uuid in capitals", answersLogin({ ...token, uuid: token.uuid.toUpperCase() }), "host-garbled"],
  ["no uuid", answersLogin({ ...token, uuid: undefined }), "host-garbled"],
  ["a certificate with padding", answersLogin({ ...token, certificate: "MIG=" }), "host-garbled"],
  ["a signature without padding", answersLogin({ ...token, signature: "MIG" }), "host-garbled"],
  ["half a combination code", answersLogin({ ...token, combinationCode: "3b9d" }), "host-garbled"],
];

for (const [name, script, reason] of FAILURES) {
  test(`${name}: ${reason}`, async () => {
    const { browser, told } = await ask(OFFICIAL_LOGIN, script);
    assert.deepEqual([told[0]?.["result"], told[0]?.["reason"]], ["1", reason]);
    assert.equal(browser.hosts[0]?.closed, true);
  });
}

test("both protocols take turns: the second login is told at once that another is under way", async () => {
  const browser = await startBrowser(answersLogin(undefined));
  const first = await browser.ask(OFFICIAL_LOGIN, OFFICIAL_SENDER, "official");
  const other = { ...OFFICIAL_SENDER, tab: { id: 8, windowId: 2, active: true, incognito: true } };
  const second = await browser.ask(OFFICIAL_LOGIN, other, "official");
  assert.equal(Object(second.posted[0]).reason, "busy");
  const third = await browser.ask({ action: "web-eid:status", libraryVersion: "2.1.0" });
  assert.equal(Object(third.posted[0]).error.reason, "busy");
  assert.equal(browser.hosts.length, 1);
  await leave(browser, first);
});

test("the page leaves in the middle of a login: the host is told to end it", async () => {
  const browser = await startBrowser(answersLogin(undefined));
  const page = await browser.ask(OFFICIAL_LOGIN, OFFICIAL_SENDER, "official");
  await leave(browser, page);
  assert.deepEqual(browser.hosts[0]?.posted.at(-1), golden("requests/cancel.json"));
  assert.deepEqual(page.posted, []);
});

/** @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */

/**
 * The page leaves, and the host goes when it is told to.
 *
 * @param {Browser} browser
 * @param {Awaited<ReturnType<Browser["ask"]>>} page
 */
async function leave({ hosts: [host] }, page) {
  page.onDisconnect.emit(page);
  await setImmediate();
  host?.go(new Gone("Native host has exited."));
}
