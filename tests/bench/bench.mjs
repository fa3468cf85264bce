// What the host costs, measured on the real parts: its start, its window, and one login's exchanges.
// Nothing here fails because something is slow; it prints a table.

import { cpus } from "node:os";
import { spawn } from "node:child_process";
import { once } from "node:events";

import { PIN, startCard } from "../stand/card.mjs";
import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { startPcscd } from "../stand/pcscd.mjs";
import { Person } from "../stand/person.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { phases } from "../stand/trace.mjs";
import { AUTHENTICATE, Host, frame } from "./host.mjs";
import { watchWindows } from "./windows.mjs";

const ROUNDS = 20;

const STATUS = { protocol: 1, request: "status" };

/** @type {[string, string][]} */
const rows = [];

/**
 * @param {string} what
 * @param {number[]} times milliseconds
 */
function row(what, times) {
  const sorted = times.toSorted((one, other) => one - other);
  const [median, least, most] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted[sorted.length - 1]];
  rows.push([what, `${median.toFixed(1)} ms  (${least.toFixed(1)} to ${most.toFixed(1)}, ${times.length} times)`]);
}

/** @param {() => Promise<number>} once_ one measurement, in milliseconds */
async function rounds(once_) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(await once_());
  }
  return times;
}

/** The limit for any host: a program that only sends back what it gets. */
async function echo() {
  const began = performance.now();
  const cat = spawn("cat", { stdio: ["pipe", "pipe", "ignore"] });
  cat.stdin.write(frame(STATUS));
  await once(cat.stdout, "data");
  const time = performance.now() - began;
  cat.stdin.end();
  await once(cat, "close");
  return time;
}

/** @param {NodeJS.ProcessEnv} env */
async function status(env) {
  const began = performance.now();
  const host = new Host(env);
  await host.ask(STATUS);
  const time = performance.now() - began;
  await host.close();
  return time;
}

/**
 * From the request of a host that runs already to its window on the screen.
 * @param {NodeJS.ProcessEnv} env
 * @param {Awaited<ReturnType<typeof watchWindows>>} windows
 */
async function window(env, windows) {
  const host = new Host(env);
  await host.ask(STATUS);
  const mapped = windows.next();
  const began = performance.now();
  host.ask(AUTHENTICATE).catch(() => undefined);
  const time = (await mapped) - began;
  await host.close();
  return time;
}

/**
 * One login, its PIN typed at once.
 * @param {Endings} endings
 * @param {NodeJS.ProcessEnv} env
 * @param {import("../stand/display.mjs").Display} display
 * @param {string[]} switches of the card
 */
async function login(endings, env, display, switches) {
  const pcscd = await startPcscd(endings);
  const card = await startCard(endings, pcscd, { switches });
  const person = new Person(display);
  const host = new Host({ ...env, ...pcscd.environment });
  const began = performance.now();
  const answered = host.ask(AUTHENTICATE);
  await card.trace.until("the query for the tries left", (all) => all.some((exchange) => exchange.isCounterQuery));
  const asked = performance.now() - began;
  await person.window();
  await person.enterPin(PIN);
  const answer = await answered;
  if (answer.answer !== "authenticate") {
    throw new Error(`no token: ${answer.code}`);
  }
  await host.ended;
  return { asked, cost: phases(card.trace.exchanges()) };
}

const endings = new Endings();
try {
  const display = await startDisplay(endings);
  const windows = await watchWindows(endings, display);
  // A home of its own, no bus and no runtime folder: nothing of the person's is used.
  const env = { PATH: process.env.PATH, HOME: temporaryFolder(endings), ...display.environment };

  row("start → echo of a frame (cat; the limit)", await rounds(echo));
  row("start → answer to status", await rounds(() => status(env)));
  row("request → window on the screen", await rounds(() => window(env, windows)));
  for (const [name, switches] of /** @type {[string, string[]][]} */ ([
    ["a card without latency", []],
    ["a contactless card (assumed speeds)", ["--latency", "contactless"]],
    ["a card whose first answer is 6F00", ["--first-command-6f00"]],
  ])) {
    const { asked, cost } = await login(endings, env, display, switches);
    rows.push([`request → PIN can be entered, ${name}`, `${asked.toFixed(1)} ms`]);
    const { beforePin, toSignature, all, verifies } = cost;
    const counts = `${beforePin} before the PIN, ${toSignature} to the signature, ${all} in all, ${verifies} VERIFY`;
    rows.push([`exchanges, ${name}`, counts]);
  }
} finally {
  await endings.run();
}

const width = Math.max(...rows.map(([what]) => what.length));
console.log(`\n${cpus()[0].model}, ${cpus().length} cores, ${process.platform} ${process.arch}\n`);
for (const [what, value] of rows) {
  console.log(`${what.padEnd(width)}  ${value}`);
}
