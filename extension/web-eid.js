// A request in the Web eID page protocol, from the page's words to the answer in them.

import { confine } from "./confinement.js";
import { failed } from "./failure.js";
import { authenticate } from "./login.js";
import { visibleOrigin } from "./sender.js";
import { authenticateWish, libraryVersion, requestedAction } from "./web-eid-request.js";
import { authenticateSuccess, failureOf, statusSuccess } from "./web-eid-response.js";

/** @type {import("./conversation.js").PageProtocol} */
export async function respondWebEid(message, { sender, left, tell }, host) {
  const action = requestedAction(message);
  if (action === undefined) {
    return false;
  }
  /** @type {string | undefined} */
  let library;
  try {
    const origin = visibleOrigin(sender);
    await confine("web-eid", origin);
    const version = (library = libraryVersion(message));
    switch (action) {
      case "web-eid:status":
        host.refuseMeanwhile();
        tell(statusSuccess(version, await host.hostVersion(left)));
        break;
      case "web-eid:authenticate": {
        const login = { origin, ...authenticateWish(message) };
        tell(authenticateSuccess(await host.takeTurn((keepTurn) => authenticate(login, left, keepTurn))));
        break;
      }
      default:
        throw failed("action-unsupported");
    }
  } catch (cause) {
    tell(failureOf(action, cause, library));
  }
  return true;
}
