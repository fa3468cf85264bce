// From the start of a process to its first answer, its window, and a PIN that can be entered; and what it holds then.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { program } from "../stand/places.mjs";
import { DIALOGS, dialogWindow } from "./dialogs.mjs";
import { holdingRows } from "./holding.mjs";
import { AUTHENTICATE, Host, frame } from "./host.mjs";
import { onCard } from "./on-card.mjs";
import { peer, timed } from "./peers.mjs";
import { ROUNDS, median, milliseconds, multiple, rounds, verdict } from "./table.mjs";
import { watchWindows } from "./windows.mjs";

/** @typedef {import("./table.mjs").Table} Table */
/** @typedef {import("../stand/display.mjs").Display} Display */
/** @typedef {import("./windows.mjs").Windows} Windows */
/** @typedef {import("./on-card.mjs").Card} Card */
/** @typedef {import("../stand/endings.mjs").Endings} Endings */

const STATUS = { protocol: 1, request: "status" };

const MOST_MS = { aboveLimit: 2, window: 30 };

/**
 * @param {Table} table
 * @param {Endings} endings
 * @param {NodeJS.ProcessEnv} env
 * @param {Display} display
 */
export async function startRows(table, endings, env, display) {
  table.part("start: process start → first answer on the pipe");
  await answers(table, env);

  const windows = await watchWindows(endings, display);
  table.part("start: → window on the screen");
  await opening(table, env, windows);

  table.part("start: → the PIN can be entered (the card has told how many tries are left)");
  await table.measure("a card that is there already", () => withCardThere(table, env, windows));
  await table.measure("a card that is put down", () => cardPutDown(table, env));

  table.part("what each holds while its window is open");
  await holdingRows(table, env, windows);
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 */
async function answers(table, env) {
  const least = () => firstAnswer([peer("limit")], env);
  const ours = () => firstAnswer([program("mpa-host"), "chrome-extension://bench/"], env);
  const limit = await table.measure("process start → first answer", async () => {
    // One after the other, so that whatever else the machine does meanwhile is in both.
    const pairs = await rounds(async () => ({ least: await least(), ours: await ours() }));
    const [limits, own] = [pairs.map((pair) => pair.least), pairs.map((pair) => pair.ours)];
    const above = median(pairs.map((pair) => pair.ours - pair.least));
    table.row("a minimal program that sends one frame back (the limit)", milliseconds(limits));
    table.row("mpa-host's answer to status", milliseconds(own), {
      ratio: multiple(median(own), median(limits), "the limit"),
      goal: verdict(
        `within ${MOST_MS.aboveLimit} ms of the limit (${above.toFixed(1)} ms)`,
        above <= MOST_MS.aboveLimit,
      ),
    });
    return median(limits);
  });
  await table.measure("pkcs11-tool -L", () =>
    onCard([], async (service) => {
      const taken = await rounds(() => timed({ name: "", command: ["pkcs11-tool", "-L"] }, { ...env, ...service }), 5);
      const list = taken.map(({ time }) => time);
      table.row("pkcs11-tool -L, with a card (start → end)", milliseconds(list), {
        ratio: multiple(median(list), limit, "the limit"),
      });
    }),
  );
}

/**
 * From a process's start to its first answer to a frame.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 */
async function firstAnswer(command, env) {
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.write(frame(STATUS));
  await once(child.stdout, "data");
  const time = performance.now() - began;
  child.stdin.end();
  await once(child, "close");
  return time;
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 */
async function opening(table, env, windows) {
  const ours = await table.measure("this project's window", async () => {
    const all = await rounds(() => hostWindow(env, windows));
    const asked = all.map(({ fromRequest }) => fromRequest);
    table.row("mpa-host, from the request to its window", milliseconds(asked), {
      goal: verdict(`within ${MOST_MS.window} ms`, median(asked) <= MOST_MS.window),
    });
    const started = all.map(({ fromStart }) => fromStart);
    table.row("mpa-host, from its start", milliseconds(started));
    return median(started);
  });
  for (const { name, command, input } of DIALOGS) {
    await table.measure(name, async () => {
      const taken = await rounds(() => dialogWindow(command, input, env, windows, () => undefined), ROUNDS / 2);
      const list = taken.map(({ time }) => time);
      table.row(`${name}, from its start`, milliseconds(list), {
        ratio: multiple(median(list), ours, "ours"),
        goal: ours === undefined ? undefined : verdict("ours is sooner", ours < median(list)),
      });
    });
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 */
async function hostWindow(env, windows) {
  const mapped = windows.next();
  const started = performance.now();
  const host = new Host(env);
  await host.ask(STATUS);
  const asked = performance.now();
  host.ask(AUTHENTICATE).catch(() => undefined);
  const seen = await mapped;
  await host.close();
  return { fromRequest: seen - asked, fromStart: seen - started };
}

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 */
async function withCardThere(table, env, windows) {
  for (const [name, switches] of /** @type {[string, string[]][]} */ ([
    ["without latency", []],
    ["contactless (assumed speeds)", ["--latency", "contactless"]],
  ])) {
    await onCard(switches, async (service, card) => {
      const all = await rounds(async () => {
        const mapped = windows.next();
        const before = card.trace.exchanges().length;
        const host = new Host({ ...env, ...service });
        await host.ask(STATUS);
        const asked = wallClock();
        host.ask(AUTHENTICATE).catch(() => undefined);
        const at = await triesTold(card, before);
        const seen = asWallClock(await mapped);
        await host.close();
        return { fromRequest: at - asked, fromWindow: at - seen };
      });
      table.row(`from the request, a card there ${name}`, milliseconds(all.map(({ fromRequest }) => fromRequest)));
      table.row(`from the window, a card there ${name}`, milliseconds(all.map(({ fromWindow }) => fromWindow)));
    });
  }
}

/**
 * A card that comes while the window waits for one: from the moment in which the reader gives it power.
 *
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 */
async function cardPutDown(table, env) {
  await onCard(["--removed"], async (service, card) => {
    const taken = await rounds(async () => {
      const host = new Host({ ...env, ...service });
      await host.ask(STATUS);
      host.ask(AUTHENTICATE).catch(() => undefined);
      const before = card.trace.exchanges().length;
      await card.insert();
      const at = await triesTold(card, before);
      const powered = card.trace.poweredAt();
      await host.close();
      await card.remove();
      return at - powered;
    }, 5);
    table.row("from the card's power on, a card that is put down", milliseconds(taken));
  });
}

/**
 * When the card had told how many tries are left.
 *
 * @param {Card} card
 * @param {number} before how many exchanges there had been
 */
async function triesTold(card, before) {
  /** @param {import("../stand/trace.mjs").Exchange[]} all */
  const find = (all) => all.slice(before).find((one) => one.tellsTries);
  await card.trace.until("the query for the tries left", (all) => find(all) !== undefined);
  return find(card.trace.exchanges())?.ended ?? NaN;
}

function wallClock() {
  return asWallClock(performance.now());
}

/** @param {number} time by `performance.now()` */
function asWallClock(time) {
  return performance.timeOrigin + time;
}
