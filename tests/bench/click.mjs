// From the click on the portal's page to its session: how the time divides between all that have a part in it.

import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PIN } from "../stand/card.mjs";
import { program, temporaryFolder } from "../stand/places.mjs";
import { startStand } from "../stand/stand.mjs";
import { parts } from "../stand/trace.mjs";
import { until } from "../stand/until.mjs";
import { watchPage, written } from "./in-page.mjs";
import { askLeast, extensionWithLeast } from "./least.mjs";
import { peer } from "./peers.mjs";
import { verdict, median, milliseconds } from "./table.mjs";
import { watchWindows } from "./windows.mjs";

/** @typedef {import("./table.mjs").Table} Table */
/** @typedef {import("../stand/endings.mjs").Endings} Endings */
/** @typedef {Awaited<ReturnType<typeof startStand>>} Stand */

const ROUNDS = 10;

/** What is this project's in a click, without browser and card. */
const MOST_OURS_MS = 50;

/** @typedef {ReturnType<typeof divided>} Shares */
/** @typedef {Awaited<ReturnType<typeof leastPassed>>} Least */

/**
 * @param {Table} table
 * @param {Endings} endings
 * @param {string} family of browsers
 */
export async function clickRows(table, endings, family) {
  table.part(`the whole click, in ${family}: a page's click → the portal's session`);
  await table.measure(family, async () => {
    const clock = stopwatch(endings);
    const extension = extensionWithLeast(endings);
    const stand = await startStand(endings, { family, extension, host: clock.program, switches: ["--trace-times"] });
    const windows = await watchWindows(endings, stand.display);
    const page = await stand.browser.newPage();
    await page.evaluateOnNewDocument(watchPage);
    await page.goto(stand.portal.href);
    const least = [];
    const shares = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      least.push(await leastPassed(page, clock));
      shares.push(await oneClick(stand, page, clock, windows));
      await page.click("#logout");
      await page.waitForSelector("#login");
    }
    tell(table, least, shares);
  });
}

/**
 * The program between browser and host that writes down when what passed.
 *
 * @param {Endings} endings
 */
function stopwatch(endings) {
  const folder = temporaryFolder(endings);
  const [copy, times] = [join(folder, "clock"), join(folder, "times")];
  copyFileSync(peer("clock"), copy);
  writeFileSync(`${copy}.paths`, `${program("mpa-host")}\n${times}\n`);
  const read = () => {
    const lines = readFileSync(times, "latin1").split("\n").slice(0, -1);
    return lines.map((line) => {
      const [time, what] = line.split(" ");
      return { at: Number(time) / 1000, what };
    });
  };
  return { program: copy, read, forget: () => rmSync(times, { force: true }) };
}

/**
 * What the browser itself takes between page and host, by the least extension that passes requests on.
 *
 * @param {import("puppeteer-core").Page} page
 * @param {ReturnType<typeof stopwatch>} clock
 */
async function leastPassed(page, clock) {
  clock.forget();
  const { asked, answered } = await askLeast(page);
  const { started, versions, login, token } = frames(clock.read());
  return { hostStarted: started - asked, asking: login - versions, delivered: answered - token };
}

/**
 * @param {Stand} stand
 * @param {import("puppeteer-core").Page} page
 * @param {ReturnType<typeof stopwatch>} clock
 * @param {Awaited<ReturnType<typeof watchWindows>>} windows
 */
async function oneClick({ card, person, display }, page, clock, windows) {
  await until("an end of what was before", () => display.isEmpty());
  clock.forget();
  const known = card.trace.exchanges().length;
  const mapped = windows.next();
  await page.click("#login");
  const seen = performance.timeOrigin + (await mapped);
  await person.window();
  let confirmed = NaN;
  await person.enterPin(PIN, { beforeConfirming: () => (confirmed = Date.now()) });
  await page.waitForSelector("#logged-in");
  const inPage = await written(page);
  const exchanges = card.trace.exchanges().slice(known);
  return divided(inPage, frames(clock.read()), exchanges, { window: seen, confirmed });
}

/**
 * When the frames of one login passed.
 *
 * @param {{at: number, what: string}[]} lines
 */
function frames(lines) {
  /** @param {string} what */
  const at = (what) => lines.filter((line) => line.what === what).map((line) => line.at);
  const [started, inward, outward] = [at("start"), at("in"), at("out")];
  if (started.length !== 1 || inward.length !== 2 || outward.length !== 2) {
    throw new Error(`one host, two requests and two answers were expected: ${lines.map(({ what }) => what)}`);
  }
  const [[status, login], [versions, token]] = [inward, outward];
  return { started: started[0], status, versions, login, token };
}

/**
 * @param {import("./in-page.mjs").InPage} inPage
 * @param {ReturnType<typeof frames>} frame
 * @param {import("../stand/trace.mjs").Exchange[]} exchanges
 * @param {{window: number, confirmed: number}} person
 */
function divided(inPage, frame, exchanges, { window, confirmed }) {
  const { beforePin, toSignature, locking } = parts(exchanges);
  const [asked, run] = [beforePin, [...toSignature, ...locking]];
  /** @param {import("../stand/trace.mjs").Exchange[]} some */
  const inCard = (some) => some.reduce((sum, { began, ended }) => sum + ended - began, 0);
  const [pinPossible, first, locked] = [asked[asked.length - 1].ended, run[0].began, run[run.length - 1].ended];
  return {
    page: inPage.asked - inPage.click + inPage.session - inPage.answered - inPage.server,
    server: inPage.server,
    acknowledged: inPage.acknowledged - inPage.asked,
    hostStarted: frame.started - inPage.asked,
    hostAnswered: frame.versions - frame.started,
    asking: frame.login - frame.versions,
    window: window - frame.login,
    pinPossible: Math.max(window, pinPossible - inCard(asked)) - frame.login,
    person: first - Math.max(pinPossible, window),
    key: first - confirmed,
    card: inCard(asked) + inCard(run),
    between: locked - first - inCard(run),
    answer: frame.token - locked,
    delivered: inPage.answered - frame.token,
    all: inPage.session - inPage.click,
  };
}

/**
 * @param {Table} table
 * @param {Least[]} least
 * @param {Shares[]} shares
 */
function tell(table, least, shares) {
  /**
   * @param {string} what
   * @param {(share: Shares) => number} of
   */
  const row = (what, of) => table.row(what, milliseconds(shares.map(of)));
  /**
   * What the extension and the browser do together, and what the browser alone takes for it.
   *
   * @param {string} what
   * @param {keyof Least} name
   */
  const passing = (what, name) => {
    const [ours, limit] = [shares, least].map((all) => all.map((one) => one[name]));
    table.row(`extension and browser: ${what}`, milliseconds(ours));
    table.row("  the same by the least extension (the limit)", milliseconds(limit));
    return median(limit);
  };
  row("page: its own scripts, and loading the session's page", ({ page }) => page);
  row("server: challenge, login and the session's page", ({ server }) => server);
  row("extension: request → acknowledged in the page", ({ acknowledged }) => acknowledged);
  const start = passing("request → the host's process runs", "hostStarted");
  row("host: its process → answer to status", ({ hostAnswered }) => hostAnswered);
  const turn = passing("that answer → request for the login", "asking");
  row("host: request → window", ({ window }) => window);
  row("host: request → PIN can be entered, without the card", ({ pinPossible }) => pinPossible);
  row("person: until the first command after the PIN", ({ person }) => person);
  row("host and xdotool: Return is pressed → first command", ({ key }) => key);
  row("card: all exchanges that are waited for", ({ card }) => card);
  row("host and reader service: between those of PIN and signature", ({ between }) => between);
  row("host: card locked → answer", ({ answer }) => answer);
  const delivery = passing("the host's answer → the page has it", "delivered");
  row("all, without the person", ({ all, person }) => all - person);
  /** @param {...number} some */
  const sum = (...some) => some.reduce((total, part) => total + Math.max(0, part), 0);
  const ours = shares.map(({ hostStarted, hostAnswered, asking, pinPossible, between, answer, delivered }) =>
    sum(hostStarted - start, hostAnswered, asking - turn, pinPossible, between, answer, delivered - delivery),
  );
  table.row("of it extension and host, without the card and the browser's own", milliseconds(ours), {
    goal: verdict(`< ${MOST_OURS_MS} ms`, median(ours) < MOST_OURS_MS),
  });
}
