// What the tests of the host have in common: reader service, card, display and person, and hosts without a browser.

import { Endings } from "../stand/endings.mjs";
import { startCard } from "../stand/card.mjs";
import { startDisplay } from "../stand/display.mjs";
import { startPcscd } from "../stand/pcscd.mjs";
import { Person } from "../stand/person.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { processesWith, start } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";
import { AUTHENTICATE, Port } from "./port.mjs";

/** The virtual reader, as PC/SC names it. */
export const READER = "Virtual PCD 00 00";

/** @typedef {Awaited<ReturnType<typeof startDesk>>} Desk */

/**
 * Runs the steps of a test at a desk of its own. A failure also tells what host and card have written down;
 * a success leaves no process behind.
 *
 * @param {{switches?: string[], service?: boolean}} wishes `switches`: of the card emulator
 * @param {(desk: Desk) => Promise<void>} steps
 */
export async function atDesk(wishes, steps) {
  const endings = new Endings();
  const home = temporaryFolder(endings);
  try {
    const desk = await startDesk(endings, home, wishes);
    try {
      await steps(desk);
      await until("the end of all hosts", () => !processesWith(home).some((line) => line.includes("mpa-host")));
    } catch (cause) {
      const [log, trace] = [desk.port?.log(), desk.card.trace.text()];
      throw new Error(`${cause}\n\nthe host's log:\n${log}\nthe card's trace:\n${trace}`, { cause });
    }
  } finally {
    await endings.run();
  }
}

/**
 * @param {Endings} endings
 * @param {string} home
 * @param {{switches?: string[], service?: boolean}} wishes
 */
export async function startDesk(endings, home, { switches, service = true }) {
  const [pcscd, display] = await Promise.all([startPcscd(endings), startDisplay(endings)]);
  const card = await startCard(endings, pcscd, { switches });
  if (!service) {
    await pcscd.service.end();
  }
  const env = { PATH: process.env.PATH, HOME: home, ...display.environment, ...pcscd.environment };
  const person = new Person(display);
  return {
    endings,
    pcscd,
    display,
    card,
    person,
    home,
    env,
    /** @type {Port | undefined} the host that was started last */
    port: undefined,

    /** @param {ConstructorParameters<typeof Port>[3]} [options] */
    start(options) {
      this.port = new Port(endings, env, home, options);
      return this.port;
    },

    /**
     * A program that does nothing, run by a command.
     *
     * @param {string[]} wrapper
     */
    bystander(wrapper) {
      return start(endings, [...wrapper, "sh", "-c", "echo ready; exec cat"], { name: "a bystander", leash: false });
    },

    /**
     * A login whose window asks for the PIN, with the certificate read.
     *
     * @param {object} [wish] what differs from the usual request
     * @param {ConstructorParameters<typeof Port>[3]} [options]
     */
    async asking(wish, options) {
      const before = card.trace.exchanges().length;
      const port = this.start(options).listen();
      port.send({ ...AUTHENTICATE, ...wish });
      await person.window();
      await card.trace.until("the end of the certificate", (all) => certificateRead(all.slice(before)));
      return port;
    },
  };
}

/**
 * Whether the blocks read hold a whole certificate, whose length is in its first bytes.
 *
 * @param {import("../stand/trace.mjs").Exchange[]} exchanges
 */
export function certificateRead(exchanges) {
  const read = Buffer.concat(exchanges.filter((it) => it.isRead).map(({ answer }) => answer.subarray(0, -2)));
  const [headerLength, lengthAt] = [4, 2];
  return read.length >= headerLength && read.length >= headerLength + read.readUInt16BE(lengthAt);
}

/**
 * Waits for a query of the counter, answered, after so many exchanges.
 *
 * @param {Desk} desk
 * @param {number} from
 */
export async function counterTold({ card }, from) {
  await card.trace.until("a query of the counter", (all) =>
    all.slice(from).some((exchange) => exchange.isCounterQuery && exchange.status.startsWith("63c")),
  );
}

/**
 * Whether nobody can sign without a PIN: since the last PIN was taken the card has been locked, lost its power, or gone.
 *
 * @param {import("../stand/trace.mjs").Trace} trace
 */
export function isLocked(trace) {
  const exchanges = trace.exchanges();
  const verified = exchanges.findLastIndex((exchange) => exchange.isVerify);
  const since =
    trace
      .text()
      .split(/^> 002000..04/m)
      .at(-1) ?? "";
  const locked = exchanges
    .slice(verified + 1)
    .some((exchange) => exchange.isSelectOfAnotherApplet && exchange.status === "9000");
  return verified < 0 || locked || /^(- power-(off|on)|<)$/m.test(since);
}
