// What the tests of the whole chain have in common: a stand of their own, and a login begun on the portal's page.

import { Endings } from "../stand/endings.mjs";
import { processesWith } from "../stand/processes.mjs";
import { hostLog, startStand } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";

/** @typedef {Awaited<ReturnType<typeof startStand>>} Stand */
/** @typedef {{code: string, reason: string, waitingFor?: string}} PageError */
/** @typedef {{action: string, error?: PageError}} Answer */

/**
 * Runs the steps of a test on a stand of its own.
 * A failure also tells what the host and the card have written down; a success leaves no process behind.
 *
 * @param {import("../stand/stand.mjs").Wishes} wishes
 * @param {(stand: Stand) => Promise<void>} steps
 */
export async function onStand(wishes, steps) {
  const endings = new Endings();
  /** @type {Stand} */
  let stand;
  try {
    stand = await startStand(endings, wishes);
    try {
      await steps(stand);
    } catch (cause) {
      throw new Error(
        `${cause}\n\nthe host's log:\n${hostLog(stand.home)}\nthe card's trace:\n${stand.card.trace.text()}`,
        {
          cause,
        },
      );
    }
  } finally {
    await endings.run();
  }
  await until("the end of all processes", () => processesWith(stand.home).length === 0);
}

/**
 * Opens the portal and presses its login button; the login window is then there and has the focus.
 *
 * @param {Stand} stand
 */
export async function beginLogin({ browser, portal, person }) {
  const page = await browser.newPage();
  await page.goto(portal.href);
  await page.click("#login");
  return { page, window: await person.window() };
}

/**
 * Waits until the portal says who is logged in.
 *
 * @param {import("puppeteer-core").Page} page
 */
export async function loggedIn(page) {
  await page.waitForSelector("#logged-in", { timeout: 20_000 });
}

/**
 * Waits until the card has told how many tries are left: the window can then ask for the PIN.
 *
 * @param {Stand} stand
 * @param {number} [times] how often it has told by then
 */
export async function counterTold({ card }, times = 1) {
  await card.trace.until("a query of the counter", (exchanges) => {
    return exchanges.filter((exchange) => exchange.isCounterQuery && exchange.answer.length > 0).length >= times;
  });
}

/**
 * Listens for the next failure that the page is told.
 *
 * @param {import("puppeteer-core").Page} page
 * @returns {Promise<() => Promise<PageError>>} waits for it
 */
export async function failureListener(page) {
  const told = await page.evaluateHandle(() => {
    const failure = new Promise((resolve) => {
      window.addEventListener("message", ({ data }) => {
        if (data?.action === "web-eid:authenticate-failure") {
          resolve(data.error);
        }
      });
    });
    return { failure };
  });
  return () => told.evaluate(({ failure }) => /** @type {Promise<PageError>} */ (failure));
}

/**
 * Posts a Web eID message in a page or a frame, as a portal's own script would, and gives the answers.
 * It waits for the last answer, or, with `silent`, until any acknowledgement would have come.
 *
 * @param {import("puppeteer-core").Page | import("puppeteer-core").Frame} page
 * @param {object} message
 * @param {{silent?: boolean, to?: "self" | "parent"}} [options]
 * @returns {Promise<Answer[]>}
 */
export function ask(page, message, { silent = false, to = "self" } = {}) {
  return page.evaluate(inPage, message, silent, to);
}

/**
 * @param {{action?: string}} message
 * @param {boolean} silent
 * @param {string} to
 * @returns {Promise<Answer[]>}
 */
function inPage(message, silent, to) {
  return new Promise((resolve) => {
    const target = to === "parent" ? window.parent : window;
    /** @type {Answer[]} */
    const answers = [];
    let marks = 0;
    target.addEventListener("message", ({ data }) => {
      if (data?.mark) {
        marks += 1;
        // An acknowledgement is posted while the request is delivered, so it arrives before the second mark.
        if (marks === 1) {
          target.postMessage({ mark: true }, "*");
        } else if (silent) {
          resolve(answers);
        }
      }
      const isAnswer = typeof data?.action === "string" && data.action.startsWith(`${message.action}-`);
      if (isAnswer) {
        answers.push(data);
      }
      if (isAnswer && /-(success|failure)$/.test(data.action)) {
        resolve(answers);
      }
    });
    target.postMessage(message, "*");
    target.postMessage({ mark: true }, "*");
  });
}

/** A request for a login as a portal's own script posts it. */
export const AUTHENTICATE = Object.freeze({
  action: "web-eid:authenticate",
  libraryVersion: "2.1.0",
  challengeNonce: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
});

/** A question for the versions of extension and host. */
export const STATUS = Object.freeze({ action: "web-eid:status", libraryVersion: "2.1.0" });
