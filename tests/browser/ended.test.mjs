// A host that the system ends while the card signs: asked to, it locks the card first; killed, it leaves that to the next one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { beginLogin, counterTold, failureListener, onStand } from "./at-the-portal.mjs";

/** @typedef {import("../stand/trace.mjs").Exchange} Exchange */

/** The signature takes seconds, so that something can happen before it is there. */
const SLOW = { switches: ["--latency", "slow"] };

/**
 * A login whose card has begun to sign.
 *
 * @param {import("./at-the-portal.mjs").Stand} stand
 */
async function signing(stand) {
  const login = await beginLogin(stand);
  await counterTold(stand);
  const failure = await failureListener(login.page);
  await stand.person.enterPin(PIN);
  await stand.card.trace.until("the beginning of a signature", (exchanges) =>
    exchanges.some((exchange) => exchange.isSignature),
  );
  return { ...login, failure };
}

/** @param {Exchange[]} exchanges */
function afterSignature(exchanges) {
  return exchanges.slice(exchanges.findIndex((exchange) => exchange.isSignature) + 1);
}

test("a host that is asked to end while the card signs locks it first", () =>
  onStand(SLOW, async (stand) => {
    const { window } = await signing(stand);
    process.kill(window.pid, "SIGTERM");
    await processEnds(window.pid);
    await stand.person.seesNothing();
    const after = afterSignature(stand.card.trace.exchanges());
    assert.deepEqual(
      after.map((exchange) => [exchange.isSelectOfAnotherApplet, exchange.status]),
      [[true, "9000"]],
    );
  }));

test("after a host was killed while the card signed, the next login locks the card first", () =>
  onStand(SLOW, async (stand) => {
    const { page, window, failure } = await signing(stand);
    process.kill(window.pid, "SIGKILL");
    await processEnds(window.pid);
    const { code, reason } = await failure();
    assert.deepEqual({ code, reason }, { code: "ERR_WEBEID_NATIVE_FATAL", reason: "host-exited" });

    await page.click("#login");
    await stand.person.window();
    await counterTold(stand, 2);
    const [first, second] = afterSignature(stand.card.trace.exchanges());
    assert.ok(first?.isSelectOfAnotherApplet && first.status === "9000", "the card is locked first");
    assert.ok(second && !second.isSelectOfAnotherApplet, "and then looked at");
    assert.equal(stand.card.trace.verifies(), 1);
    await stand.person.press("Escape");
  }));
