// What the extension asks of the host, step by step.
// It knows no page protocol: what a page said has been translated before it comes here.

import { failed } from "./failure.js";
import {
  PROTOCOL,
  authenticateAnswer,
  authenticateRequest,
  portalLoginAnswer,
  portalLoginRequest,
  statusAnswer,
  statusRequest,
} from "./host-messages.js";
import { openHost } from "./host.js";

// The page library allows the host five seconds for its first word.
const GREETING_MS = 5_000;
// The host ends a login by itself when the person's time is over, or when it is told to; either way it may first have to
// finish and lock the card.
const LOCKING_MS = 10_000;

/**
 * Asks which host is installed.
 *
 * @param {AbortSignal} pageLeft
 * @returns {Promise<string>} the host's version
 */
export async function hostVersion(pageLeft) {
  const host = openHost(pageLeft);
  try {
    return await greet(host);
  } finally {
    host.close();
  }
}

/**
 * Has the person log in to a site that gets a Web eID token.
 *
 * @param {import("./host-messages.js").Login} login
 * @param {AbortSignal} pageLeft
 * @param {import("./turn.js").KeepTurn} keepTurn
 */
export async function authenticate(login, pageLeft, keepTurn) {
  return authenticateAnswer(await logIn(authenticateRequest(login), pageLeft, keepTurn));
}

/**
 * Has the person log in to an official site.
 *
 * @param {import("./host-messages.js").PortalLogin} login
 * @param {AbortSignal} pageLeft
 * @param {import("./turn.js").KeepTurn} keepTurn
 */
export async function portalLogin(login, pageLeft, keepTurn) {
  return portalLoginAnswer(await logIn(portalLoginRequest(login), pageLeft, keepTurn));
}

/**
 * Has the person log in with the card.
 *
 * @param {{ timeoutMs: number }} request
 * @param {AbortSignal} pageLeft
 * @param {import("./turn.js").KeepTurn} keepTurn
 * @returns {Promise<unknown>} the host's answer, not yet looked at
 */
async function logIn(request, pageLeft, keepTurn) {
  const host = openHost(pageLeft);
  let underWay = false;
  try {
    // A host that is silent or too old is found out now, rather than when the person's time is over.
    await greet(host);
    underWay = true;
    const answer = await host.ask(request, request.timeoutMs + LOCKING_MS);
    underWay = false;
    return answer;
  } finally {
    if (underWay) {
      keepTurn(host.stop(LOCKING_MS));
    } else {
      host.close();
    }
  }
}

/**
 * Finds out whether the host and this extension understand each other.
 *
 * @param {import("./host.js").Host} host
 * @returns {Promise<string>} the host's version
 */
export async function greet(host) {
  const greeting = statusAnswer(await host.ask(statusRequest(), GREETING_MS));
  if (greeting.protocol !== PROTOCOL) {
    const reason = greeting.protocol < PROTOCOL ? "host-outdated" : "extension-outdated";
    throw failed(reason, { hostVersion: greeting.hostVersion });
  }
  return greeting.hostVersion;
}
