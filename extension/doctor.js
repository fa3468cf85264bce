// Everything that may hinder a login, asked of the host once.

import { doctorAnswer, doctorRequest } from "./doctor-messages.js";
import { openHost } from "./host.js";
import { greet } from "./login.js";
import { explained } from "./outdated.js";

// A card that hangs is waited for by its reader, and the host waits with it.
const EXAMINATION_MS = 30_000;

/**
 * @param {"ja" | "en"} lang
 * @param {AbortSignal} left
 * @throws {import("./failure.js").Failure} with words that say what to do
 */
export async function examine(lang, left) {
  try {
    const host = openHost(left);
    try {
      await greet(host);
      return doctorAnswer(await host.ask(doctorRequest(lang), EXAMINATION_MS));
    } finally {
      host.close();
    }
  } catch (cause) {
    throw explained(cause);
  }
}
