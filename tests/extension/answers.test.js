// The golden answers of the host, and what a page is told for each of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EXTENSION_REASONS } from "../../extension/failure.js";
import { CODES } from "../../extension/web-eid-response.js";
import { startBrowser } from "./fake-browser.js";
import { documentation, golden } from "./files.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

const STANDARD_CODES = new Set([
  "ERR_WEBEID_ACTION_PENDING",
  "ERR_WEBEID_CONTEXT_INSECURE",
  "ERR_WEBEID_MISSING_PARAMETER",
  "ERR_WEBEID_NATIVE_FATAL",
  "ERR_WEBEID_NATIVE_INVALID_ARGUMENT",
  "ERR_WEBEID_NATIVE_UNAVAILABLE",
  "ERR_WEBEID_UNKNOWN_ERROR",
  "ERR_WEBEID_USER_CANCELLED",
  "ERR_WEBEID_USER_TIMEOUT",
  "ERR_WEBEID_VERSION_INVALID",
  "ERR_WEBEID_VERSION_MISMATCH",
]);

const greeting = golden("answers/status.json");

/**
 * @param {object} message from the page
 * @param {unknown} answer to its login
 */
async function told(message, answer) {
  const browser = await startBrowser(({ request }) => (request === "status" ? greeting : answer));
  const port = await browser.ask(message);
  return /** @type {Record<string, unknown>} */ (port.posted[0]);
}

test("answers/status.json", async () => {
  const { nativeApp } = await told(STATUS, undefined);
  assert.equal(nativeApp, Reflect.get(Object(greeting), "hostVersion"));
});

test("answers/authenticate.json", async () => {
  const { answer, ...token } = /** @type {Record<string, unknown>} */ (golden("answers/authenticate.json"));
  assert.equal(answer, "authenticate");
  assert.deepEqual(await told(AUTHENTICATE, golden("answers/authenticate.json")), {
    action: "web-eid:authenticate-success",
    ...token,
  });
});

const errors = /** @type {Record<string, unknown>[]} */ (golden("answers/errors.json"));

/** The codes that host/PROTOCOL.md lists. */
const documented = [
  ...documentation("PROTOCOL.md").matchAll(/^\| `([a-z0-9-]+)` \| .* \| (?:ends|reads on) \|$/gm),
].map(([, code]) => code);

test("answers/errors.json holds every error that host/PROTOCOL.md lists", () => {
  assert.deepEqual([...new Set(errors.map(({ code }) => code))].sort(), [...documented].sort());
});

test("every reason, the host's or the extension's own, has one of the standard's codes, and there is no other", () => {
  assert.deepEqual([...CODES.keys()].sort(), [...new Set([...documented, ...EXTENSION_REASONS])].sort());
  assert.ok(documented.includes("cancelled"));
  for (const [reason, code] of CODES) {
    assert.ok(STANDARD_CODES.has(code), `${reason}: ${code}`);
  }
});

for (const answer of errors) {
  const { code, message, waitingFor } = answer;
  test(`answers/errors.json: ${code} ${waitingFor ?? ""}`, async () => {
    const { action, error } = await told(AUTHENTICATE, answer);
    assert.equal(action, "web-eid:authenticate-failure");
    const { reason, message: words, waitingFor: awaited } = Object(error);
    assert.deepEqual({ reason, words, awaited }, { reason: code, words: message, awaited: waitingFor });
    assert.equal(Object(error).code, CODES.get(String(code)));
  });
}
