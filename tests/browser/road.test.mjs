// The road from nothing to a login: the set-up page finds out by itself what is missing, and goes on as it comes.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { SET_UP_PAGE } from "../stand/browser.mjs";
import { PIN } from "../stand/card.mjs";
import { FAMILIES } from "../stand/families.mjs";
import { TARGET, program } from "../stand/places.mjs";
import { FAMILY } from "../stand/stand.mjs";
import { loggedIn, onStand } from "./at-the-portal.mjs";

/** @typedef {import("puppeteer-core").Page} Page */
/** @typedef {{action: string, host?: object}} Update */

/** A computer on which nothing is set up yet, and a card that still lies in a drawer. */
const NOTHING = { extension: null, host: null, switches: ["--removed"] };

for (const { name, site } of [
  { name: "a Web eID portal", site: undefined },
  { name: "the official portal", site: "https://demo.myna.go.jp" },
]) {
  test(`from nothing to a login at ${name}, in three steps and the PIN`, (context) =>
    onStand({ ...NOTHING, site }, async (stand) => {
      const { browser, card, person, portal } = stand;
      const page = await browser.newPage();
      await page.goto(portal.href);
      await page.click("#login");
      await next(page, "program");
      const pages = await browser.pages();
      await picture(page, `${site ? "official" : "web-eid"}-1-program`);
      let steps = 0;

      steps += 1;
      await page.click('#setup-road li[data-step="program"] a');
      stand.registration.write(program("mpa-host"));
      await next(page, "extension");
      await picture(page, `${site ? "official" : "web-eid"}-2-extension`);

      steps += 1;
      await page.click('#setup-road li[data-step="extension"] a');
      await stand.install();
      await next(page, "reader-card");
      assert.equal(await page.evaluate(() => document.visibilityState), "visible", "the page is in front");
      assert.equal((await browser.pages()).length, pages.length, "and no other one was opened");
      await picture(page, `${site ? "official" : "web-eid"}-3-card`);

      steps += 1;
      await card.insert();
      await person.window();
      await picture(page, `${site ? "official" : "web-eid"}-4-login`);
      await person.enterPin(PIN);
      await loggedIn(page);
      context.diagnostic(`steps: ${name}: ${steps}`);
      assert.equal(card.trace.verifies(), 1);
    }));
}

test("with no set-up page open, the extension opens its own", () =>
  onStand({ ...NOTHING }, async ({ browser, install }) => {
    await install();
    // It fails where there is no such page.
    await FAMILIES[FAMILY].closeTab(browser, SET_UP_PAGE);
  }));

test("the road is followed live: a card put down, taken away, and put down again", () =>
  onStand({ switches: ["--removed"] }, async ({ browser, card, portal }) => {
    const page = await browser.newPage();
    await page.goto(new URL("/setup", portal).href);
    await page.click("h1");
    await next(page, "reader-card");
    await card.insert();
    await next(page, "login");
    await card.remove();
    await next(page, "reader-card");
    await card.insert();
    await next(page, "login");
    assert.equal(card.trace.verifies(), 0);
  }));

test("to the page goes which part is missing, and nothing about the card", () =>
  onStand({}, async ({ browser, card, portal }) => {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(`
      window.told = [];
      window.addEventListener("message", ({ data }) => {
        if (data?.action?.startsWith("mpa:presence-")) window.told.push(data);
      });
    `);
    await page.goto(new URL("/setup", portal).href);
    await page.click("h1");
    await next(page, "login");
    await card.remove();
    await next(page, "reader-card");
    const told = await page.evaluate(
      () => /** @type {Window & {told?: {action: string, host: object}[]}} */ (window).told ?? [],
    );
    const updates = told.filter(({ action }) => action === "mpa:presence-update");
    const { host = {}, ...rest } = updates.at(-1) ?? {};
    assert.deepEqual(rest, {
      action: "mpa:presence-update",
      extension: { present: true, version: "0.1.0" },
      reader: { present: true },
      card: { present: false, reason: "no-card" },
    });
    assert.deepEqual(Object.keys(host).sort(), ["present", "version"]);
    assert.doesNotMatch(JSON.stringify(told), /tries|notAfter|notBefore|\d{4}-\d{2}-\d{2}|Virtual PCD/i);
  }));

/**
 * Waits until a step is the next one on the road.
 *
 * @param {Page} page
 * @param {string} step
 */
async function next(page, step) {
  await page.waitForSelector(`#setup-road li[data-step="${step}"][data-state="now"]`, { timeout: 20_000 });
}

/**
 * For somebody to look at: what a person sees at each step.
 *
 * @param {Page} page
 * @param {string} name
 */
async function picture(page, name) {
  const folder = join(TARGET, "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${FAMILY}-road-${name}.png`), fullPage: true });
}
