// The popup tells what is there and what is missing, live, in a sentence of its own for each; it spends no try.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { EXTENSION, TARGET, program } from "../stand/places.mjs";
import { processesWith } from "../stand/processes.mjs";
import { standIn } from "../stand/stand-in.mjs";
import { FAMILY } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";
import { onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";
import { toolbar } from "./toolbar.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */
/** @typedef {import("./toolbar.mjs").Popup} Popup */

/** A line of the checklist: which part, how it is marked, and the key of a sentence that stands in it. */
/** @typedef {[part: string, mark: string, key: string, ...values: string[]]} Line */

/** Where pictures of what a person sees are left. */
const PICTURES = join(TARGET, "screenshots");

test("a card is noticed as it is put down and taken away", () =>
  onPopup({ switches: ["--removed"] }, async (popup, { card }) => {
    await shows(popup, ["reader", "done", "popup_part_reader"]);
    await shows(popup, ["card", "next", "popup_card_none"]);
    await picture(popup, "no-card");
    await card.insert();
    await shows(popup, ["card", "done", "popup_card_tries", "3"]);
    await picture(popup, "ready");
    await card.remove();
    await shows(popup, ["card", "next", "popup_card_none"]);
  }));

/** @type {{name: string, wishes: import("../stand/stand.mjs").Wishes, line: Line}[]} */
const MISSING = [
  {
    name: "no-service",
    wishes: { service: false },
    line: ["reader", "next", "popup_service_stopped_linux"],
  },
  { name: "no-reader", wishes: { readers: false }, line: ["reader", "next", "popup_reader_missing"] },
  { name: "foreign-card", wishes: { switches: ["--foreign"] }, line: ["card", "next", "popup_card_foreign"] },
  { name: "several-cards", wishes: { secondCard: true }, line: ["card", "next", "popup_card_several"] },
  {
    name: "expired",
    wishes: { certificate: "auth-expired.der" },
    line: ["card", "fault", "popup_certificate_expired"],
  },
];

for (const { name, wishes, line } of MISSING) {
  test(`${name} is told with what to do next`, () =>
    onPopup(wishes, async (popup) => {
      await shows(popup, line);
      await picture(popup, name);
    }));
}

test("a host that is registered while the popup is open is noticed", () =>
  onPopup({ host: null }, async (popup, { registration }) => {
    await shows(popup, ["host", "next", "popup_host_missing"]);
    await shows(popup, ["card", "later", "popup_part_card"]);
    await picture(popup, "host-missing");
    registration.write(program("mpa-host"));
    await shows(popup, ["host", "done", "popup_part_host"]);
    await shows(popup, ["card", "done", "popup_card_tries", "3"]);
  }));

/** @type {{behaviour: string, line: Line}[]} */
const HOSTS = [
  { behaviour: "outdated", line: ["host", "next", "popup_host_outdated"] },
  { behaviour: "newer", line: ["extension", "next", "popup_extension_outdated"] },
  { behaviour: "malformed", line: ["host", "next", "popup_host_garbled"] },
  { behaviour: "exits", line: ["host", "next", "popup_host_exited"] },
];

test("a host that cannot be used is told with a sentence for each reason, and one that can is then noticed", () =>
  onPopup({ ids: ["ponmlkjihgfedcbaponmlkjihgfedcba"] }, async (popup, { registration, endings }) => {
    await shows(popup, ["host", "next", `popup_${differences.forbidden.replaceAll("-", "_")}`]);
    await picture(popup, differences.forbidden);
    for (const { behaviour, line } of HOSTS) {
      registration.write(standIn(endings, behaviour));
      await shows(popup, line);
      await picture(popup, `host-${behaviour}`);
    }
    registration.write(program("mpa-host"));
    await shows(popup, ["host", "done", "popup_part_host"]);
  }));

/** @type {{name: string, wishes: import("../stand/stand.mjs").Wishes, line: Line, findings: Record<string, string>}[]} */
const EXAMINED = [
  {
    name: "all-well",
    wishes: {},
    line: ["card", "done", "popup_card_tries", "3"],
    findings: {
      "reader-service": "done",
      card: "done",
      certificate: "done",
      "pin-user-authentication": "done",
      "pin-signature": "done",
      "pin-text-input": "done",
      "pin-resident": "done",
      host: "done",
      system: "note",
      "log-folder": "done",
    },
  },
  {
    name: "no-reader",
    wishes: { readers: false },
    line: ["reader", "next", "popup_reader_missing"],
    findings: { "reader-service": "done", reader: "fault" },
  },
  {
    name: "expired",
    wishes: { certificate: "auth-expired.der" },
    line: ["card", "fault", "popup_certificate_expired"],
    findings: { card: "done", certificate: "fault" },
  },
];

for (const { name, wishes, line, findings } of EXAMINED) {
  test(`everything is checked when the person asks for it: ${name}`, () =>
    onPopup(wishes, async (popup) => {
      // What changes above a button moves it.
      await shows(popup, line);
      await popup.press("#examine");
      await until(`the findings ${JSON.stringify(findings)}`, async () => {
        const marks = await popup.see(marksOf);
        return Object.entries(findings).every(([finding, mark]) => marks[finding] === mark);
      });
      await picture(popup, `examined-${name}`);
      await popup.press("#copy");
      const copied = await words(popup, "popup_copied");
      await until("the copy", () => popup.see(isSaid, copied));
    }));
}

test("an older host is named when everything is to be checked", () =>
  onPopup({ host: null }, async (popup, { registration, endings }) => {
    registration.write(standIn(endings, "older"));
    // What changes above a button moves it.
    await shows(popup, ["host", "next", "popup_host_outdated"]);
    await popup.press("#examine");
    const outdated = await words(popup, "failure_host_outdated");
    await until("the sentence", () => popup.see(isSaid, outdated));
    await picture(popup, "examined-host-outdated");
  }));

test("a host that never answers is named, with what holds it up, when everything is to be checked", () =>
  onPopup({ host: null }, async (popup, { registration, endings }) => {
    // Of a host that never answers the checklist says nothing more: the button stays where it is.
    await shows(popup, ["host", "next", "popup_host_missing"]);
    registration.write(standIn(endings, "silent-at-login"));
    await popup.press("#examine");
    const silent = await words(popup, "popup_examine_silent");
    // The host itself gives the reader service 30 s before it names it.
    await until("the sentence", () => popup.see(isSaid, silent), 60_000);
    await picture(popup, "examined-host-silent");
  }));

/** @type {(window: any) => Record<string, string>} */
const marksOf = ({ document }) =>
  Object.fromEntries(
    [...document.querySelectorAll("#examined li")].map(({ dataset }) => [dataset.finding, dataset.mark]),
  );

/** @type {(window: any, sentence: string) => boolean} */
const isSaid = ({ document }, sentence) => document.querySelector("#examined").textContent.includes(sentence);

/**
 * Opens the popup on a stand, and closes it after the steps: no host is left then, and no try was spent.
 *
 * @param {import("../stand/stand.mjs").Wishes} wishes
 * @param {(popup: Popup, stand: Stand) => Promise<void>} steps
 */
function onPopup(wishes, steps) {
  return onStand(wishes, async (stand) => {
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    const popup = await toolbar.open(stand, page);
    await steps(popup, stand);
    await popup.close();
    await until("the end of the host", () => !processesWith(stand.home).some((line) => line.includes("mpa-host")));
    assert.equal(stand.card.trace.verifies(), 0);
  });
}

/**
 * Waits until a line of the checklist stands as expected, in the popup's own language.
 *
 * @param {Popup} popup
 * @param {Line} line
 */
async function shows(popup, [part, mark, key, ...values]) {
  const sentence = values.reduce((text, value, at) => text.replace(`$${at + 1}`, value), await words(popup, key));
  await until(`${part}: ${mark}, "${sentence}"`, async () => {
    const shown = await popup.see(({ document }, wanted) => {
      const item = document.querySelector(`#checklist li[data-part="${wanted}"]`);
      return { mark: item?.dataset.mark, text: item?.textContent };
    }, part);
    return shown.mark === mark && shown.text.includes(sentence);
  });
}

/**
 * A sentence in the popup's own language.
 *
 * @param {Popup} popup
 * @param {string} key
 * @returns {Promise<string>}
 */
async function words(popup, key) {
  const language = await popup.see(({ document }) => document.documentElement.lang);
  const catalogue = JSON.parse(readFileSync(join(EXTENSION, "_locales", language, "messages.json"), "utf8"));
  return catalogue[key].message;
}

/**
 * Leaves a picture for a person to look at.
 *
 * @param {Popup} popup
 * @param {string} state
 */
async function picture(popup, state) {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `popup-${FAMILY}-${state}.png`), await popup.picture());
}
