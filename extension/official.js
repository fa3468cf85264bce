// A request in the official portal's own page protocol, from the page's words to the answer in them.

import { confine } from "./confinement.js";
import { portalLogin } from "./login.js";
import { portalLoginWish } from "./official-request.js";
import { failureOf, portalLoginSuccess } from "./official-response.js";
import { visibleOrigin } from "./sender.js";

/** @type {import("./conversation.js").PageProtocol} */
export async function respondOfficial(message, { sender, left, tell }, { takeTurn }) {
  try {
    const origin = visibleOrigin(sender);
    await confine("official", origin);
    const login = { origin, ...portalLoginWish(message) };
    tell(portalLoginSuccess(await takeTurn((keepTurn) => portalLogin(login, left, keepTurn))));
  } catch (cause) {
    tell(failureOf(cause));
  }
  return true;
}
