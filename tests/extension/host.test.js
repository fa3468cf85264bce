// What the page is told for each thing that a host can do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Gone, startBrowser } from "./fake-browser.js";
import { golden } from "./files.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

const greeting = /** @type {Record<string, unknown>} */ (golden("answers/status.json"));
const token = Object.freeze({
  unverifiedCertificate: "MIIG",
  algorithm: "RS256",
  signature: "kX0=",
  format: "web-eid:1.0",
  appVersion: "https://mpa-host.example/releases/0.1.0",
});

/** @param {unknown} answer */
const answersLogin =
  (answer) =>
  (/** @type {Record<string, unknown>} */ { request }) =>
    request === "status" ? greeting : answer;

/**
 * @param {import("./fake-browser.js").HostScript} script
 * @param {object} expected fields of the error
 */
async function checkFailure(script, expected) {
  const browser = await startBrowser(script);
  const port = await browser.ask(AUTHENTICATE);
  const { action, error } = /** @type {{ action: string, error: Record<string, unknown> }} */ (port.posted[0]);
  assert.equal(action, "web-eid:authenticate-failure");
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, error[key]])), expected);
  assert.notEqual(error["message"], "");
  assert.equal(browser.hosts[0]?.closed, true);
}

const garbled = { code: "ERR_WEBEID_NATIVE_FATAL", reason: "host-garbled" };
const exited = { code: "ERR_WEBEID_NATIVE_FATAL", reason: "host-exited" };
const missing = { code: "ERR_WEBEID_NATIVE_UNAVAILABLE", reason: "host-missing" };
const unstartable = { code: "ERR_WEBEID_NATIVE_UNAVAILABLE", reason: "host-unstartable" };
const tooOld = (/** @type {boolean} */ extension) => ({
  code: "ERR_WEBEID_VERSION_MISMATCH",
  requiresUpdate: { extension, nativeApp: !extension },
  library: AUTHENTICATE.libraryVersion,
  extension: "0.1.0",
});

/** @param {string | undefined} words */
const chromium = (words) => () => new Gone(words);
/** @param {string | undefined} words */
const firefox = (words) => () => new Gone(words, "firefox");
/** @param {object} changes */
const greetsWith = (changes) => () => ({ ...greeting, ...changes });
/** @param {object} changes */
const logsInWith = (changes) => answersLogin({ answer: "authenticate", ...token, ...changes });
/** @param {object} error */
const refuses = (error) => answersLogin({ answer: "error", code: "new-code", message: "New words.", ...error });

/** @type {[name: string, script: import("./fake-browser.js").HostScript, expected: object][]} */
const FAILURES = [
  ["Chromium: missing", chromium("Specified native messaging host not found."), missing],
  [
    "Chromium: forbidden",
    chromium("Access to the specified native messaging host is forbidden."),
    { code: "ERR_WEBEID_NATIVE_UNAVAILABLE", reason: "host-forbidden" },
  ],
  ["Chromium: not started", chromium("Failed to start native messaging host."), unstartable],
  ["Chromium: exited", chromium("Native host has exited."), exited],
  ["Chromium: no frames", chromium("Error when communicating with the native messaging host."), garbled],
  ["Chromium: words nobody knows", chromium("Something new."), exited],
  ["Firefox: missing or forbidden", firefox("No such native application mpa_host"), missing],
  ["Firefox: not started", firefox("An unexpected error occurred"), unstartable],
  ["Firefox: exited, without a word", firefox(undefined), exited],
  ["gone in the middle of a login", answersLogin(new Gone("Native host has exited.")), exited],

  [
    "an older protocol",
    greetsWith({ protocol: 0, hostVersion: "0.0.9" }),
    { ...tooOld(false), reason: "host-outdated", nativeApp: "0.0.9" },
  ],
  [
    "a newer protocol",
    greetsWith({ protocol: 2, hostVersion: "9.0.0" }),
    { ...tooOld(true), reason: "extension-outdated", nativeApp: "9.0.0" },
  ],
  ["a host that does not know the request", refuses({ code: "request-unknown" }), tooOld(false)],
  ["a host that left version 1 behind", refuses({ code: "protocol-unsupported" }), tooOld(true)],

  ["a greeting that is text", () => "hello", garbled],
  ["a greeting in a list", () => [greeting], garbled],
  ["a greeting of another kind", greetsWith({ answer: "authenticate" }), garbled],
  ["a protocol that is text", greetsWith({ protocol: "1" }), garbled],
  ["a protocol with a fraction", greetsWith({ protocol: 1.5 }), garbled],
  ["no version of the host", greetsWith({ hostVersion: undefined }), garbled],
  ["a version of the host in free words", greetsWith({ hostVersion: "<b>1</b>" }), garbled],
  ["a status for a token", answersLogin(greeting), garbled],
  ["a token without a certificate", logsInWith({ unverifiedCertificate: undefined }), garbled],
  ["a certificate that is empty", logsInWith({ unverifiedCertificate: "" }), garbled],
  ["a certificate without padding", logsInWith({ unverifiedCertificate: "MII" }), garbled],
  ["a signature in the URL alphabet", logsInWith({ signature: "kX0_" }), garbled],
  ["an algorithm of no card", logsInWith({ algorithm: "none" }), garbled],
  ["another format", logsInWith({ format: "web-eid:2.0" }), garbled],
  ["a version that is no URL", logsInWith({ appVersion: "0.1.0" }), garbled],
  ["a certificate as long as no host's answer", logsInWith({ unverifiedCertificate: "MIIG".repeat(16_385) }), garbled],
  [
    "a token in what would be a prototype",
    answersLogin(JSON.parse(`{"answer":"authenticate","__proto__":${JSON.stringify(token)}}`)),
    garbled,
  ],
  ["an error that is named like what every object has", refuses({ code: "__proto__" }), garbled],
  ["an error with endless words", refuses({ message: "x".repeat(1_025) }), garbled],
  ["an error without a code", refuses({ code: undefined }), garbled],
  ["an error with a code in free words", refuses({ code: "It failed" }), garbled],
  ["an error without words", refuses({ message: "" }), garbled],

  [
    "a code that is newer than this version",
    refuses({}),
    { code: "ERR_WEBEID_UNKNOWN_ERROR", reason: "new-code", message: "New words." },
  ],
  [
    "a code that every object has a field for",
    refuses({ code: "constructor" }),
    { code: "ERR_WEBEID_UNKNOWN_ERROR", reason: "constructor", message: "New words." },
  ],
  [
    "what was being waited for",
    refuses({ code: "timed-out", waitingFor: "card" }),
    { code: "ERR_WEBEID_USER_TIMEOUT", reason: "timed-out", waitingFor: "card" },
  ],
  [
    "free words for what was being waited for",
    refuses({ code: "timed-out", waitingFor: "<b>" }),
    { reason: "timed-out", waitingFor: undefined },
  ],
];

for (const [name, script, expected] of FAILURES) {
  test(name, () => checkFailure(script, expected));
}

test("a status tells the three versions", async () => {
  const browser = await startBrowser(answersLogin(undefined));
  const port = await browser.ask(STATUS);
  assert.deepEqual(port.posted, [
    {
      action: "web-eid:status-success",
      library: STATUS.libraryVersion,
      extension: "0.1.0",
      nativeApp: greeting["hostVersion"],
    },
  ]);
  assert.equal(browser.hosts[0]?.closed, true);
});

test("a token reaches the page with its own fields only", async () => {
  const browser = await startBrowser(logsInWith({ algorithm: "ES384", subject: "somebody" }));
  const port = await browser.ask(AUTHENTICATE);
  assert.deepEqual(port.posted, [{ action: "web-eid:authenticate-success", ...token, algorithm: "ES384" }]);
  assert.equal(browser.hosts[0]?.closed, true);
});

for (const [name, script] of /** @type {const} */ ([
  ["succeeded", logsInWith({})],
  ["failed", chromium("Native host has exited.")],
])) {
  test(`a login that ${name} leaves the turn to the next`, async () => {
    const browser = await startBrowser(script);
    await browser.ask(AUTHENTICATE);
    const next = await browser.ask(AUTHENTICATE);
    assert.equal(browser.hosts.length, 2);
    assert.notEqual(Object(next.posted[0]).error?.reason, "busy");
  });
}
