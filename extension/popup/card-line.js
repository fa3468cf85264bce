// The card's line: what lies on the reader, how many tries its PIN has left, and how long its certificate is valid.

import { concern } from "./concern.js";
import { unknownLine } from "./unknown-line.js";

/** @typedef {import("../checklist.js").Checklist["card"]} Card */
/** @typedef {import("./concern.js").Concern} Concern */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Surroundings} Surroundings */
/** @typedef {import("./words.js").Sentence} Sentence */

// Certificates can be renewed from three months before their end.
const RENEWAL_MONTHS = 3;

const MISSING = new Map([
  ["no-card", concern("popup_card_none")],
  ["foreign-card", concern("popup_card_foreign")],
  ["several-cards", concern("popup_card_several")],
  ["in-use", concern("popup_card_in_use")],
]);
const UNREADABLE = concern("popup_card_unresponsive");

const PROBLEMS = new Map([
  ["certificate-missing", concern("popup_certificate_missing")],
  ["key-unsupported", concern("popup_key_unsupported")],
]);
const INVALID = concern("popup_certificate_invalid");

/**
 * @param {Card} card
 * @param {boolean} hasTurn whether a reader is there, so that the card will be known soon
 * @param {Surroundings} surroundings
 * @returns {Line}
 */
export function cardLine(card, hasTurn, surroundings) {
  if (card.reason === "reading") {
    return { part: "card", mark: "busy", concerns: [], facts: [["popup_card_reading"]] };
  }
  if (card.state === "unknown") {
    return unknownLine("card", hasTurn);
  }
  if (card.state === "missing") {
    return { part: "card", mark: "next", concerns: [MISSING.get(card.reason ?? "") ?? UNREADABLE], facts: [] };
  }
  const faults = faultsOf(card, surroundings);
  const concerns = [...faults, ...warningsOf(card, surroundings.now)];
  const mark = faults.length > 0 ? "fault" : concerns.length > 0 ? "warning" : "done";
  return { part: "card", mark, concerns, facts: factsOf(card, surroundings) };
}

/**
 * What keeps this card from logging anybody in.
 *
 * @param {Card} card
 * @param {Surroundings} surroundings
 * @returns {Concern[]}
 */
function faultsOf({ triesLeft, problem, notBefore, notAfter }, { now, day }) {
  const faults = [];
  if (triesLeft === 0) {
    faults.push(concern("popup_card_blocked"));
  }
  if (problem !== undefined) {
    faults.push(PROBLEMS.get(problem) ?? INVALID);
  }
  if (isBefore(notAfter, now)) {
    faults.push(concern("popup_certificate_expired", day(now)));
  }
  if (isAfter(notBefore, now)) {
    faults.push(concern("popup_certificate_early", day(now)));
  }
  return faults;
}

/**
 * What does not hinder a login yet, but soon may.
 *
 * @param {Card} card
 * @param {Date} now
 * @returns {Concern[]}
 */
function warningsOf({ triesLeft, notAfter }, now) {
  const warnings = [];
  if (triesLeft === 1) {
    warnings.push(concern("popup_card_last_try"));
  }
  const renewable = new Date(now);
  renewable.setUTCMonth(renewable.getUTCMonth() + RENEWAL_MONTHS);
  if (isBefore(notAfter, renewable) && !isBefore(notAfter, now)) {
    warnings.push(concern("popup_certificate_ends_soon"));
  }
  return warnings;
}

/**
 * @param {Card} card
 * @param {Surroundings} surroundings
 * @returns {Sentence[]}
 */
function factsOf({ triesLeft, notBefore, notAfter }, { now, day }) {
  /** @type {Sentence[]} */
  const known = [];
  if (triesLeft !== undefined && triesLeft > 0) {
    known.push(["popup_card_tries", String(triesLeft)]);
  }
  if (notBefore !== undefined && isAfter(notBefore, now)) {
    known.push(["popup_certificate_from", day(new Date(notBefore))]);
  }
  if (notAfter !== undefined) {
    known.push(["popup_certificate_until", day(new Date(notAfter))]);
  }
  return known;
}

/**
 * @param {string | undefined} moment as the host writes it
 * @param {Date} other
 */
function isBefore(moment, other) {
  return moment !== undefined && new Date(moment) < other;
}

/**
 * @param {string | undefined} moment as the host writes it
 * @param {Date} other
 */
function isAfter(moment, other) {
  return moment !== undefined && new Date(moment) > other;
}
