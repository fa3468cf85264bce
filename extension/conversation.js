// One page's request, from the content script's port to the answer on the same port.
// The port lives as long as the page: when it closes, nobody waits for the answer any more.

import { acknowledgeDisconnect } from "./browser.js";
import { failed } from "./failure.js";
import { authenticate, hostVersion } from "./login.js";
import { isOwnScript, visibleOrigin } from "./sender.js";
import { authenticateWish, libraryVersion, requestedAction } from "./web-eid-request.js";
import { authenticateSuccess, failureOf, statusSuccess } from "./web-eid-response.js";

/**
 * @param {chrome.runtime.Port} port
 * @param {import("./turn.js").TakeTurn} takeTurn
 */
export function converse(port, takeTurn) {
  const pageLeft = new AbortController();
  port.onDisconnect.addListener(() => {
    acknowledgeDisconnect();
    pageLeft.abort();
  });
  port.onMessage.addListener(async (/** @type {unknown} */ message) => {
    const action = requestedAction(message);
    if (action === undefined || !isOwnScript(port.sender)) {
      port.disconnect();
      return;
    }
    const response = await respond(action, message, port.sender, takeTurn, pageLeft.signal);
    if (!pageLeft.signal.aborted) {
      port.postMessage(response);
    }
  });
}

/**
 * @param {import("./web-eid-request.js").Action} action
 * @param {unknown} message
 * @param {unknown} sender
 * @param {import("./turn.js").TakeTurn} takeTurn
 * @param {AbortSignal} pageLeft
 * @returns {Promise<object>} never rejected: a failure is a response, too
 */
async function respond(action, message, sender, takeTurn, pageLeft) {
  /** @type {string | undefined} */
  let library;
  try {
    const origin = visibleOrigin(sender);
    const version = (library = libraryVersion(message));
    switch (action) {
      case "web-eid:status":
        return statusSuccess(version, await takeTurn(() => hostVersion(pageLeft)));
      case "web-eid:authenticate": {
        const login = { origin, ...authenticateWish(message) };
        return authenticateSuccess(await takeTurn((keepTurn) => authenticate(login, pageLeft, keepTurn)));
      }
      default:
        throw failed("action-unsupported");
    }
  } catch (cause) {
    return failureOf(action, cause, library);
  }
}
