// Which packages a visitor is offered, by the names of the files that the portal has.

import assert from "node:assert/strict";
import { test } from "node:test";

import { offered } from "../../pages/packages.js";

const NAMES = [
  "SHA256SUMS",
  "mpa-chrome_0.1.0_all.deb",
  "mpa-chromium_0.1.0_all.deb",
  "mpa-chromium_0.1.0_all.deb.cdx.json",
  "mpa-edge-0.1.0-1.noarch.rpm",
  "mpa-extension.xpi",
  "mpa-firefox-0.1.0-1.noarch.rpm",
  "mpa-host-0.1.0-1.x86_64.rpm",
  "mpa-host_0.1.0_amd64.deb",
];
const FILES = NAMES.map((name) => ({ name, size: 1, sha256: "00" }));

/** @type {[string, string, string, string | undefined, string[]][]} */
const CASES = [
  [
    "Chrome or Chromium on Linux",
    "linux",
    "chrome",
    "/downloads/mpa-host_0.1.0_amd64.deb",
    ["mpa-chrome_0.1.0_all.deb", "mpa-chromium_0.1.0_all.deb", "mpa-host-0.1.0-1.x86_64.rpm", "mpa-host_0.1.0_amd64.deb"],
  ],
  [
    "Firefox on Linux",
    "linux",
    "firefox",
    "/downloads/mpa-host_0.1.0_amd64.deb",
    ["mpa-firefox-0.1.0-1.noarch.rpm", "mpa-host-0.1.0-1.x86_64.rpm", "mpa-host_0.1.0_amd64.deb"],
  ],
  ["Windows, for which there is none", "windows", "edge", undefined, []],
  ["a Mac, for which there is none", "macos", "firefox", undefined, []],
  ["another system", "other", "other", undefined, []],
];

for (const [name, system, browser, program, files] of CASES) {
  test(name, () => {
    const computer = /** @type {any} */ ({ system, browser, version: 150, phone: false });
    const found = offered(FILES, computer);
    assert.equal(found.program, program);
    assert.deepEqual(
      found.files.map((file) => file.name),
      files,
    );
  });
}

test("a Windows installer is the program, and the one for administrators stands beside it", () => {
  const files = ["mpa-host-0.1.0-setup.exe", "mpa-host-0.1.0.msi"].map((name) => ({ name, size: 1, sha256: "00" }));
  const found = offered(files, { system: "windows", browser: "edge", version: 150, phone: false });
  assert.equal(found.program, "/downloads/mpa-host-0.1.0-setup.exe");
  assert.equal(found.files.length, 2);
});

test("a portal without packages offers none", () => {
  const found = offered([], { system: "linux", browser: "firefox", version: 150, phone: false });
  assert.deepEqual(found, { program: undefined, files: [] });
});
