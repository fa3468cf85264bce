// A login over the real reader service, with a fault at one of its exchanges: whatever it is, the login is there in the end,
// no PIN is sent that was not entered, no try is lost, and the card is left locked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { until } from "../stand/until.mjs";
import { counterTold, isLocked, startDesk } from "./desk.mjs";
import { AUTHENTICATE } from "./port.mjs";

/** The exchanges of a login (ARCHITECTURE.md, "One login"), one of each kind, by their number. */
const EXCHANGES = {
  "the first SELECT": 1,
  "the query for the tries": 2,
  "a block of the certificate": 5,
  "the SELECT before VERIFY": 10,
  VERIFY: 11,
  "the signature": 12,
  "the locking SELECT": 13,
};

/** @type {Record<string, {fault: string, takesCard?: boolean}>} What goes wrong, in the emulator's words. */
const FAULTS = {
  "the card taken away before it": { fault: "gone-before", takesCard: true },
  "the card taken away during it": { fault: "gone-during", takesCard: true },
  "an answer of one byte": { fault: "answer 90" },
  "the answer 6F00": { fault: "instead 6F00" },
  "the answer 6982": { fault: "instead 6982" },
  "a card without power for a moment": { fault: "blackout" },
};

const WRONG = "9999";
const LAST_BEFORE_PIN = EXCHANGES["the SELECT before VERIFY"] - 1;

const endings = new Endings();
/** @type {import("./desk.mjs").Desk} */
let desk;

before(async () => {
  desk = await startDesk(endings, temporaryFolder(endings), {});
});
after(() => endings.run());

let cells = 0;
after(() => console.log(`walked: ${cells} faults over the real reader service`));

for (const [exchange, number] of Object.entries(EXCHANGES)) {
  for (const [name, { fault, takesCard = false }] of Object.entries(FAULTS)) {
    test(`${exchange}: ${name}`, async () => {
      await told({ number, fault, takesCard });
      cells += 1;
    });
  }
}

// A wrong PIN whose answer does not arrive as it was given: the try is spent only where the card got the PIN.
for (const { fault, tries, takesCard = false } of [
  { fault: "gone-before", tries: 3, takesCard: true },
  { fault: "gone-during", tries: 2, takesCard: true },
  { fault: "answer 6F00", tries: 2 },
  { fault: "instead 6F00", tries: 3 },
  { fault: "answer 63", tries: 2 },
]) {
  test(`a wrong PIN, and at VERIFY ${fault}: ${tries} tries are left, and the PIN is asked for again`, () =>
    told({ number: EXCHANGES.VERIFY, fault, takesCard, pin: WRONG, tries }));
}

/**
 * Walks a cell; a failure also tells what host and card have written down.
 *
 * @param {Parameters<typeof walk>[0]} cell
 */
async function told(cell) {
  try {
    await walk(cell);
  } catch (cause) {
    const [log, trace] = [desk.port?.log(), desk.card.trace.text()];
    throw new Error(`${cause}\n\nthe host's log:\n${log}\nthe card's trace:\n${trace}`, { cause });
  }
}

/**
 * One login with one fault, and whatever entries it takes then.
 *
 * @param {object} cell
 * @param {number} cell.number the exchange
 * @param {string} cell.fault
 * @param {boolean} cell.takesCard
 * @param {string} [cell.pin] what is entered first
 * @param {number} [cell.tries] what the fault leaves of them
 */
async function walk({ number, fault, takesCard, pin = PIN, tries = 3 }) {
  const { card, person } = desk;
  const [from, lines] = [card.trace.exchanges().length, card.process.lines.length];
  const logged = desk.port?.log().length ?? 0;
  await card.arm(`${number} ${fault}`);
  const port = desk.start().listen().send(AUTHENTICATE);
  await person.window();
  let entries = 0;
  if (number > LAST_BEFORE_PIN) {
    await counterTold(desk, from);
    await person.enterPin(pin);
    entries += 1;
  }
  await card.trace.until("the fault", (all) => all.length >= from + number);
  let known = from + number;
  if (takesCard) {
    await card.gone(lines);
    await card.insert();
  }
  for (let unread = 0; ;) {
    const failures = () =>
      port
        .log()
        .slice(logged)
        .match(/the card was not read/g)?.length ?? 0;
    const next = await until("an answer, or something for the person to do", () => {
      if (port.answers.length > 0) {
        return "answered";
      }
      const asked = card.trace
        .exchanges()
        .slice(known)
        .some((it) => it.isCounterQuery && it.status === `63c${tries}`);
      return asked ? "asked" : !takesCard && failures() > unread ? "unread" : undefined;
    });
    if (next === "answered") {
      break;
    }
    assert.equal(card.tries(), tries);
    known = card.trace.exchanges().length;
    if (next === "asked") {
      await person.enterPin(PIN);
      entries += 1;
    } else {
      // The window asks for this.
      unread = failures();
      await card.remove();
      await card.insert();
    }
  }
  const [answer] = port.answers;
  assert.equal(answer.answer, "authenticate", answer.code);
  assert.equal(await port.exit(), 0);
  const sent = card.trace
    .exchanges()
    .slice(from)
    .filter((it) => it.isVerify).length;
  assert.ok(sent >= 1 && sent <= entries, `${sent} PINs sent, ${entries} entered`);
  assert.equal(card.tries(), 3);
  assert.ok(isLocked(card.trace), "locked");
}
