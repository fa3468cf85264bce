// What the browsers and the people who install the extension are promised: pinned, so that no update widens it unseen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

test("one permission, and no other way to more", () => {
  assert.deepEqual(manifest.permissions, ["nativeMessaging"]);
  for (const key of [
    "host_permissions",
    "optional_permissions",
    "optional_host_permissions",
    "externally_connectable",
    "web_accessible_resources",
  ]) {
    assert.equal(manifest[key], undefined, key);
  }
});

test("one content script, on loopback only, in the top document", () => {
  assert.deepEqual(manifest.content_scripts, [
    {
      matches: [
        "http://localhost/*",
        "https://localhost/*",
        "http://127.0.0.1/*",
        "https://127.0.0.1/*",
        "http://[::1]/*",
        "https://[::1]/*",
      ],
      js: ["content.js"],
      run_at: "document_start",
      all_frames: false,
    },
  ]);
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
      [...shipped(path).matchAll(/from "\.\/([\w-]+\.js)"/g)].forEach(([, imported]) => reach(String(imported)));
    }
  };
  [manifest.background.service_worker, ...manifest.content_scripts[0].js].forEach(reach);
  const expected = [
    ...reached,
    "manifest.json",
    "_locales/en/messages.json",
    "_locales/ja/messages.json",
    ...Object.values(manifest.icons),
  ];
  assert.deepEqual(shippedFiles(), expected.sort());
});

test("only one file words the difference between browsers", () => {
  const words = /[Nn]ative messaging host|No such native|lastError\?\.message|userAgent/;
  assert.deepEqual(
    MODULES.filter((path) => words.test(shipped(path).replaceAll(/^\s*(\/\/|\*).*$/gm, ""))),
    ["browser.js"],
  );
});

test("nothing is logged, stored or fetched", () => {
  for (const path of MODULES) {
    assert.doesNotMatch(shipped(path), /\bconsole\b|\bfetch\(|chrome\.storage|localStorage|indexedDB/, path);
  }
});
