// Whose request is heard: only the visible document of the active tab, under the origin that the browser names.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SENDER, greetsAndGoes, startBrowser } from "./fake-browser.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

const longest = `https://${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(55)}`;

/** What the person allowed: every host below that could be allowed. */
const SITES = ["portal.example", "xn--wgv71a119e.jp", "localhost.evil.example", new URL(longest).hostname];

/**
 * @param {object} changes to the sender of a page on which everything is in order
 * @param {{ origin: string } | { reason: string }} expected
 */
async function check(changes, expected) {
  const sender = { ...SENDER, ...changes };
  const browser = await startBrowser(greetsAndGoes, { granted: SITES });
  const status = await browser.ask(STATUS, sender);
  const login = await browser.ask(AUTHENTICATE, sender);

  if ("origin" in expected) {
    assert.equal(Reflect.get(Object(status.posted[0]), "action"), "web-eid:status-success");
    assert.equal(Reflect.get(Object(browser.hosts[1]?.posted[1]), "origin"), expected.origin);
    return;
  }
  assert.deepEqual(browser.hosts, []);
  for (const port of [status, login]) {
    const { error } = /** @type {{ error: Record<string, unknown> }} */ (port.posted[0]);
    assert.deepEqual([error["code"], error["reason"]], ["ERR_WEBEID_CONTEXT_INSECURE", expected.reason]);
    assert.notEqual(error["message"], "");
  }
}

/** @param {string} origin */
const at = (origin) => ({ url: `${origin}/page?a=b#c`, origin });

/** @type {[name: string, changes: object, expected: { origin: string } | { reason: string }][]} */
const CASES = [
  ["a page over https", {}, { origin: "https://portal.example" }],
  ["a port of its own", at("https://portal.example:8443"), { origin: "https://portal.example:8443" }],
  ["a host beyond ASCII", at("https://xn--wgv71a119e.jp"), { origin: "https://xn--wgv71a119e.jp" }],
  ["localhost without https", at("http://localhost:8080"), { origin: "http://localhost:8080" }],
  ["IPv4 loopback without https", at("http://127.0.0.1:8080"), { origin: "http://127.0.0.1:8080" }],
  ["IPv6 loopback without https", at("http://[::1]:8080"), { origin: "http://[::1]:8080" }],
  ["the longest origin", at(longest), { origin: longest }],
  ["a browser that names no document state", { documentLifecycle: undefined }, { origin: "https://portal.example" }],

  ["a frame in the page", { frameId: 3 }, { reason: "frame-not-top" }],
  ["no frame at all", { frameId: undefined }, { reason: "frame-not-top" }],
  ["a sandboxed document", { origin: "null" }, { reason: "origin-mismatch" }],
  ["an origin that is not the address's", { origin: "https://evil.example" }, { reason: "origin-mismatch" }],
  ["an origin with a path", { origin: "https://portal.example/" }, { reason: "origin-mismatch" }],
  ["no origin", { origin: undefined }, { reason: "origin-mismatch" }],
  ["no address", { url: undefined }, { reason: "origin-mismatch" }],
  ["an address that is none", { url: "portal.example" }, { reason: "origin-mismatch" }],
  ["a document without an origin of its own", { url: "about:blank", origin: "null" }, { reason: "origin-invalid" }],
  ["a document made by the site itself", { url: "blob:https://portal.example/1" }, { reason: "origin-invalid" }],
  [
    "the source of a page",
    { url: "view-source:https://portal.example/", origin: "null" },
    { reason: "origin-invalid" },
  ],
  ["a document in its address", { url: "data:text/html,hello", origin: "null" }, { reason: "origin-invalid" }],
  ["a frame whose text is in the page", { url: "about:srcdoc", frameId: 4 }, { reason: "frame-not-top" }],
  [
    "an address with a name before the host",
    { url: "https://portal.example@evil.example/" },
    { reason: "origin-mismatch" },
  ],
  ["a host with a dot behind it", at("https://portal.example."), { reason: "site-not-allowed" }],
  ["a file", { url: "file:///login.html", origin: "null" }, { reason: "origin-invalid" }],
  ["a site without https", at("http://portal.example"), { reason: "origin-invalid" }],
  ["a site that only looks local", at("http://localhost.evil.example"), { reason: "origin-invalid" }],
  ["an origin too long by one", at(`${longest}d`), { reason: "origin-invalid" }],
  ["a page loaded in advance", { documentLifecycle: "prerender" }, { reason: "document-inactive" }],
  ["a page in the back/forward cache", { documentLifecycle: "cached" }, { reason: "document-inactive" }],
  ["a tab in the background", { tab: { id: 7, active: false } }, { reason: "tab-inactive" }],
  ["no tab", { tab: undefined }, { reason: "tab-inactive" }],
];

for (const [name, changes, expected] of CASES) {
  test(name, () => check(changes, expected));
}

test("the longest origin is as long as the host allows", () => assert.equal(longest.length, 255));
