// Another program on the same machine: after a login it gets nothing from the card without a PIN; before, it is waited for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PIN } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { start } from "../stand/processes.mjs";
import { beginLogin, counterTold, loggedIn, onStand } from "./at-the-portal.mjs";

const HOLD_CARD = fileURLToPath(new URL("hold-card.py", import.meta.url));
const READER = "Virtual PCD 00 00";
const SELECT_JPKI = "00 A4 04 0C 0A D3 92 F0 00 26 01 00 00 00 01";
const VERIFY = `00 20 00 98 04 ${[...PIN].map((digit) => `3${digit}`).join(" ")}`;
// COMPUTE DIGITAL SIGNATURE over a DigestInfo for SHA-256 whose digest is all zeros.
const SIGN = `80 2A 00 97 33 30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20 ${"00 ".repeat(32)}00`;

test("a second client is refused a signature after a login", () =>
  onStand({}, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.person.enterPin(PIN);
    await stand.card.trace.until("the end of the run", (all) =>
      all.slice(all.findLastIndex(({ isVerify }) => isVerify)).some((exchange) => exchange.isSelectOfAnotherApplet),
    );
    // At once: an idle card loses its power after a while, and with it what it has verified.
    assert.deepEqual(await statusWords(stand, [SELECT_JPKI, SIGN]), ["9000", "6982"]);
    const [, sinceVerified] = stand.card.trace.text().split(VERIFY.replaceAll(" ", ""));
    assert.ok(!sinceVerified.includes("- "), "the card had power all the time");
    await loggedIn(page);
    await stand.person.seesNothing();
  }));

// The control: the refusal above is the host's doing, not the card's or the reader service's.
test("a second client gets a signature after a client that does not lock the card", () =>
  onStand({}, async (stand) => {
    assert.deepEqual(await statusWords(stand, [SELECT_JPKI, VERIFY]), ["9000", "9000"]);
    assert.deepEqual(await statusWords(stand, [SELECT_JPKI, SIGN]), ["9000", "9000"]);
  }));

test("a card that another program has for itself is waited for, and then used", () =>
  onStand({}, async (stand) => {
    const endings = new Endings();
    try {
      const env = { ...process.env, ...stand.pcscd.environment };
      const holder = start(endings, ["python3", HOLD_CARD, READER], { name: "hold-card", env });
      await holder.line(/^held$/);
      const { page } = await beginLogin(stand);
      // The reader service's word for the host's attempt.
      await stand.pcscd.service.line(/Error Reader Exclusive/);
      assert.deepEqual(stand.card.trace.exchanges(), []);
      holder.child.stdin?.end();
      assert.equal(await holder.ended, 0);
      await counterTold(stand);
      await stand.person.enterPin(PIN);
      await loggedIn(page);
      assert.equal(stand.card.trace.verifies(), 1);
    } finally {
      await endings.run();
    }
  }));

/**
 * Sends commands from a process of their own, as any program on the machine could.
 *
 * @param {import("./at-the-portal.mjs").Stand} stand
 * @param {string[]} commands
 * @returns {Promise<string[]>} the status word of each answer
 */
async function statusWords({ card, pcscd }, commands) {
  const before = card.trace.exchanges().length;
  await pcscd.client(["scriptor", "-r", READER], `${commands.join("\n")}\n`);
  return card.trace
    .exchanges()
    .slice(before)
    .map(({ status }) => status);
}
