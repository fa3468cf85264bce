// What a login costs on the card: exchanges, bytes and time, and what it costs others on the same emulated card.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { PIN } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { Person } from "../stand/person.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { parts } from "../stand/trace.mjs";
import { AUTHENTICATE, Host } from "./host.mjs";
import { onCard } from "./on-card.mjs";
import { EXTENDED, OURS, cardPeers, timed } from "./peers.mjs";
import { median, milliseconds, multiple } from "./table.mjs";

/** @typedef {import("../stand/trace.mjs").Exchange} Exchange */
/** @typedef {import("./table.mjs").Table} Table */

const CONTACTLESS = ["--latency", "contactless"];

/** How often a program is run against one card. */
const TIMES = 5;

/** A contactless card takes its time, and always the same. */
const CONTACTLESS_TIMES = 2;

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../stand/display.mjs").Display} display
 */
export async function cardRows(table, env, display) {
  table.part("the card: before the PIN can be entered + while it is typed + from the PIN to the signature + locking");
  for (const [name, switches] of /** @type {[string, string[]][]} */ ([
    ["a card without latency", []],
    ["a contactless card (assumed speeds)", CONTACTLESS],
    ["a card whose first answer is 6F00", ["--first-command-6f00"]],
    ["a card that refuses short EF ids", ["--no-short-ef-ids"]],
  ])) {
    await table.measure(name, () => windowLogin(table, env, display, name, switches));
  }
  await table.measure("a second entry", () => secondEntry(table, env, display));

  table.part("the card, with extended reading on (it is off unless switched on in the library)");
  for (const [name, switches] of /** @type {[string, string[]][]} */ ([
    ["a card that takes it", ["--extended-length"]],
    ["a card that refuses it", []],
    ["a card that takes it and refuses short EF ids", ["--extended-length", "--no-short-ef-ids"]],
    ["a card that refuses both", ["--no-short-ef-ids"]],
  ])) {
    await table.measure(name, () => extendedLogin(table, env, name, switches));
  }

  for (const [title, switches, repeated] of /** @type {[string, string[], number][]} */ ([
    ["one login on the same card as others make it, PIN given at the start: no latency", [], TIMES],
    ["the same on a contactless card (assumed speeds)", CONTACTLESS, CONTACTLESS_TIMES],
  ])) {
    table.part(title);
    await compared(table, env, switches, repeated);
  }
}

/**
 * The host itself, with its window, and a PIN that is typed there.
 *
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../stand/display.mjs").Display} display
 * @param {string} name
 * @param {string[]} switches
 */
async function windowLogin(table, env, display, name, switches) {
  await onCard(switches, async (service, card) => {
    const began = Date.now();
    const { answered } = await enterPins({ ...env, ...service }, display, card, [PIN]);
    const phases = parts(card.trace.exchanges());
    table.row(
      `exchanges, ${name}`,
      counts(phases, (exchanges) => exchanges.length),
    );
    table.row(`bytes, ${name}`, counts(phases, bytes));
    const { beforePin, typing, toSignature, locking } = phases;
    table.row(
      `time, ${name}`,
      [
        `${(ended(beforePin) - began).toFixed(1)} from the request on`,
        `${span(typing).toFixed(1)}`,
        `${span(toSignature).toFixed(1)}`,
        `${(ended(locking) - ended(toSignature)).toFixed(1)} ms; answer ${(answered - ended(locking)).toFixed(1)} ms later`,
      ].join(" + "),
    );
  });
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../stand/display.mjs").Display} display
 */
async function secondEntry(table, env, display) {
  await onCard(CONTACTLESS, async (service, card) => {
    await enterPins({ ...env, ...service }, display, card, ["9999", PIN]);
    const all = card.trace.exchanges();
    const second = all.slice(all.findIndex((exchange) => exchange.isVerify) + 1);
    const first = all.slice(0, all.length - second.length);
    table.row(
      "a second entry in the same window, contactless",
      `${second.length} exchanges, ${bytes(second)} bytes, ${span(second).toFixed(0)} ms`,
    );
    table.row("the first one, up to the refusal of its PIN", `${first.length} exchanges, ${bytes(first)} bytes`, {
      ratio: multiple(first.length, second.length, "the second"),
    });
  });
}

/**
 * Asks the host for a login, and enters one PIN after the other as each is asked for.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../stand/display.mjs").Display} display
 * @param {import("./on-card.mjs").Card} card
 * @param {string[]} pins
 */
async function enterPins(env, display, card, pins) {
  const person = new Person(display);
  const host = new Host(env);
  const answer = host.ask(AUTHENTICATE).then((token) => ({ token, answered: Date.now() }));
  await card.trace.until("the query for the tries left", (all) => all.some((exchange) => exchange.isCounterQuery));
  await person.window();
  for (const [index, pin] of pins.entries()) {
    await person.enterPin(pin);
    await card.trace.until("the PIN", (all) => all.filter((one) => one.isVerify).length === index + 1);
  }
  const { token, answered } = await answer;
  if (token.answer !== "authenticate") {
    throw new Error(`no token: ${token.code}`);
  }
  await host.ended;
  return { answered };
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {string[]} switches
 */
async function extendedLogin(table, env, name, switches) {
  const { phases } = await onCard(switches, (service, card) => once(EXTENDED, { ...env, ...service }, card));
  table.row(
    `exchanges, ${name}`,
    counts(phases, (exchanges) => exchanges.length),
  );
  table.row(`bytes, ${name}`, counts(phases, bytes));
  const contactless = [...switches, ...CONTACTLESS];
  const slow = await onCard(contactless, (service, card) => once(EXTENDED, { ...env, ...service }, card));
  const plain = await onCard(contactless, (service, card) => once(OURS, { ...env, ...service }, card));
  table.row(`the whole login, ${name}, contactless`, milliseconds([slow.time]), {
    ratio: multiple(slow.time, plain.time, `with it off (${plain.time.toFixed(0)} ms)`),
  });
}

/**
 * @param {import("./peers.mjs").Program} program
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./on-card.mjs").Card} card
 */
async function once(program, env, card) {
  const before = card.trace.exchanges().length;
  const { time } = await timed(program, env);
  const exchanges = card.trace.exchanges().slice(before);
  if (!exchanges.some((exchange) => exchange.isSignature && exchange.status === "9000")) {
    throw new Error(`${program.name} made no signature`);
  }
  return { time, exchanges, phases: parts(exchanges) };
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} switches
 * @param {number} repeated
 */
async function compared(table, env, switches, repeated) {
  /** @type {{exchanges: number, time: number} | undefined} */
  let ours;
  /** @type {[string, () => import("./peers.mjs").Program][]} */
  const all = [[OURS.name, () => OURS]];
  const endings = new Endings();
  try {
    const data = join(temporaryFolder(endings), "data");
    writeFileSync(data, Buffer.alloc(32, 7));
    for (const [name, program] of [...all, ...cardPeers(data)]) {
      await table.measure(name, () =>
        onCard(switches, async (service, card) => {
          const runs = [];
          for (let run = 0; run < repeated; run += 1) {
            runs.push(await once(program(), { ...env, ...service }, card));
          }
          const taken = runs.map(({ time }) => time);
          const { exchanges } = runs[0];
          ours ??= { exchanges: exchanges.length, time: median(taken) };
          const last = exchanges.at(-1);
          table.row(
            name,
            `${exchanges.length} exchanges, ${bytes(exchanges)} bytes, ${milliseconds(taken)}; the card ${
              last?.isSelectOfAnotherApplet ? "is locked" : "stays unlocked"
            }`,
            {
              ratio: `${multiple(exchanges.length, ours.exchanges, "ours")}; time ${multiple(median(taken), ours.time, "ours")}`,
            },
          );
        }),
      );
    }
  } finally {
    await endings.run();
  }
}

/**
 * @param {ReturnType<typeof parts>} phases
 * @param {(exchanges: Exchange[]) => number} count
 */
function counts({ beforePin, typing, toSignature, locking }, count) {
  const numbers = [beforePin, typing, toSignature, locking].map(count);
  return `${numbers.join(" + ")} = ${numbers.reduce((sum, number) => sum + number, 0)}`;
}

/** @param {Exchange[]} exchanges */
function bytes(exchanges) {
  return exchanges.reduce((sum, exchange) => sum + exchange.bytes, 0);
}

/** @param {Exchange[]} exchanges */
function ended(exchanges) {
  return exchanges[exchanges.length - 1].ended;
}

/** @param {Exchange[]} exchanges from the first command to the last answer */
function span(exchanges) {
  return ended(exchanges) - exchanges[0].began;
}
