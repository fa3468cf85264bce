// One request at a time, whichever tab or window it comes from: a person has one card and one window to look at.

import { failed } from "./failure.js";

/**
 * @template T
 * @callback Task
 * @returns {Promise<T>}
 */

/** @typedef {ReturnType<typeof oneAtATime>} TakeTurn */

/** Makes a function that runs a task, or refuses it as `busy` while another one runs. */
export function oneAtATime() {
  let taken = false;
  /**
   * @template T
   * @param {Task<T>} task
   * @returns {Promise<T>}
   */
  return async (task) => {
    if (taken) {
      throw failed("busy");
    }
    taken = true;
    try {
      return await task();
    } finally {
      taken = false;
    }
  };
}
