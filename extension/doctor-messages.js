// The doctor's lines: the host's `doctor` answer as host/PROTOCOL.md writes it down.

import { failed } from "./failure.js";
import { CODE, PROTOCOL, VERSION, answerNamed, fits } from "./host-messages.js";
import { asRecord } from "./record.js";

const FORMAT = 1;
const STATES = /** @type {const} */ (["good", "warning", "bad", "note"]);
const MOST_LINES = 200;
const LONGEST_TEXT = 1_024;

/** @typedef {(typeof STATES)[number]} FindingState */

/** @typedef {{ name: string, state: FindingState, text: string, next?: string }} Finding */

/** @param {"ja" | "en"} lang */
export function doctorRequest(lang) {
  return { protocol: PROTOCOL, request: "doctor", lang };
}

/**
 * @param {unknown} message
 * @returns {{ hostVersion: string, findings: Finding[] }}
 * @throws {import("./failure.js").Failure}
 */
export function doctorAnswer(message) {
  const { format, hostVersion, lines } = answerNamed("doctor", message);
  if (format !== FORMAT || !fits(hostVersion, VERSION) || !Array.isArray(lines) || lines.length > MOST_LINES) {
    throw failed("host-garbled");
  }
  return { hostVersion, findings: lines.map(finding) };
}

/**
 * @param {unknown} value
 * @returns {Finding}
 */
function finding(value) {
  const { name, state, text, next } = asRecord(value) ?? {};
  const known = STATES.find((other) => other === state);
  if (!fits(name, CODE) || known === undefined || !isText(text)) {
    throw failed("host-garbled");
  }
  if (next === undefined) {
    return { name, state: known, text };
  }
  if (!isText(next)) {
    throw failed("host-garbled");
  }
  return { name, state: known, text, next };
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isText(value) {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT;
}
