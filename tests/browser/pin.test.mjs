// One PIN entered, one VERIFY sent: whatever the person enters and however the card answers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { beginLogin, counterTold, failureListener, loggedIn, onStand } from "./at-the-portal.mjs";

const WRONG_PIN = "9876";

test("a cancelled login sends no VERIFY and says so on the page", (context) =>
  onStand({}, async (stand) => {
    const { page, window } = await beginLogin(stand);
    await counterTold(stand);
    const failure = await failureListener(page);
    await stand.person.press("Escape");
    assert.equal((await failure()).reason, "cancelled");
    await processEnds(window.pid);
    await stand.person.seesNothing();
    assert.equal(stand.card.trace.verifies(), 0);
    context.diagnostic(`exchanges: cancelled: ${stand.card.trace.exchanges().length} in all`);
  }));

test("a wrong PIN and then the right one send one VERIFY each", (context) =>
  onStand({}, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.person.enterPin(WRONG_PIN);
    await stand.card.trace.until("the wrong PIN", (exchanges) => exchanges.some(({ status }) => status === "63c2"));
    assert.equal(stand.card.trace.verifies(), 1);
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    const exchanges = stand.card.trace.exchanges();
    const verifies = exchanges.filter((exchange) => exchange.isVerify);
    assert.deepEqual(
      verifies.map(({ command, status }) => [command.subarray(-4).toString("latin1"), status]),
      [
        [WRONG_PIN, "63c2"],
        [PIN, "9000"],
      ],
    );
    context.diagnostic(`exchanges: a wrong PIN, then the right one: ${exchanges.length} in all`);
  }));

test("three wrong PINs block the card: one VERIFY each, and none after them", (context) =>
  onStand({}, async (stand) => {
    const { page, window } = await beginLogin(stand);
    const failure = await failureListener(page);
    for (const status of ["63c2", "63c1", "63c0"]) {
      await stand.person.enterPin(WRONG_PIN);
      if (status === "63c0") {
        assert.equal(stand.card.trace.verifies(), 2, "the last try waits for a confirmation");
        await stand.person.confirmLastTry();
      }
      await stand.card.trace.until(`a wrong PIN: ${status}`, (exchanges) => {
        return exchanges.some((exchange) => exchange.isVerify && exchange.status === status);
      });
    }
    await stand.person.acknowledge(window.pid);
    assert.equal((await failure()).reason, "pin-blocked");
    assert.equal(stand.card.trace.verifies(), 3);
    context.diagnostic(`exchanges: three wrong PINs: ${stand.card.trace.exchanges().length} in all`);
  }));

for (const answer of ["6C04", "6104", "6F00", "none"]) {
  test(`one VERIFY is sent to a card that answers it with ${answer}`, (context) =>
    onStand({ switches: ["--verify-answer", answer] }, async (stand) => {
      const { page, window } = await beginLogin(stand);
      await stand.person.enterPin(PIN);
      await stand.card.trace.until("the PIN", (exchanges) => exchanges.some((exchange) => exchange.isVerify));
      // It has to be put back before it can be asked anything.
      if (answer === "none") {
        await stand.card.gone();
        await stand.card.insert();
      }
      // Truthful words need the counter as it is now, so the card is asked again before the person is.
      await stand.card.trace.until("the counter asked again", (exchanges) => {
        const verify = exchanges.findIndex((exchange) => exchange.isVerify);
        return exchanges.slice(verify).some((exchange) => exchange.isCounterQuery && exchange.answer.length > 0);
      });
      const failure = await failureListener(page);
      await stand.person.press("Escape");
      assert.equal((await failure()).reason, "cancelled");
      await processEnds(window.pid);
      assert.equal(stand.card.trace.verifies(), 1);
      context.diagnostic(
        `exchanges: VERIFY answered ${answer}, then cancelled: ${stand.card.trace.exchanges().length} in all`,
      );
    }));
}
