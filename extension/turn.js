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

/** @typedef {Pick<ReturnType<typeof oneAtATime>, "takeTurn" | "refuseMeanwhile">} Turns */

export function oneAtATime() {
  let taken = false;
  /** @type {Promise<void>} */
  let turn = Promise.resolve();
  return {
    /**
     * Runs a task, or refuses it as `busy` while another one has the turn.
     *
     * @template T
     * @param {Task<T>} task
     * @returns {Promise<T>}
     */
    async takeTurn(task) {
      if (taken) {
        throw failed("busy");
      }
      taken = true;
      /** @type {() => void} */
      let release = () => undefined;
      turn = new Promise((resolve) => {
        release = () => {
          taken = false;
          resolve();
        };
      });
      let kept = Promise.resolve();
      try {
        return await task((end) => {
          kept = end;
        });
      } finally {
        void kept.then(release, release);
      }
    },

    /**
     * Refuses as `busy` while somebody has the turn, and takes it from nobody.
     *
     * @throws {import("./failure.js").Failure}
     */
    refuseMeanwhile() {
      if (taken) {
        throw failed("busy");
      }
    },

    /** @returns {Promise<void>} when nobody has the turn, and whoever had it was told */
    async allDone() {
      do {
        await turn;
        // Answers are posted in the same task in which the turn ends.
        await new Promise((resolve) => {
          setTimeout(resolve);
        });
      } while (taken);
    },
  };
}
