// What a page may ask, what the host is then asked, and what the page is told when its request is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SENDER, greetsAndGoes, startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";
import { AUTHENTICATE, NONCE, STATUS } from "./page-messages.js";

const statusRequest = golden("requests/status.json");
const authenticateRequest = golden("requests/authenticate.json");

/**
 * @param {object} message from the page
 * @param {{ asks?: unknown[], code?: string, reason?: string, parameter?: string, language?: string }} expected
 */
async function check(message, { asks = [], code, reason, parameter, language = "en-US" }) {
  const browser = await startBrowser(greetsAndGoes, { language });
  const port = await browser.ask(message);

  assert.deepEqual(
    browser.hosts.flatMap((host) => host.posted),
    asks,
  );
  if (code !== undefined) {
    const response = /** @type {{ action: string, error: Record<string, unknown> }} */ (port.posted[0]);
    assert.equal(response.action, `${Reflect.get(message, "action")}-failure`);
    assert.deepEqual(
      {
        code: response.error["code"],
        reason: response.error["reason"],
        parameter: response.error["parameter"],
      },
      { code, reason, parameter },
    );
    assert.notEqual(response.error["message"], "");
  }
}

test("requests are the golden ones, to the byte", async () => {
  const browser = await startBrowser(greetsAndGoes);
  await browser.ask(AUTHENTICATE);
  assert.equal(
    JSON.stringify(browser.hosts.flatMap((host) => host.posted)),
    JSON.stringify([statusRequest, authenticateRequest]),
  );
  assert.deepEqual(
    browser.hosts.map((host) => host.name),
    ["mpa_host"],
  );
});

/** @param {object} changes to the golden request */
const login = (changes) => ({ asks: [statusRequest, Object.assign({}, authenticateRequest, changes)] });
/** @param {unknown} options */
const withOptions = (options) => ({ ...AUTHENTICATE, options });
/** @param {unknown} challengeNonce */
const withNonce = (challengeNonce) => ({ ...AUTHENTICATE, challengeNonce });
/** @param {unknown} libraryVersion */
const withVersion = (libraryVersion) => ({ ...STATUS, libraryVersion });

const invalid = "ERR_WEBEID_NATIVE_INVALID_ARGUMENT";
const missing = "ERR_WEBEID_MISSING_PARAMETER";
const badNonce = { code: invalid, reason: "challenge-invalid", parameter: "challengeNonce" };
const noNonce = { code: missing, reason: "parameter-missing", parameter: "challengeNonce" };
const badLanguage = { code: invalid, reason: "language-invalid", parameter: "lang" };
const badTimeout = { code: invalid, reason: "timeout-invalid", parameter: "userInteractionTimeout" };
const badOptions = { code: invalid, reason: "options-invalid", parameter: "options" };
const badVersion = {
  code: "ERR_WEBEID_VERSION_INVALID",
  reason: "version-invalid",
  parameter: "libraryVersion",
};
const noVersion = { code: missing, reason: "parameter-missing", parameter: "libraryVersion" };
const unsupported = { code: invalid, reason: "action-unsupported" };

/** @type {[name: string, message: object, expected: Parameters<typeof check>[1]][]} */
const CASES = [
  ["a status asks for nothing else", STATUS, { asks: [statusRequest] }],
  ["the page's own word about its origin is not heard", { ...AUTHENTICATE, origin: "https://evil.example" }, login({})],
  ["without options, the browser's language", withOptions(undefined), { ...login({ lang: "ja" }), language: "ja" }],
  ["null is no options", withOptions(null), login({ lang: "en" })],
  ["a language with a region", withOptions({}), { ...login({ lang: "fr" }), language: "fr-CA" }],
  ["a language with three letters", withOptions({}), { ...login({ lang: "en" }), language: "fil" }],
  ["the page's language", withOptions({ lang: "de" }), login({ lang: "de" })],
  ["the page's time", withOptions({ lang: "ja", userInteractionTimeout: 30_000 }), login({ timeoutMs: 30_000 })],
  ["a time with a fraction", withOptions({ lang: "ja", userInteractionTimeout: 2000.5 }), login({ timeoutMs: 2_000 })],
  ["too short a time", withOptions({ lang: "ja", userInteractionTimeout: -1 }), login({ timeoutMs: 1_000 })],
  ["too long a time", withOptions({ lang: "ja", userInteractionTimeout: 1e9 }), login({ timeoutMs: 600_000 })],
  ["the shortest nonce", withNonce("n".repeat(44)), login({ challengeNonce: "n".repeat(44) })],
  ["the longest nonce", withNonce("~".repeat(128)), login({ challengeNonce: "~".repeat(128) })],
  ["a nonce of the first sign", withNonce("!".repeat(44)), login({ challengeNonce: "!".repeat(44) })],

  ["no nonce", withNonce(undefined), noNonce],
  ["an empty nonce", withNonce(""), noNonce],
  ["a nonce that is null", withNonce(null), noNonce],
  ["a nonce that is a number", withNonce(44), badNonce],
  ["a nonce in an object", withNonce({ toString: NONCE }), badNonce],
  ["too short a nonce", withNonce("n".repeat(43)), badNonce],
  ["too long a nonce", withNonce("n".repeat(129)), badNonce],
  ["a nonce beyond ASCII", withNonce(`${NONCE}あ`), badNonce],
  ["a nonce with a space", withNonce(`${NONCE} ${NONCE}`), badNonce],
  ["a nonce with a line break", withNonce(`${NONCE}\n`), badNonce],
  ["options that are text", withOptions("ja"), badOptions],
  ["options in a list", withOptions([]), badOptions],
  ["a language in capitals", withOptions({ lang: "JA" }), badLanguage],
  ["too long a language", withOptions({ lang: "ja-JP" }), badLanguage],
  ["a language that is a number", withOptions({ lang: 1 }), badLanguage],
  ["a time that is text", withOptions({ userInteractionTimeout: "120000" }), badTimeout],
  ["a time that is no number", withOptions({ userInteractionTimeout: Number.NaN }), badTimeout],
  ["an endless time", withOptions({ userInteractionTimeout: Number.POSITIVE_INFINITY }), badTimeout],
  ["no library version", withVersion(undefined), noVersion],
  ["a library version that is a number", withVersion(2), badVersion],
  ["a library version of two parts", withVersion("2.1"), badVersion],
  ["too long a library version", withVersion(`2.1.0-${"a".repeat(64)}`), badVersion],
  ["a login without a library version", { ...AUTHENTICATE, libraryVersion: undefined }, noVersion],
  ["signing", { ...AUTHENTICATE, action: "web-eid:sign" }, unsupported],
  ["a signing certificate", { ...STATUS, action: "web-eid:get-signing-certificate" }, unsupported],
];

for (const [name, message, expected] of CASES) {
  test(name, () => check(message, expected));
}

/** @type {[name: string, message: unknown, sender: object][]} */
const UNANSWERED = [
  ["a message of no protocol", { action: "web-eid:nonsense" }, SENDER],
  ["an action that every object has", { action: "toString" }, SENDER],
  ["a message that is no object", "web-eid:status", SENDER],
  ["a message that is null", null, SENDER],
  ["a message in a list", [STATUS], SENDER],
  ["another extension", STATUS, { ...SENDER, id: "another-extension" }],
  ["a sender without an id", STATUS, { ...SENDER, id: undefined }],
];

for (const [name, message, sender] of UNANSWERED) {
  test(`${name}: the port is closed without an answer`, async () => {
    const browser = await startBrowser(greetsAndGoes);
    const port = await browser.ask(message, sender);
    assert.deepEqual(
      { posted: port.posted, closed: port.closed, hosts: browser.hosts },
      {
        posted: [],
        closed: true,
        hosts: [],
      },
    );
  });
}
