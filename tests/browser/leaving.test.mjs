// A page that leaves while the login window is open takes everything with it, and leaves the card locked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { beginLogin, counterTold, onStand } from "./at-the-portal.mjs";

/** @typedef {import("puppeteer-core").Page} Page */

/** @type {{name: string, leave: (page: Page, portal: URL) => Promise<unknown>}[]} */
const WAYS = [
  { name: "its tab is closed", leave: (page) => page.close() },
  { name: "it goes to another site", leave: (page) => page.goto("about:blank") },
  { name: "it goes to another page of the site", leave: (page, portal) => page.goto(new URL("/?again", portal).href) },
  { name: "it is loaded again", leave: (page) => page.reload() },
];

for (const { name, leave } of WAYS) {
  test(`the host and its window are gone when the page leaves: ${name}`, () =>
    onStand({}, async (stand) => {
      const { page, window } = await beginLogin(stand);
      await counterTold(stand);
      // Without another tab the browser itself would end with the last one.
      await stand.browser.newPage();
      await leave(page, stand.portal);
      await processEnds(window.pid);
      await stand.person.seesNothing();
      assert.equal(stand.card.trace.verifies(), 0);
    }));

  test(`the card is locked when the page leaves after the PIN: ${name}`, () =>
    // The signature takes its time, so that the page can leave before it is there.
    onStand({ switches: ["--latency", "contactless"] }, async (stand) => {
      const { page, window } = await beginLogin(stand);
      await counterTold(stand);
      await stand.person.enterPin(PIN);
      await stand.card.trace.until("the right PIN", (exchanges) => exchanges.some(isAccepted));
      await leave(page, stand.portal);
      await processEnds(window.pid);
      await stand.person.seesNothing();
      const after = stand.card.trace.exchanges();
      assert.equal(stand.card.trace.verifies(), 1);
      const verified = after.findIndex(isAccepted);
      const locked = after.findLastIndex((exchange) => exchange.isSelectOfAnotherApplet && exchange.status === "9000");
      assert.ok(locked > verified, "another applet was selected after the PIN");
      assert.equal(locked, after.length - 1, "nothing was sent to the card after it was locked");
    }));
}

// A browser kills a host about two seconds after it has closed its port: this card needs longer for the signature alone.
test("the card is locked when the tab is closed while a slow card is signing", () =>
  onStand({ switches: ["--latency", "slow"] }, async (stand) => {
    const { page, window } = await beginLogin(stand);
    await counterTold(stand);
    // Without another tab the browser itself would end with the last one.
    await stand.browser.newPage();
    await stand.person.enterPin(PIN);
    await stand.card.trace.until("the beginning of a signature", (exchanges) => exchanges.some(isUnanswered));
    await page.close();
    await processEnds(window.pid);
    await stand.person.seesNothing();
    const exchanges = stand.card.trace.exchanges();
    const last = exchanges.slice(exchanges.findIndex((exchange) => exchange.isVerify));
    assert.deepEqual(
      last.map(({ isVerify, isSignature, isSelectOfAnotherApplet, status }) => [
        isVerify && "VERIFY",
        isSignature && "SIGN",
        isSelectOfAnotherApplet && "lock",
        status,
      ]),
      [
        ["VERIFY", false, false, "9000"],
        [false, "SIGN", false, "9000"],
        [false, false, "lock", "9000"],
      ],
    );
  }));

/** @param {import("../stand/trace.mjs").Exchange} exchange */
function isUnanswered({ isSignature, answer }) {
  return isSignature && answer.length === 0;
}

/** @param {import("../stand/trace.mjs").Exchange} exchange */
function isAccepted({ isVerify, status }) {
  return isVerify && status === "9000";
}
