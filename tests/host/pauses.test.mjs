// What stops and goes on: the host itself as a suspended computer stops it, the reader service, the card, another program.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PIN, startCard } from "../stand/card.mjs";
import { startPcscd } from "../stand/pcscd.mjs";
import { start } from "../stand/processes.mjs";
import { READER, atDesk, counterTold, isLocked } from "./desk.mjs";
import { AUTHENTICATE } from "./port.mjs";

/** @typedef {import("./desk.mjs").Desk} Desk */

const HOLD_CARD = fileURLToPath(new URL("../browser/hold-card.py", import.meta.url));

/** @type {Record<string, (desk: Desk) => Promise<unknown>>} What happens to the card while nobody looks. */
const MEANWHILE = {
  "another program resets the card": (desk) => resetByAnother(desk),
  "the card is taken away and put back": async (desk) => {
    await desk.card.remove();
    await desk.card.insert();
  },
};

for (const [name, happens] of Object.entries(MEANWHILE)) {
  for (const typed of ["", PIN.slice(0, 2)]) {
    test(`a computer sleeps with ${typed.length} digits typed, and ${name}: the login goes on`, () =>
      atDesk({}, async (desk) => {
        const port = await desk.asking();
        for (const digit of typed) {
          await desk.person.press(digit);
        }
        port.child.kill("SIGSTOP");
        await happens(desk);
        const before = desk.card.trace.exchanges().length;
        port.child.kill("SIGCONT");
        if (name.includes("taken away")) {
          // A card that was away is another card for all that anybody knows: what was typed is not for it.
          await counterTold(desk, before);
        } else {
          for (let erased = 0; erased < typed.length; erased += 1) {
            await desk.person.press("BackSpace");
          }
        }
        await desk.person.enterPin(PIN);
        assert.equal((await port.answer()).answer, "authenticate");
        assert.equal(desk.card.trace.verifies(), 1);
        assert.equal(desk.card.tries(), 3);
        assert.ok(isLocked(desk.card.trace), "locked");
      }));
  }
}

test("a computer sleeps while the card signs, and the card is taken away: the PIN is asked for again, by name", () =>
  atDesk({ switches: ["--fault", "1:2A hold"] }, async (desk) => {
    const port = await desk.asking();
    await desk.person.enterPin(PIN);
    await desk.card.held();
    port.child.kill("SIGSTOP");
    await desk.card.remove();
    await desk.card.insert();
    const before = desk.card.trace.exchanges().length;
    port.child.kill("SIGCONT");
    await counterTold(desk, before);
    await port.logged(/not signed outcome="card failed"/);
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
    assert.equal(desk.card.trace.verifies(), 2);
    assert.equal(desk.card.tries(), 3);
    assert.ok(isLocked(desk.card.trace), "locked");
  }));

test("another program resets the card before the PIN is confirmed: the counter is asked again, and the login goes on", () =>
  atDesk({}, async (desk) => {
    const port = await desk.asking();
    const before = desk.card.trace.exchanges().length;
    await resetByAnother(desk);
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
    const since = desk.card.trace.exchanges().slice(before);
    const [asked, sent] = [since.findIndex((it) => it.isCounterQuery), since.findIndex((it) => it.isVerify)];
    assert.ok(asked >= 0 && asked < sent, "the counter was asked again before VERIFY");
  }));

test("a card that another program has for itself is waited for, and the login goes on by itself", () =>
  atDesk({}, async (desk) => {
    const holder = start(desk.endings, ["python3", HOLD_CARD, READER], { env: { ...process.env, ...desk.env } });
    await holder.line(/^held$/);
    const port = desk.start().listen().send(AUTHENTICATE);
    await desk.person.window();
    await desk.pcscd.service.line(/Error Reader Exclusive/);
    assert.equal(desk.card.trace.exchanges().length, 0);
    holder.child.stdin?.end();
    await counterTold(desk, 0);
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
  }));

for (const { name, fault } of [
  { name: "never answers its first command", fault: "1 hold" },
  { name: "never sends its certificate", fault: "1:B0 hold" },
]) {
  test(`a card that ${name} does not keep the person: the login can be cancelled`, () =>
    atDesk({ switches: ["--fault", fault] }, async (desk) => {
      const port = desk.start().listen().send(AUTHENTICATE);
      await desk.card.held();
      const window = await desk.person.window();
      await desk.person.cancel(window.pid);
      assert.equal(await port.exit(), 0);
      assert.equal((await port.answer()).code, "cancelled");
      await desk.person.seesNothing();
    }));

  test(`a card that ${name} does not keep the page: the time is over when it is over`, () =>
    atDesk({ switches: ["--fault", fault] }, async (desk) => {
      const port = desk
        .start()
        .listen()
        .send({ ...AUTHENTICATE, timeoutMs: 2_000 });
      await desk.card.held();
      assert.equal((await port.answer()).code, "timed-out");
      assert.equal(await port.exit(), 0);
      await desk.person.seesNothing();
    }));
}

test("a card that never signs keeps no host: it answers and ends when its run may last no longer", () =>
  atDesk({ switches: ["--fault", "1:2A hold"] }, async (desk) => {
    const port = await desk.asking({ timeoutMs: 5_000 });
    await desk.person.enterPin(PIN);
    await desk.card.held();
    assert.equal((await port.answer()).code, "timed-out");
    await port.exit();
    await desk.person.seesNothing();
    assert.equal(desk.card.tries(), 3);
  }));

test("a card that is swapped for another before the PIN is confirmed never gets the first one's PIN", () =>
  atDesk({}, async (desk) => {
    const port = await desk.asking();
    await desk.person.press(PIN.slice(0, 1));
    await desk.card.remove();
    const other = await startCard(desk.endings, desk.pcscd, { switches: ["--pin", "8264"] });
    await counterTold({ ...desk, card: other }, 0);
    await desk.person.enterPin("8264");
    assert.equal((await port.answer()).answer, "authenticate");
    assert.deepEqual([desk.card.trace.verifies(), other.trace.verifies(), other.tries()], [0, 1, 3]);
  }));

test("a card that is swapped for another between PIN and signature signs nothing with the first one's PIN", () =>
  atDesk({ switches: ["--fault", "1:2A gone-before"] }, async (desk) => {
    const port = await desk.asking();
    await desk.person.enterPin(PIN);
    await desk.card.gone();
    const other = await startCard(desk.endings, desk.pcscd, { switches: ["--pin", "8264"] });
    await counterTold({ ...desk, card: other }, 0);
    assert.equal(other.trace.verifies(), 0);
    await desk.person.enterPin("8264");
    assert.equal((await port.answer()).answer, "authenticate");
    assert.deepEqual([desk.card.trace.verifies(), other.trace.verifies(), other.tries()], [1, 1, 3]);
  }));

test("a reader service that is never there is named when the time is over", () =>
  atDesk({ service: false }, async (desk) => {
    const port = desk
      .start()
      .listen()
      .send({ ...AUTHENTICATE, timeoutMs: 2_000 });
    const { code, waitingFor } = await port.answer();
    assert.deepEqual({ code, waitingFor }, { code: "timed-out", waitingFor: "service" });
    assert.equal(await port.exit(), 0);
  }));

for (const { name, readers } of [
  { name: "started again", readers: true },
  { name: "started again without its reader", readers: false },
]) {
  test(`a reader service that is stopped while the PIN is asked for, and ${name}`, () =>
    atDesk({}, async (desk) => {
      const port = await desk.asking({ timeoutMs: readers ? 60_000 : 12_000 });
      await desk.pcscd.service.end();
      await port.logged(/scene=NoService/);
      const { folder } = desk.pcscd;
      const again = await startPcscd(desk.endings, { folder, readers });
      if (!readers) {
        await port.logged(/scene=NoReader/);
        assert.deepEqual((await port.answer()).waitingFor, "reader");
        return;
      }
      const card = await startCard(desk.endings, again);
      await counterTold({ ...desk, card }, 0);
      await desk.person.enterPin(PIN);
      assert.equal((await port.answer()).answer, "authenticate");
      assert.deepEqual([desk.card.trace.verifies(), card.trace.verifies(), card.tries()], [0, 1, 3]);
    }));
}

test("a reader service that is stopped while a card is waited for, and started again", () =>
  atDesk({ switches: ["--removed"] }, async (desk) => {
    const port = desk.start().listen().send(AUTHENTICATE);
    await port.logged(/scene=Cards\(\[\]\)/);
    await desk.pcscd.service.end();
    await port.logged(/scene=NoService/);
    // What the host had opened ahead is of no use with the new one.
    const again = await startPcscd(desk.endings, { folder: desk.pcscd.folder });
    const card = await startCard(desk.endings, again);
    await desk.person.window();
    await counterTold({ ...desk, card }, 0);
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
    assert.equal(card.trace.verifies(), 1);
    assert.doesNotMatch(port.log(), /the card was not read/);
  }));

/**
 * Resets the card as another program would: it connects, and disconnects with a reset.
 *
 * @param {Desk} desk
 */
async function resetByAnother(desk) {
  const before = desk.card.trace.text().length;
  await desk.pcscd.client(["scriptor", "-r", READER], "reset\n");
  assert.match(desk.card.trace.text().slice(before), /^- (reset|power-off)$/m);
}
