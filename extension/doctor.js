// Everything that may hinder a login, asked of the host once.

import { doctorAnswer, doctorRequest } from "./doctor-messages.js";
import { openHost } from "./host.js";
import { greet } from "./login.js";
import { explained } from "./outdated.js";

// The host itself answers after 30 s that a card or the service hangs, with what to do: its answer comes first.
const EXAMINATION_MS = 40_000;

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
