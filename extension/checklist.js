// What is needed for a login and what of it is missing: extension, host, reader, card; told live.
// The extension's own pages show all of it; to other pages goes what presence.js leaves of it.

import { openHost } from "./host.js";
import { greet } from "./login.js";
import { explained } from "./outdated.js";
import { standing } from "./standing.js";
import { watchAnswer, watchRequest } from "./watch-messages.js";

// A host that is installed while somebody waits for it is noticed as soon as this.
const RETRY_MS = 2_000;
// The host tells at once how things stand, unless the smart card service does not answer it.
const SILENCE_MS = 5_000;

/** @type {Pick<Checklist, "reader" | "card">} */
const SILENT = { reader: { state: "missing", reason: "service-silent" }, card: { state: "unknown" } };

/**
 * @typedef {object} HostState
 * @property {"looking" | "present" | "missing"} state
 * @property {string} [version]
 * @property {string} [reason]
 * @property {string} [message] for people
 */

/**
 * @typedef {object} Checklist
 * @property {{ version: string }} extension
 * @property {HostState} host
 * @property {import("./standing.js").ReaderState} reader
 * @property {import("./standing.js").CardState} card
 */

/**
 * Tells at once what is known, and again at each change.
 * While there is no host to ask, it is looked for again and again.
 *
 * @param {(checklist: Checklist) => void} tell
 * @param {AbortSignal} ended
 * @returns {Promise<void>} when it has ended
 */
export async function watchChecklist(tell, ended) {
  const { version } = chrome.runtime.getManifest();
  /**
   * @param {HostState} host
   * @param {Pick<Checklist, "reader" | "card">} [seen]
   */
  const know = (host, seen = { reader: { state: "unknown" }, card: { state: "unknown" } }) => {
    if (!ended.aborted) {
      tell({ extension: { version }, host, ...seen });
    }
  };
  know({ state: "looking" });
  while (!ended.aborted) {
    know(missing(await watchHost(know, ended)));
    await pause(RETRY_MS, ended);
  }
}

/**
 * @param {(host: HostState, seen?: Pick<Checklist, "reader" | "card">) => void} know
 * @param {AbortSignal} ended
 * @returns {Promise<unknown>} why there is nothing more to be learnt from this host
 */
async function watchHost(know, ended) {
  const host = openHost(ended);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const present = { state: /** @type {const} */ ("present"), version: await greet(host) };
    timer = setTimeout(() => know(present, SILENT), SILENCE_MS);
    // It counts as there once it has answered: one that is too old to be watched would come and go with each attempt.
    return await host.follow(watchRequest(), (answer) => {
      clearTimeout(timer);
      know(present, standing(watchAnswer(answer)));
    });
  } catch (cause) {
    return cause;
  } finally {
    clearTimeout(timer);
    host.close();
  }
}

/**
 * @param {unknown} cause
 * @returns {HostState}
 */
function missing(cause) {
  const { reason, message, details } = explained(cause);
  const { hostVersion: version } = details;
  return { state: "missing", reason, message, ...(version !== undefined && { version }) };
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} ended
 */
async function pause(milliseconds, ended) {
  if (ended.aborted) {
    return;
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const over = new AbortController();
  await new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
    ended.addEventListener("abort", resolve, { signal: over.signal });
  });
  clearTimeout(timer);
  over.abort();
}
