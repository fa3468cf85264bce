// Which computer and browser the set-up page takes a visitor's to be.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recognise } from "../../pages/computer.js";

const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

/** @type {[string, string, {system: string, browser: string, version: number, phone?: boolean, touch?: number}][]} */
const CASES = [
  [
    "Chrome on Windows",
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/143.0.0.0 Safari/537.36`,
    { system: "windows", browser: "chrome", version: 143 },
  ],
  [
    "Edge on Windows, with a touch screen",
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/143.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    { system: "windows", browser: "edge", version: 142, touch: 10 },
  ],
  [
    "Firefox on Linux",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    { system: "linux", browser: "firefox", version: 140 },
  ],
  [
    "Chrome on a Mac",
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${KIT} Chrome/143.0.0.0 Safari/537.36`,
    { system: "macos", browser: "chrome", version: 143 },
  ],
  [
    "Safari on a Mac",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
    { system: "macos", browser: "other", version: 0 },
  ],
  [
    "Opera on Windows",
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/143.0.0.0 Safari/537.36 OPR/120.0.0.0`,
    { system: "windows", browser: "other", version: 0 },
  ],
  [
    "Chrome on ChromeOS",
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/143.0.0.0 Safari/537.36`,
    { system: "other", browser: "chrome", version: 143 },
  ],
  [
    "Chrome on Android",
    `Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/143.0.0.0 Mobile Safari/537.36`,
    { system: "other", browser: "chrome", version: 143, phone: true },
  ],
  [
    "Firefox on Android",
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    { system: "other", browser: "firefox", version: 140, phone: true },
  ],
  [
    "Safari on an iPhone",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    { system: "other", browser: "other", version: 0, phone: true },
  ],
  [
    "Safari on an iPad, which calls itself a Mac",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    { system: "macos", browser: "other", version: 0, phone: true, touch: 5 },
  ],
  [
    "Chromium without a window",
    `Mozilla/5.0 (X11; Linux x86_64) ${KIT} HeadlessChrome/143.0.0.0 Safari/537.36`,
    { system: "linux", browser: "chrome", version: 143 },
  ],
  ["nothing that is known", "curl/8.5.0", { system: "other", browser: "other", version: 0 }],
];

for (const [name, userAgent, { touch = 0, phone = false, ...expected }] of CASES) {
  test(name, () => {
    assert.deepEqual(recognise({ userAgent, maxTouchPoints: touch }), { ...expected, phone });
  });
}
