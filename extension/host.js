// One process of the host behind one native port: who asks it, how long for an answer, and when it is let go.

import { disconnectReason } from "./browser.js";
import { failed } from "./failure.js";

/** The name under which the host is registered with the browser. */
export const HOST_NAME = "mpa_host";

/** @typedef {ReturnType<typeof openHost>} Host */

/**
 * @typedef {object} Question
 * @property {(answer: unknown) => void} resolve
 * @property {(failure: import("./failure.js").Failure) => void} reject
 */

/**
 * Starts the host.
 * Whoever opens it closes it: that ends the host's input, on which it locks the card and exits by itself.
 *
 * @param {AbortSignal} pageLeft ends the question that is open, and every later one
 */
export function openHost(pageLeft) {
  const port = chrome.runtime.connectNative(HOST_NAME);
  /** @type {Question | undefined} */
  let question;
  /** @type {import("./failure.js").Failure | undefined} */
  let ended;

  /** @param {import("./failure.js").Failure} failure */
  const end = (failure) => {
    ended ??= failure;
    question?.reject(ended);
  };
  port.onMessage.addListener((/** @type {unknown} */ message) => question?.resolve(message));
  port.onDisconnect.addListener(() => end(failed(disconnectReason(port))));
  pageLeft.addEventListener("abort", () => end(failed("page-left")));

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

    close() {
      port.disconnect();
    },
  };
}
