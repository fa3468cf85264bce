// Portals read in the README what each error means: none is left out there, and none stands under a wrong code.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { startBrowser } from "./fake-browser.js";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** A row of the table: its codes, or those of the row above, and its reasons. */
const ROW = /^\| (?<codes>[^|]*)\| (?<reasons>[^|]*)\| [^|]*\|$/;

/** @returns {Map<string, string[]>} the codes under which each reason stands */
function documented() {
  /** @type {Map<string, string[]>} */
  const reasons = new Map();
  /** @type {string[]} */
  let codes = [];
  for (const line of README.split("\n")) {
    const row = ROW.exec(line)?.groups;
    const own = [...(row?.codes ?? "").matchAll(/`(ERR_WEBEID_[A-Z_]+)`/g)].map(([, code]) => String(code));
    codes = own.length > 0 ? own : codes;
    for (const [, reason] of (row?.reasons ?? "").matchAll(/`([a-z0-9-]+)`/g)) {
      reasons.set(String(reason), codes);
    }
  }
  return reasons;
}

test("the README has every reason that a Web eID page may be told, under its code", async () => {
  await startBrowser(() => undefined);
  const { CODES } = await import("../../extension/web-eid-response.js");
  const inReadme = documented();
  for (const [reason, code] of CODES) {
    assert.ok(inReadme.get(reason)?.includes(code), `${reason} under ${code}`);
  }
});
