// A browser that is killed, and a background that is stopped, at each stage of a login: the host ends by itself, its window
// is gone, no try is spent that was not confirmed, and a card that has seen a PIN is locked.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { beginLogin, counterTold, failureListener, onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */

/**
 * How a login comes to each stage, and how many PINs the card has seen by then.
 *
 * @type {{stage: string, switches?: string[], reach: (stand: Stand) => Promise<unknown>, verifies: number}[]}
 */
const STAGES = [
  { stage: "the window waits for a card", switches: ["--removed"], reach: async () => undefined, verifies: 0 },
  { stage: "the PIN is asked for", reach: (stand) => counterTold(stand), verifies: 0 },
  {
    stage: "the PIN is half typed",
    reach: async (stand) => {
      await counterTold(stand);
      await stand.person.press("1");
      await stand.person.press("2");
    },
    verifies: 0,
  },
  {
    stage: "the card signs",
    switches: ["--latency", "slow"],
    reach: async (stand) => {
      await counterTold(stand);
      await stand.person.enterPin(PIN);
      await stand.card.trace.until("the beginning of a signature", (exchanges) =>
        exchanges.some((exchange) => exchange.isSignature),
      );
    },
    verifies: 1,
  },
];

for (const { stage, switches, reach, verifies } of STAGES) {
  test(`the browser is killed while ${stage}`, () =>
    onStand({ switches }, async (stand) => {
      const { window } = await beginLogin(stand);
      await reach(stand);
      const browser = stand.browser.process();
      assert.ok(browser);
      const exited = once(browser, "exit");
      browser.kill("SIGKILL");
      await exited;
      await ended(stand, window.pid, verifies);
    }));
}

// A browser that stops its background also kills the host some time after: a card that signs slowly is then locked by the
// next login, as ended.test.mjs shows for a host that was killed.
const STOPPABLE = differences.stopsAtWork ? STAGES.filter((one) => one.verifies === 0) : [];

for (const { stage, switches, reach, verifies } of STOPPABLE) {
  test(`the background is stopped while ${stage}: the page is told`, () =>
    onStand({ switches }, async (stand) => {
      const { page, window } = await beginLogin(stand);
      await reach(stand);
      const failure = await failureListener(page);
      await stand.sleep();
      assert.equal((await failure()).reason, "extension-failed");
      await ended(stand, window.pid, verifies);
    }));
}

/**
 * @param {Stand} stand
 * @param {number} host
 * @param {number} verifies
 */
async function ended({ card, person }, host, verifies) {
  await processEnds(host);
  await person.seesNothing();
  const exchanges = card.trace.exchanges();
  assert.equal(card.trace.verifies(), verifies);
  if (verifies > 0) {
    const last = exchanges.at(-1);
    assert.ok(last?.isSelectOfAnotherApplet && last.status === "9000", "the last exchange locks the card");
    assert.equal(card.tries(), 3);
  }
}
