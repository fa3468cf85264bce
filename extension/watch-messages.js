// How reader service, readers and cards stand: the host's `watch` answers as host/PROTOCOL.md writes them down.

import { failed } from "./failure.js";
import { CODE, PROTOCOL, answerNamed, fits } from "./host-messages.js";
import { asRecord } from "./record.js";

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const MOST_TRIES = 15;
// Far more than any reader service names.
const MOST_READERS = 64;
const LONGEST_NAME = 256;

/**
 * @typedef {object} MyNumberCard
 * @property {"my-number"} kind
 * @property {number} triesLeft
 * @property {string} [notBefore]
 * @property {string} [notAfter]
 * @property {string} [problem] why there is no certificate to tell the validity of
 */

/** @typedef {MyNumberCard | { kind: "foreign" | "in-use" | "unresponsive" | "reading" }} Card */

/** @typedef {{ name: string, virtual: boolean, card: Card | undefined }} Reader */

export function watchRequest() {
  return { protocol: PROTOCOL, request: "watch" };
}

/**
 * @param {unknown} message
 * @returns {{ running: boolean, readers: Reader[] }}
 * @throws {import("./failure.js").Failure}
 */
export function watchAnswer(message) {
  const { service, readers } = answerNamed("watch", message);
  if ((service !== "running" && service !== "stopped") || !Array.isArray(readers) || readers.length > MOST_READERS) {
    throw failed("host-garbled");
  }
  return { running: service === "running", readers: readers.map(reader) };
}

/**
 * @param {unknown} value
 * @returns {Reader}
 */
function reader(value) {
  const { name, virtual, card } = asRecord(value) ?? {};
  if (typeof name !== "string" || name.length > LONGEST_NAME || typeof virtual !== "boolean") {
    throw failed("host-garbled");
  }
  return { name, virtual, card: card === null ? undefined : cardOf(card) };
}

/**
 * @param {unknown} value
 * @returns {Card}
 */
function cardOf(value) {
  const card = asRecord(value);
  switch (card?.kind) {
    case "my-number":
      return myNumberCard(card);
    case "foreign":
    case "in-use":
    case "unresponsive":
    case "reading":
      return { kind: card.kind };
    default:
      throw failed("host-garbled");
  }
}

/**
 * @param {Readonly<Record<string, unknown>>} card
 * @returns {MyNumberCard}
 */
function myNumberCard({ triesLeft, certificate, certificateProblem: problem }) {
  const { notBefore, notAfter } = asRecord(certificate) ?? {};
  const known = { kind: /** @type {const} */ ("my-number"), triesLeft: tries(triesLeft) };
  if (fits(problem, CODE)) {
    return { ...known, problem };
  }
  if (!fits(notBefore, TIME) || !fits(notAfter, TIME)) {
    throw failed("host-garbled");
  }
  return { ...known, notBefore, notAfter };
}

/** @param {unknown} value */
function tries(value) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > MOST_TRIES) {
    throw failed("host-garbled");
  }
  return value;
}
