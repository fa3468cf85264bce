// What the content script lets pass between a page and the background.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ORIGIN, openPage } from "./fake-page.js";
import { AUTHENTICATE, NONCE, STATUS } from "./page-messages.js";

/** @param {string} action */
const ack = (action) => ({ message: { action: `${action}-ack` }, target: ORIGIN });

/**
 * @param {{ page?: Parameters<typeof openPage>[0], data?: unknown, from?: object }} posted
 */
function checkIgnored({ page, data = STATUS, from }) {
  const { post, ports, told } = openPage(page);
  post(data, from);
  assert.deepEqual({ ports, told }, { ports: [], told: [] });
}

/** @type {[name: string, posted: Parameters<typeof checkIgnored>[0]][]} */
const IGNORED = [
  ["an insecure page", { page: { isSecureContext: false } }],
  ["an XML document", { page: { contentType: "application/xml" } }],
  ["an XHTML document", { page: { contentType: "application/xhtml+xml" } }],
  ["an image", { page: { contentType: "image/svg+xml" } }],
  ["another window", { from: { source: new EventTarget() } }],
  ["no window", { from: { source: null } }],
  ["another origin", { from: { origin: "https://evil.example" } }],
  ["a sandboxed document", { from: { origin: "null" } }],
  ["an event that a script made up", { from: { made: true } }],
  ["a response", { data: { action: "web-eid:status-success" } }],
  ["an acknowledgement", { data: { action: "web-eid:status-ack" } }],
  ["an unknown action", { data: { action: "web-eid:warning" } }],
  ["another library's message", { data: { action: "login" } }],
  ["an action that is no text", { data: { action: ["web-eid:status"] } }],
  ["text", { data: "web-eid:status" }],
  ["a list", { data: [STATUS] }],
  ["nothing", { data: null }],
];

for (const [name, posted] of IGNORED) {
  test(`${name} is left alone`, () => checkIgnored(posted));
}

/**
 * @param {Record<string, unknown>} data
 * @param {object} forwarded
 */
function checkForwarded(data, forwarded) {
  const { post, ports, told } = openPage();
  post(data);
  assert.deepEqual(told, [ack(String(data["action"]))]);
  assert.deepEqual(
    ports.map((port) => port.posted),
    [[forwarded]],
  );
}

const cyclic = {};
Object.assign(cyclic, { cyclic });

/** @type {[name: string, data: Record<string, unknown>, forwarded: object][]} */
const FORWARDED = [
  ["a status", STATUS, STATUS],
  ["a login", AUTHENTICATE, AUTHENTICATE],
  [
    "signing, of which only the name is needed",
    { action: "web-eid:sign", hash: "aGFzaA==" },
    { action: "web-eid:sign" },
  ],
  ["fields that nobody knows", { ...STATUS, origin: "https://evil.example" }, STATUS],
  [
    "options that nobody knows",
    {
      ...AUTHENTICATE,
      options: { lang: "ja", userInteractionTimeout: 5_000, origin: "https://evil.example" },
    },
    { ...AUTHENTICATE, options: { lang: "ja", userInteractionTimeout: 5_000 } },
  ],
  [
    "values that cannot be carried",
    { ...AUTHENTICATE, libraryVersion: 1n, challengeNonce: cyclic, options: { lang: [] } },
    { action: AUTHENTICATE.action, libraryVersion: false, challengeNonce: false, options: { lang: false } },
  ],
  ["options that are no options", { ...AUTHENTICATE, options: "ja" }, { ...AUTHENTICATE, options: "ja" }],
  [
    "null",
    { ...AUTHENTICATE, challengeNonce: null, options: null },
    { ...AUTHENTICATE, challengeNonce: null, options: null },
  ],
];

for (const [name, data, forwarded] of FORWARDED) {
  test(`${name}: acknowledged, and only known fields pass`, () => checkForwarded(data, forwarded));
}

const token = {
  unverifiedCertificate: "MIIG",
  algorithm: "RS256",
  signature: "kX0=",
  format: "web-eid:1.0",
  appVersion: "https://a.example/1",
};
const success = { action: "web-eid:authenticate-success", ...token };
const error = { code: "ERR_WEBEID_USER_TIMEOUT", message: "Too late.", reason: "timed-out" };
const failure = { action: "web-eid:authenticate-failure", error };
const requiresUpdate = { extension: false, nativeApp: true };
const extensionFailed = { code: "ERR_WEBEID_UNKNOWN_ERROR", reason: "extension-failed" };

/**
 * @param {unknown} answer the background's
 * @param {object} expected what the page is told
 */
function checkAnswer(answer, expected) {
  const { post, ports, told } = openPage();
  post({ ...AUTHENTICATE, challengeNonce: NONCE });
  ports[0]?.answer(answer);
  assert.deepEqual(told, [ack(AUTHENTICATE.action), { message: expected, target: ORIGIN }]);
  assert.equal(ports[0]?.closed, true);
}

/** @param {unknown} answer */
function checkRefusedAnswer(answer) {
  const { post, ports, told } = openPage();
  post(AUTHENTICATE);
  ports[0]?.answer(answer);
  assertFailure(told[1], AUTHENTICATE.action, extensionFailed);
  assert.equal(ports[0]?.closed, true);
}

/**
 * @param {{ message: unknown, target: unknown } | undefined} told
 * @param {string} action
 * @param {{ code: string, reason: string }} expected
 */
function assertFailure(told, action, { code, reason }) {
  const { message, ...names } = Reflect.get(Object(told?.message), "error");
  assert.deepEqual([Reflect.get(Object(told?.message), "action"), told?.target], [`${action}-failure`, ORIGIN]);
  assert.deepEqual(names, { code, reason });
  assert.notEqual(message, "");
}

/** @type {[name: string, answer: object, expected: object][]} */
const ANSWERS = [
  ["a token", { ...success, subject: "somebody" }, success],
  ["a failure", { ...failure, stack: "somewhere" }, failure],
  [
    "a failure with its details",
    { ...failure, error: { ...error, waitingFor: "card", stack: "at" } },
    { ...failure, error: { ...error, waitingFor: "card" } },
  ],
  [
    "a version that does not fit",
    { ...failure, error: { ...error, nativeApp: "0.0.1", requiresUpdate } },
    { ...failure, error: { ...error, nativeApp: "0.0.1", requiresUpdate } },
  ],
];

for (const [name, answer, expected] of ANSWERS) {
  test(`${name} reaches the page, and only this origin`, () => checkAnswer(answer, expected));
}

/** @type {[name: string, answer: unknown][]} */
const REFUSED_ANSWERS = [
  ["nothing", undefined],
  ["text", "web-eid:authenticate-success"],
  ["the answer to another action", { ...success, action: "web-eid:status-success" }],
  ["a token without a signature", { ...success, signature: undefined }],
  ["a token whose signature is no text", { ...success, signature: 1 }],
  ["a failure without an error", { action: failure.action }],
  ["a failure without words", { ...failure, error: { ...error, message: undefined } }],
];

for (const [name, answer] of REFUSED_ANSWERS) {
  test(`${name} from the background becomes a failure`, () => checkRefusedAnswer(answer));
}

test("signing cannot succeed", () => {
  const { post, ports, told } = openPage();
  post({ action: "web-eid:sign" });
  ports[0]?.answer({ action: "web-eid:sign-success", signature: "kX0=" });
  assertFailure(told[1], "web-eid:sign", extensionFailed);
});

test("the page leaves: the port closes at once; the page comes back: it is told", () => {
  const { post, ports, told, dispatch } = openPage();
  post(AUTHENTICATE);
  dispatch("pageshow", { persisted: false });
  assert.deepEqual({ closed: ports[0]?.closed, told: told.length }, { closed: false, told: 1 });
  dispatch("pagehide", { persisted: true });
  assert.deepEqual({ closed: ports[0]?.closed, told: told.length }, { closed: true, told: 1 });
  dispatch("pageshow", { persisted: true });
  dispatch("pageshow", { persisted: true });
  assert.equal(told.length, 2);
  assertFailure(told[1], AUTHENTICATE.action, { code: "ERR_WEBEID_USER_CANCELLED", reason: "page-left" });
});

test("a page that comes back after its answer is told nothing more", () => {
  const { post, ports, told, dispatch } = openPage();
  post(AUTHENTICATE);
  ports[0]?.answer(success);
  dispatch("pagehide", { persisted: true });
  dispatch("pageshow", { persisted: true });
  assert.equal(told.length, 2);
});

test("the background goes without an answer", () => {
  const { post, ports, told } = openPage();
  post(AUTHENTICATE);
  ports[0]?.drop();
  assertFailure(told[1], AUTHENTICATE.action, extensionFailed);
});

const gone = { code: "ERR_WEBEID_EXTENSION_UNAVAILABLE", reason: "extension-gone" };

test("the extension is updated or removed before a request", () => {
  const { post, told, extension } = openPage();
  extension.connectable = false;
  post(STATUS);
  assert.deepEqual(told[0], ack(STATUS.action));
  assertFailure(told[1], STATUS.action, gone);
});

test("the extension is updated or removed in the middle of a request", () => {
  const { post, ports, told, extension } = openPage();
  post(STATUS);
  extension.connectable = false;
  ports[0]?.drop();
  assertFailure(told[1], STATUS.action, gone);
});
