// One request at a time, whichever tab or window it comes from: a person has one card and one window to look at.

import { failed } from "./failure.js";

/**
 * @template T
 * @callback Task
 * @param {KeepTurn} keepTurn
 * @returns {Promise<T>}
 */

/**
 * Keeps the turn beyond the end of the task, until the promise is settled, too.
 *
 * @callback KeepTurn
 * @param {Promise<void>} end
 * @returns {void}
 */

/** @typedef {ReturnType<typeof oneAtATime>} TakeTurn */

/** Makes a function that runs a task, or refuses it as `busy` while another one has the turn. */
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
    let kept = Promise.resolve();
    try {
      return await task((end) => {
        kept = end;
      });
    } finally {
      const release = () => {
        taken = false;
      };
      void kept.then(release, release);
    }
  };
}
