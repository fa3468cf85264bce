// One process of the host behind one native port: who asks it, how long for an answer, and when it is let go.

import { disconnectReason } from "./browser.js";
import { failed } from "./failure.js";
import { cancelRequest, saysRequestUnknown } from "./host-messages.js";

/** The name under which the host is registered with the browser. */
export const HOST_NAME = "mpa_host";

/** @typedef {ReturnType<typeof openHost>} Host */

/**
 * @typedef {object} Question
 * @property {(answer: unknown) => void} resolve
 * @property {(cause: import("./failure.js").Failure) => void} reject
 */

/**
 * Starts the host.
 * Whoever opens it closes it, or, while it may be at work on a card, stops it.
 *
 * @param {AbortSignal} pageLeft ends the question that is open, and every later one
 * @throws {import("./failure.js").Failure} if the page has left already
 */
export function openHost(pageLeft) {
  // A signal that was given before tells nobody again.
  if (pageLeft.aborted) {
    throw failed("page-left");
  }
  const port = chrome.runtime.connectNative(HOST_NAME);
  /** @type {Question | undefined} */
  let question;
  /** @type {import("./failure.js").Failure | undefined} */
  let ended;
  let gone = false;

  /** @param {import("./failure.js").Failure} failure */
  const end = (failure) => {
    ended ??= failure;
    question?.reject(ended);
  };
  port.onMessage.addListener((/** @type {unknown} */ message) => question?.resolve(message));
  port.onDisconnect.addListener(() => {
    end(failed(disconnectReason(port)));
    gone = true;
  });
  const leave = () => end(failed("page-left"));
  pageLeft.addEventListener("abort", leave);

  return {
    /**
     * Posts one request and waits for its answer.
     *
     * @param {object} request
     * @param {number} patienceMs
     * @returns {Promise<unknown>} the answer, not yet looked at
     */
    async ask(request, patienceMs) {
      if (ended !== undefined) {
        throw ended;
      }
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      try {
        return await new Promise((resolve, reject) => {
          question = { resolve, reject };
          timer = setTimeout(() => reject(failed("host-silent")), patienceMs);
          port.postMessage(request);
        });
      } finally {
        clearTimeout(timer);
        question = undefined;
      }
    },

    /**
     * Posts one request and hands on each of its answers.
     *
     * @param {object} request
     * @param {(answer: unknown) => void} hear may throw what ends this
     * @returns {Promise<never>} rejected when the host or the page is gone
     */
    async follow(request, hear) {
      if (ended !== undefined) {
        throw ended;
      }
      return new Promise((_resolve, reject) => {
        const resolve = (/** @type {unknown} */ answer) => {
          try {
            hear(answer);
          } catch (cause) {
            reject(cause);
          }
        };
        question = { resolve, reject };
        port.postMessage(request);
      });
    },

    /** Ends the host's input, on which it exits; one that has not done so soon after is killed by the browser. */
    close() {
      pageLeft.removeEventListener("abort", leave);
      port.disconnect();
    },

    /**
     * Has the host end the login under way, and leaves it the time to lock the card: the browser does not.
     *
     * @param {number} patienceMs
     */
    async stop(patienceMs) {
      pageLeft.removeEventListener("abort", leave);
      if (gone) {
        return;
      }
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      await new Promise((resolve) => {
        timer = setTimeout(resolve, patienceMs);
        port.onDisconnect.addListener(resolve);
        // An older host ends a login only when its input ends.
        port.onMessage.addListener((/** @type {unknown} */ message) => saysRequestUnknown(message) && resolve(message));
        port.postMessage(cancelRequest());
      });
      clearTimeout(timer);
      port.disconnect();
    },
  };
}
