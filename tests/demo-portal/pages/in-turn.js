/** Requests to a server that may be crowded: the page waits as long as the server says, and comes again by itself. */

import { post, ServerFailure } from "./server.js";

/** How often a page comes again before it says that it was in vain. */
const COMES_AGAIN = 6;
/** The longest wait, whatever the server says. A challenge lives for five minutes, of which the person may take two. */
const LONGEST_WAIT_S = 15;
/** So much of the wait is added to it at most, by chance: those who were refused together must not come back together. */
const SPREAD = 0.5;

/**
 * @param {string} path
 * @param {object} body the same each time; who was told to come again has not been looked at yet
 * @param {() => unknown} onWait called once, before the first wait
 * @returns {Promise<any>} the answer's JSON
 */
export async function postInTurn(path, body, onWait) {
  for (let left = COMES_AGAIN; ; left -= 1) {
    try {
      return await post(path, body);
    } catch (error) {
      if (left === 0 || !(error instanceof ServerFailure) || error.code !== "crowded") throw error;
      if (left === COMES_AGAIN) await onWait();
      await pause(Math.min(error.retryAfter, LONGEST_WAIT_S) * (1 + SPREAD * Math.random()));
    }
  }
}

/** @param {number} seconds */
function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
