// One page's request, from the content script's port to the answer on the same port.
// The port lives as long as the page: when it closes, nobody waits for the answer any more.

import { acknowledgeDisconnect } from "./browser.js";
import { respondOfficial } from "./official.js";
import { tellPresence } from "./presence.js";
import { isOwnScript } from "./sender.js";
import { respondWebEid } from "./web-eid.js";

/**
 * @typedef {object} Page
 * @property {unknown} sender the browser's word, a `runtime.MessageSender`
 * @property {AbortSignal} left
 * @property {(message: object) => void} tell does nothing once the page has left
 */

/**
 * What the pages share.
 *
 * @typedef {import("./turn.js").Turns & { hostVersion: (left: AbortSignal) => Promise<string> }} SharedHost
 */

/**
 * @callback PageProtocol
 * @param {unknown} message
 * @param {Page} page
 * @param {SharedHost} host
 * @returns {Promise<boolean>} whether this was a request of the protocol; never rejected, since a failure is told, too
 */

/** By the name of the port that the protocol's content script opens. */
/** @type {ReadonlyMap<string, PageProtocol>} */
const PROTOCOLS = new Map([
  ["web-eid", respondWebEid],
  ["official", respondOfficial],
  ["presence", tellPresence],
]);

/**
 * @param {chrome.runtime.Port} port
 * @param {SharedHost} host
 */
export function converse(port, host) {
  const { sender } = port;
  const respond = PROTOCOLS.get(port.name);
  const left = new AbortController();
  port.onDisconnect.addListener(() => {
    acknowledgeDisconnect();
    left.abort();
  });
  const page = {
    sender,
    left: left.signal,
    tell: (/** @type {object} */ message) => left.signal.aborted || port.postMessage(message),
  };
  port.onMessage.addListener(async (/** @type {unknown} */ message) => {
    if (!isOwnScript(sender) || respond === undefined || !(await respond(message, page, host))) {
      port.disconnect();
    }
  });
}
