// Cards and readers as they come and go, and cards that cannot log in.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { AUTHENTICATE, ask, beginLogin, counterTold, failureListener, loggedIn, onStand } from "./at-the-portal.mjs";

test("a card may be put on the reader after the window has opened", (context) =>
  onStand({ switches: ["--removed"] }, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.card.insert();
    await counterTold(stand);
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    assert.equal(stand.card.trace.verifies(), 1);
    context.diagnostic(`exchanges: a card put down late: ${stand.card.trace.exchanges().length} in all`);
  }));

test("a card may be taken away and put back before the PIN is entered", (context) =>
  onStand({}, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.card.trace.until("the end of the certificate", certificateRead);
    await stand.card.remove();
    await stand.card.insert();
    await counterTold(stand, 2);
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    assert.equal(stand.card.trace.verifies(), 1);
    context.diagnostic(`exchanges: a card taken away and put back: ${stand.card.trace.exchanges().length} in all`);
  }));

// What the host was waiting for when the time that the page allowed was over.
for (const { name, wishes, waitingFor } of [
  { name: "no reader service", wishes: { service: false }, waitingFor: "service" },
  { name: "no reader", wishes: { readers: false }, waitingFor: "reader" },
  { name: "no card", wishes: { switches: ["--removed"] }, waitingFor: "card" },
  { name: "a card of another kind", wishes: { switches: ["--foreign"] }, waitingFor: "my-number-card" },
  { name: "two My Number cards", wishes: { secondCard: true }, waitingFor: "one-card" },
]) {
  test(`with ${name} the page is told what was missing when the time is over`, () =>
    onStand(wishes, async (stand) => {
      const page = await stand.browser.newPage();
      await page.goto(stand.portal.href);
      const answers = ask(page, { ...AUTHENTICATE, options: { userInteractionTimeout: 3_000 } });
      const window = await stand.person.window();
      const error = (await answers).at(-1)?.error;
      assert.deepEqual(
        { code: error?.code, reason: error?.reason, waitingFor: error?.waitingFor },
        { code: "ERR_WEBEID_USER_TIMEOUT", reason: "timed-out", waitingFor },
      );
      await processEnds(window.pid);
      await stand.person.seesNothing();
      assert.equal(stand.card.trace.verifies(), 0);
    }));
}

for (const [certificate, reason] of [
  ["auth-expired.der", "certificate-expired"],
  ["auth-not-yet-valid.der", "certificate-not-yet-valid"],
  ["auth-key-usage.der", "certificate-invalid"],
]) {
  test(`a card with ${certificate} is refused by name, and no try is spent`, (context) =>
    onStand({ certificate }, async (stand) => {
      const { page, window } = await beginLogin(stand);
      const failure = await failureListener(page);
      await stand.card.trace.until("the end of the certificate", certificateRead);
      await stand.person.acknowledge(window.pid);
      assert.equal((await failure()).reason, reason);
      assert.equal(stand.card.trace.verifies(), 0);
      context.diagnostic(`exchanges: ${reason}: ${stand.card.trace.exchanges().length} in all`);
    }));
}

/**
 * Whether the blocks read so far hold the whole certificate, whose length is in its first bytes.
 *
 * @param {import("../stand/trace.mjs").Exchange[]} exchanges
 */
function certificateRead(exchanges) {
  const blocks = exchanges.filter((exchange) => exchange.isRead).map(({ answer }) => answer.subarray(0, -2));
  const read = Buffer.concat(blocks);
  const [headerLength, lengthAt] = [4, 2];
  return read.length >= headerLength && read.length >= headerLength + read.readUInt16BE(lengthAt);
}
