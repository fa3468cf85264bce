// Which page protocol is heard on which site: refused here already, whatever the host would say.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SENDER, greetsAndGoes, startBrowser } from "./fake-browser.js";
import { OFFICIAL_LOGIN, AUTHENTICATE } from "./page-messages.js";

const MESSAGES = Object.freeze({
  "web-eid": AUTHENTICATE,
  official: OFFICIAL_LOGIN,
  presence: Object.freeze({ action: "mpa:presence" }),
});

/**
 * @param {keyof typeof MESSAGES} protocol
 * @param {object} sender
 * @param {string | undefined} refusal
 */
async function check(protocol, sender, refusal) {
  const browser = await startBrowser(greetsAndGoes, { granted: ["portal.example", "evilmyna.go.jp", "myna.go.jp"] });
  const port = await browser.ask(MESSAGES[protocol], { ...SENDER, ...sender }, protocol);
  port.onDisconnect.emit(port);
  if (refusal === undefined) {
    assert.equal(browser.hosts.length, 1);
    return;
  }
  assert.deepEqual(browser.hosts, []);
  const answer = Object(port.posted[0]);
  const { reason, message } = answer.error ?? answer;
  assert.equal(reason, refusal);
  assert.notEqual(message, "");
}

/** @param {string} origin */
const at = (origin) => ({ url: `${origin}/login`, origin });

const OFFICIAL = [
  "https://myna.go.jp",
  "https://demo.myna.go.jp:8443",
  "https://a.b.myna.go.jp",
  "https://e-tax.nta.go.jp",
  "https://clientweb.e-tax.nta.go.jp",
];
const LOOPBACK = ["http://localhost:8080", "https://localhost", "http://127.0.0.1:8080", "http://[::1]:8080"];
const LOOK_ALIKES = [
  "https://evilmyna.go.jp",
  "https://myna.go.jp.evil.example",
  "https://go.jp",
  "https://nta.go.jp",
  "https://myna.go.jp.",
  "https://xn--myna-k83d.go.jp",
];

/** @type {[protocol: keyof typeof MESSAGES, sites: string[], refusal: string | undefined][]} */
const SITES = [
  ["official", OFFICIAL, undefined],
  ["official", LOOPBACK, "origin-not-official"],
  ["official", LOOK_ALIKES, "origin-not-official"],
  ["official", ["https://portal.example"], "origin-not-official"],
  ["official", ["http://myna.go.jp", "http://demo.myna.go.jp"], "origin-invalid"],
  ["web-eid", OFFICIAL, "origin-official"],
  ["web-eid", LOOPBACK, undefined],
  ["web-eid", ["https://portal.example", "https://portal.example:8443", "https://evilmyna.go.jp"], undefined],
  ["web-eid", ["https://other.example", "https://www.portal.example", "https://example"], "site-not-allowed"],
  ["presence", OFFICIAL, undefined],
  ["presence", LOOPBACK, undefined],
  ["presence", ["https://portal.example"], undefined],
  ["presence", ["https://other.example"], "site-not-allowed"],
];

for (const [protocol, origins, refusal] of SITES) {
  for (const origin of origins) {
    test(`${protocol} at ${origin}: ${refusal ?? "heard"}`, () => check(protocol, at(origin), refusal));
  }
}

const [official] = OFFICIAL;

/** @type {[name: string, changes: object, refusal: string][]} */
const DOCUMENTS = [
  ["a frame in an official page", { frameId: 3 }, "frame-not-top"],
  ["a sandboxed official document", { origin: "null" }, "origin-mismatch"],
  ["an official page in the background", { tab: { id: 7, active: false } }, "tab-inactive"],
  ["an official page loaded in advance", { documentLifecycle: "prerender" }, "document-inactive"],
];

for (const [name, changes, refusal] of DOCUMENTS) {
  test(`${name}: ${refusal}`, () => check("official", { ...at(String(official)), ...changes }, refusal));
}

test("presence goes on in a tab that is no longer in front", () =>
  check("presence", { tab: { id: 7, active: false } }, undefined));

test("presence in a frame: frame-not-top", () => check("presence", { frameId: 3 }, "frame-not-top"));

test("a site that was forgotten is refused from then on", async () => {
  const browser = await startBrowser(greetsAndGoes);
  const { forgetSite } = await import("../../extension/sites.js");
  await forgetSite("portal.example");
  const port = await browser.ask(AUTHENTICATE);
  assert.equal(Object(port.posted[0]).error.reason, "site-not-allowed");
  assert.deepEqual(browser.hosts, []);
});

for (const name of ["", "web-eid-2", "constructor"]) {
  test(`a port named "${name}" is closed without an answer`, async () => {
    const browser = await startBrowser(greetsAndGoes);
    const port = await browser.ask(AUTHENTICATE, SENDER, name);
    assert.deepEqual([port.posted, port.closed, browser.hosts], [[], true, []]);
  });
}
