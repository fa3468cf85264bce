// What a page may know before a login: whether extension, host, reader and card are there, after a click on it, as it changes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { program } from "../stand/places.mjs";
import { processesWith } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";
import { onStand } from "./at-the-portal.mjs";

/** @typedef {{present: boolean, reason?: string, version?: string, message?: string}} Part */
/** @typedef {{action: string, error?: {code: string, reason: string}, extension: Part, host: Part, reader: Part, card: Part}} Told */

test("a page that nobody has clicked on learns that the extension is there, and starts no host", () =>
  onStand({}, async (stand) => {
    // What a driver runs in a page counts as a click: the page has to ask by itself, before anything is run in it.
    const page = await listeningPage(stand, "mpa:presence");
    await heard(page, ({ action }) => action === "mpa:presence-failure");
    const told = await everything(page);
    assert.deepEqual(
      told.map(({ action, error }) => [action, error?.code, error?.reason]),
      [
        ["mpa:presence-ack", undefined, undefined],
        ["mpa:presence-failure", "ERR_MPA_CLICK_NEEDED", "click-needed"],
      ],
    );
    assert.deepEqual(hosts(stand), []);
    assert.equal(stand.card.trace.exchanges().length, 0, "nothing was sent to the card");
  }));

test("a page that was clicked on sees host, reader and card come and go, and nothing more", () =>
  onStand({ host: null, switches: ["--removed"] }, async (stand) => {
    const page = await listeningPage(stand);
    await page.click("h1");
    await tell(page, "mpa:presence");
    const unknown = { present: false, reason: "unknown" };
    await hearsOf(page, { host: { present: false, reason: "host-missing" }, reader: unknown, card: unknown });

    stand.registration.write(program("mpa-host"));
    const there = { host: { present: true }, reader: { present: true } };
    await hearsOf(page, { ...there, card: { present: false, reason: "no-card" } });
    await stand.card.insert();
    await hearsOf(page, { ...there, card: { present: false, reason: "reading" } });
    await hearsOf(page, { ...there, card: { present: true } });
    await stand.card.remove();
    await hearsOf(page, { ...there, card: { present: false, reason: "no-card" } });
    await stand.pcscd.service.end();
    await hearsOf(page, {
      host: { present: true },
      reader: { present: false, reason: "service-stopped" },
      card: unknown,
    });

    await tell(page, "mpa:presence-stop");
    await until("the end of the host", () => hosts(stand).length === 0);
    const updates = (await everything(page)).filter(({ action }) => action === "mpa:presence-update");
    for (const { extension, host, reader, card } of updates) {
      const fields = [extension, host, reader, card].map((part) => Object.keys(part).sort().join());
      assert.match(
        fields.join(" "),
        /^present,version( (message,)?present(,reason)?(,version)?)( present(,reason)?){2}$/,
      );
    }
    assert.equal(stand.card.trace.verifies(), 0);
  }));

test("a page that goes away takes its host with it", () =>
  onStand({}, async (stand) => {
    const page = await listeningPage(stand);
    await page.click("h1");
    await tell(page, "mpa:presence");
    await heard(page, ({ card }) => card?.present);
    await stand.browser.newPage();
    await page.close();
    await until("the end of the host", () => hosts(stand).length === 0);
  }));

/**
 * Opens the portal in a page that keeps what it is told, and may post a message by itself.
 *
 * @param {import("./at-the-portal.mjs").Stand} stand
 * @param {string} [action] the message's
 */
async function listeningPage({ browser, portal }, action = "") {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument((message) => {
    /** @type {Told[]} */
    const told = [];
    Object.assign(window, { told });
    window.addEventListener("message", ({ data }) => /^mpa:presence-(?!stop)/.test(data?.action) && told.push(data));
    if (message !== "") {
      window.addEventListener("DOMContentLoaded", () => window.postMessage({ action: message }, "*"));
    }
  }, action);
  await page.goto(portal.href);
  return page;
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {string} action
 */
async function tell(page, action) {
  await page.evaluate((message) => window.postMessage(message, "*"), { action });
}

/**
 * @param {import("puppeteer-core").Page} page
 * @returns {Promise<Told[]>}
 */
function everything(page) {
  return page.evaluate(() => /** @type {Window & {told?: Told[]}} */ (window).told ?? []);
}

/** How much of what each page was told has been looked at. */
const seen = new WeakMap();

/**
 * Waits until the page is told something that fits, after what was found before.
 *
 * @param {import("puppeteer-core").Page} page
 * @param {(told: Told) => boolean | undefined} fits
 */
async function heard(page, fits) {
  await until("a word to the page", async () => {
    const told = await everything(page);
    const index = told.findIndex((one, number) => number >= (seen.get(page) ?? 0) && fits(one));
    seen.set(page, index < 0 ? (seen.get(page) ?? 0) : index + 1);
    return index >= 0;
  });
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {Record<"host" | "reader" | "card", Part>} state
 */
async function hearsOf(page, state) {
  await heard(page, ({ host, reader, card }) =>
    Object.entries({ host, reader, card }).every(([name, part]) => {
      const expected = state[/** @type {"host" | "reader" | "card"} */ (name)];
      return part?.present === expected.present && part.reason === expected.reason;
    }),
  ).catch(async (cause) => {
    throw new Error(`the page was not told ${JSON.stringify(state)}, but ${JSON.stringify(await everything(page))}`, {
      cause,
    });
  });
}

/** @param {import("./at-the-portal.mjs").Stand} stand */
function hosts({ home }) {
  return processesWith(home).filter((command) => command.includes("mpa-host"));
}
