// What the browsers and the people who install the extension are promised: pinned, so that no update widens it unseen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

import { extensionId } from "./extension-id.js";
import { EXTENSION, shipped, shippedFiles } from "./files.js";

const manifest = JSON.parse(shipped("manifest.json"));
const MODULES = shippedFiles().filter((path) => path.endsWith(".js"));

test("the id in Chromium and Edge stays what hosts allow", () => {
  assert.equal(extensionId(), "oobkcaefgghialokmccmhnpkmhcipfbm");
});

test("the id in Firefox stays what hosts allow", () => {
  assert.equal(manifest.browser_specific_settings.gecko.id, "mpa-host@mpa-host.example");
});

const OFFICIAL = [
  "https://myna.go.jp/*",
  "https://*.myna.go.jp/*",
  "https://e-tax.nta.go.jp/*",
  "https://*.e-tax.nta.go.jp/*",
];
const LOOPBACK = [
  "http://localhost/*",
  "https://localhost/*",
  "http://127.0.0.1/*",
  "https://127.0.0.1/*",
  "http://[::1]/*",
  "https://[::1]/*",
];

// An update that asks for more is disabled by the browser until the person agrees: these are version 1's for ever.
test("version 1's permissions, and no other way to more", () => {
  assert.deepEqual(manifest.permissions, ["nativeMessaging", "storage", "scripting", "activeTab"]);
  assert.deepEqual(manifest.host_permissions, [...OFFICIAL, ...LOOPBACK]);
  assert.deepEqual(manifest.optional_host_permissions, ["https://*/*"]);
  for (const key of ["optional_permissions", "externally_connectable", "web_accessible_resources"]) {
    assert.equal(manifest[key], undefined, key);
  }
});

test("version 1's sites, each with its own page protocol, in the top document", () => {
  const everywhere = { run_at: "document_start", all_frames: false };
  assert.deepEqual(manifest.content_scripts, [
    { matches: OFFICIAL, js: ["content/page.js", "content/official.js", "content/presence.js"], ...everywhere },
    { matches: LOOPBACK, js: ["content/page.js", "content/web-eid.js", "content/presence.js"], ...everywhere },
  ]);
});

test("the extension's own pages run and show nothing but its own files", () => {
  assert.equal(
    manifest.content_security_policy.extension_pages,
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
  );
});

test("an administrator can pre-select sites, and reads that this grants none", () => {
  const { properties } = JSON.parse(shipped(manifest.storage.managed_schema));
  assert.deepEqual(Object.keys(properties), ["sites"]);
  assert.deepEqual([properties.sites.type, properties.sites.items], ["array", { type: "string" }]);
  assert.match(properties.sites.description, /not granted/);
});

test("one background for every browser", () => {
  assert.deepEqual(manifest.background, {
    service_worker: "background.js",
    scripts: ["background.js"],
    type: "module",
  });
});

test("the versions are one", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  assert.equal(manifest.version, version);
});

for (const [size, path] of Object.entries(manifest.icons)) {
  test(`the icon for ${size} pixels is that large`, () => {
    const png = readFileSync(new URL(path, EXTENSION));
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Number(size), Number(size)]);
  });
}

test("only what the manifest leads to is shipped", () => {
  /** @type {Set<string>} */
  const reached = new Set();
  /** @param {string} path */
  const reach = (path) => {
    if (!reached.has(path)) {
      reached.add(path);
      const form = path.endsWith(".html") ? /(?:src|href)="([\w./-]+)"/g : /from "(\.[\w./-]+)"/g;
      [...shipped(path).matchAll(form)].forEach(([, next]) => reach(posix.join(posix.dirname(path), String(next))));
    }
  };
  [
    manifest.background.service_worker,
    ...manifest.content_scripts.flatMap((/** @type {{ js: string[] }} */ { js }) => js),
    manifest.action.default_popup,
    "setup/setup.html",
  ].forEach(reach);
  const expected = new Set([
    ...reached,
    "manifest.json",
    manifest.storage.managed_schema,
    "_locales/en/messages.json",
    "_locales/ja/messages.json",
    ...Object.values(manifest.icons),
  ]);
  assert.deepEqual(shippedFiles(), [...expected].sort());
});

test("only one file words the difference between browsers", () => {
  const words = /[Nn]ative messaging host|No such native|lastError\?\.message|userAgent/;
  assert.deepEqual(
    MODULES.filter((path) => words.test(shipped(path).replaceAll(/^\s*(\/\/|\*).*$/gm, ""))),
    ["browser.js"],
  );
});

// What may be stored is written out: a mark, in memory alone, that says nothing of the person.
const MARK = ['chrome.storage.session.get("here")', "chrome.storage.session.set({ here: true })"];

test("nothing is logged, fetched or stored but one mark; only the administrator's list is read", () => {
  for (const path of MODULES) {
    const allowed = path === "arrival.js" ? MARK : [];
    const text = allowed
      .reduce((rest, call) => rest.replace(call, ""), shipped(path))
      .replaceAll(/chrome\.storage\.(?:managed\.get|onChanged)\b/g, "");
    assert.doesNotMatch(text, /\bconsole\b|\bfetch\(|chrome\.storage|localStorage|indexedDB/, path);
  }
});
