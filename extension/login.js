// What the extension asks of the host, step by step.
// It knows no page protocol: what a page said has been translated before it comes here.

import { failed } from "./failure.js";
import { PROTOCOL, authenticateAnswer, authenticateRequest, statusAnswer, statusRequest } from "./host-messages.js";
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
 * Has the person log in with the card.
 *
 * @param {import("./host-messages.js").Login} login
 * @param {AbortSignal} pageLeft
 * @param {import("./turn.js").KeepTurn} keepTurn
 * @returns {Promise<import("./host-messages.js").Token>}
 */
export async function authenticate(login, pageLeft, keepTurn) {
  const host = openHost(pageLeft);
  let underWay = false;
  try {
    // A host that is silent or too old is found out now, rather than when the person's time is over.
    await greet(host);
    underWay = true;
    const answer = await host.ask(authenticateRequest(login), login.timeoutMs + LOCKING_MS);
    underWay = false;
    return authenticateAnswer(answer);
  } finally {
    if (underWay) {
      keepTurn(host.stop(LOCKING_MS));
    } else {
      host.close();
    }
  }
}

/** @param {import("./host.js").Host} host */
async function greet(host) {
  const greeting = statusAnswer(await host.ask(statusRequest(), GREETING_MS));
  if (greeting.protocol !== PROTOCOL) {
    const reason = greeting.protocol < PROTOCOL ? "host-outdated" : "extension-outdated";
    throw failed(reason, { hostVersion: greeting.hostVersion });
  }
  return greeting.hostVersion;
}
