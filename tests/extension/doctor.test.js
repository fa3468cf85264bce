// The host's doctor, as the popup hears it: whatever is not of the form in host/PROTOCOL.md is refused, an older host is
// named as such, and what is copied for a help desk holds each line with its next step.

import assert from "node:assert/strict";
import { test } from "node:test";

import { doctorAnswer, doctorRequest } from "../../extension/doctor-messages.js";
import { examine } from "../../extension/doctor.js";
import { copied } from "../../extension/popup/doctor-lines.js";
import { Gone, startBrowser } from "./fake-browser.js";
import { golden, locale } from "./files.js";

const greeting = golden("answers/status.json");
const examined = Object(golden("answers/doctor.json"));

/** @param {unknown} answer to `doctor` */
const host =
  (answer) =>
  (/** @type {Record<string, unknown>} */ { request }) =>
    request === "status" ? greeting : answer;

test("requests/doctor.json, to the byte", () => {
  assert.equal(JSON.stringify(doctorRequest("ja")), JSON.stringify(golden("requests/doctor.json")));
});

test("answers/doctor.json, each line with what it says", () => {
  const { hostVersion, findings } = doctorAnswer(examined);
  assert.equal(hostVersion, "0.1.0");
  assert.deepEqual(
    findings.map(({ name, state, next }) => [name, state, next !== undefined]),
    [
      ["reader-service", "good", false],
      ["virtual-reader", "note", false],
      ["pin-user-authentication", "bad", true],
      ["pin-text-input", "warning", true],
    ],
  );
  assert.deepEqual(
    findings.map(({ text, next }) => [text, next]),
    examined.lines.map((/** @type {Record<string, unknown>} */ { text, next }) => [text, next]),
  );
});

test("a host is asked once, in the popup's language, and let go", async () => {
  const browser = await startBrowser(host(examined));
  const { findings } = await examine("ja", new AbortController().signal);
  assert.equal(findings.length, 4);
  const [asked] = browser.hosts;
  assert.deepEqual(asked?.posted, [golden("requests/status.json"), golden("requests/doctor.json")]);
  assert.equal(asked?.closed, true);
  assert.equal(browser.hosts.length, 1);
});

/** @param {object} changes to the first line */
const line = (changes) => ({ lines: [{ ...examined.lines[0], ...changes }] });

/** @type {[name: string, changes: object][]} */
const REFUSED = [
  ["another answer", { answer: "inspect" }],
  ["another format", { format: 2 }],
  ["no version", { hostVersion: undefined }],
  ["a version in words", { hostVersion: "the newest" }],
  ["no lines", { lines: undefined }],
  ["lines that are no list", { lines: { length: 1 } }],
  ["more lines than there can be", { lines: Array(201).fill(examined.lines[0]) }],
  ["a line that is text", { lines: ["good"] }],
  ["a line without a name", line({ name: undefined })],
  ["a name that is a sentence", line({ name: "The reader" })],
  ["a state that nobody knows", line({ state: "fair" })],
  ["a state that every object has", line({ state: "constructor" })],
  ["no text", line({ text: undefined })],
  ["an empty text", line({ text: "" })],
  ["an endless text", line({ text: "a".repeat(1_025) })],
  ["markup for a text", line({ text: { html: "<b>" } })],
  ["a next step that is none", line({ next: 1 })],
  ["an endless next step", line({ next: "a".repeat(1_025) })],
];

for (const [name, changes] of REFUSED) {
  test(`${name}: refused`, async () => {
    await startBrowser(host({ ...examined, ...changes }));
    await assert.rejects(examine("en", new AbortController().signal), { reason: "host-garbled" });
  });
}

/** @param {string} code */
const error = (code) => ({ answer: "error", code, message: "Words." });

/** @type {[name: string, answer: unknown, reason: string, key: string][]} */
const FAILURES = [
  ["an older host", error("request-unknown"), "host-outdated", "failure_host_outdated"],
  ["a newer host", error("protocol-unsupported"), "extension-outdated", "failure_extension_outdated"],
  ["a host that goes", new Gone("Native host has exited."), "host-exited", "failure_host_exited"],
];

for (const [name, answer, reason, key] of FAILURES) {
  test(`${name}: named, with what to do`, async () => {
    const browser = await startBrowser(host(answer));
    const message = locale("en")[key]?.message;
    await assert.rejects(examine("en", new AbortController().signal), { reason, message });
    assert.equal(browser.hosts[0]?.closed, true);
  });
}

test("a popup that has closed asks nobody", async () => {
  const browser = await startBrowser(host(examined));
  await assert.rejects(examine("en", AbortSignal.abort()), { reason: "page-left" });
  assert.equal(browser.hosts.length, 0);
});

test("what is copied holds the versions, and each line with its mark and its next step", () => {
  const findings = [
    { name: "reader-service", state: /** @type {const} */ ("good"), text: "It runs." },
    { name: "card", state: /** @type {const} */ ("bad"), text: "No card.", next: "Put it down." },
    { name: "pin-signature", state: /** @type {const} */ ("warning"), text: "One left.", next: "Take care." },
    { name: "system", state: /** @type {const} */ ("note"), text: "Linux." },
  ];
  assert.equal(
    copied(findings, { extension: "0.1.0", host: "0.2.0", browser: "A browser" }),
    [
      "mpa-host 0.2.0, extension 0.1.0",
      "A browser",
      "✓ It runs.",
      "✗ No card.",
      "  → Put it down.",
      "! One left.",
      "  → Take care.",
      "- Linux.",
      "",
    ].join("\n"),
  );
});
