/**
 * One login: a challenge from the server, an answer from the card, and the answer to the server.
 * Where the server is crowded, the page waits; the card has signed then, and the person is asked for nothing more.
 */

import { postInTurn } from "./in-turn.js";
import { logInWith } from "./official.js";
import { show } from "./status.js";
import { lang, text } from "./texts.js";
import { authenticate } from "./web-eid.js";

/** On each site the extension speaks one of these; a portal of its own needs that one alone. */
const PROTOCOLS = {
  "web-eid": {
    path: "/auth",
    ask: ({ nonce }, onWindow) => authenticate(nonce, lang, onWindow),
  },
  official: {
    path: "/auth/official",
    ask: ({ digest }, onWindow) => logInWith(digest, onWindow),
  },
};

/** The protocol of this portal, as the server knows it. */
export const protocol = document.getElementById("content").dataset.protocol;

/**
 * Logs in, and tells on the status line how far it is.
 * @returns {Promise<string>} where to go then
 * @throws {import("./login-failure.js").LoginFailure | import("./server.js").ServerFailure}
 */
export async function logIn() {
  const { path, ask } = PROTOCOLS[protocol];
  await tell("asking");
  const challenge = await postInTurn(`${path}/challenge`, {}, () => tell("crowded", "crowded-before"));
  const answer = await ask(challenge, () => tell("window", "window-hint"));
  await tell("checking");
  const { location: next } = await postInTurn(`${path}/login`, answer, () => tell("crowded", "crowded-signed"));
  return next;
}

/**
 * @param {string} step
 * @param {string} [hint]
 */
async function tell(step, hint) {
  const what = await text(`status.${step}`);
  const next = hint === undefined ? "" : await text(`status.${hint}`);
  show("working", step, what ?? "", next ?? "");
}
