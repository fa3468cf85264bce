// The Web eID page protocol, inwards: what a page posted becomes a request that cannot be wrong.
// Source: web-eid.js 2.1, its messages to the extension.

import { failed } from "./failure.js";
import { browserLanguage } from "./language.js";
import { asRecord } from "./record.js";

/** @typedef {"web-eid:status" | "web-eid:authenticate" | "web-eid:get-signing-certificate" | "web-eid:sign"} Action */

/** @type {ReadonlySet<unknown>} */
const ACTIONS = new Set(["web-eid:status", "web-eid:authenticate", "web-eid:get-signing-certificate", "web-eid:sign"]);
const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const LONGEST_VERSION = 64;
// The host hashes the nonce as it stands; host/PROTOCOL.md gives its form.
const NONCE = /^[!-~]{44,128}$/;
const LANGUAGE = /^[a-z]{2}$/;

const DEFAULT_TIMEOUT_MS = 120_000;
const SHORTEST_TIMEOUT_MS = 1_000;
const LONGEST_TIMEOUT_MS = 600_000;

/**
 * @typedef {object} Wish what a page asks for; who it is, only the browser can say
 * @property {string} challengeNonce
 * @property {string} lang
 * @property {number} timeoutMs
 */

/**
 * @param {unknown} message
 * @returns {Action | undefined} the action, if this is a request of the protocol
 */
export function requestedAction(message) {
  const action = asRecord(message)?.action;
  return isAction(action) ? action : undefined;
}

/**
 * @param {unknown} message
 * @returns {string} the version of the page's library
 * @throws {import("./failure.js").Failure}
 */
export function libraryVersion(message) {
  const version = required(message, "libraryVersion");
  if (typeof version !== "string" || version.length > LONGEST_VERSION || !SEMVER.test(version)) {
    throw failed("version-invalid", { parameter: "libraryVersion" });
  }
  return version;
}

/**
 * @param {unknown} message
 * @returns {Wish}
 * @throws {import("./failure.js").Failure}
 */
export function authenticateWish(message) {
  const challengeNonce = required(message, "challengeNonce");
  if (typeof challengeNonce !== "string" || !NONCE.test(challengeNonce)) {
    throw failed("challenge-invalid", { parameter: "challengeNonce" });
  }
  const given = asRecord(message)?.options ?? {};
  const options = asRecord(given);
  if (options === undefined) {
    throw failed("options-invalid", { parameter: "options" });
  }
  return {
    challengeNonce,
    lang: language(options.lang),
    timeoutMs: timeout(options.userInteractionTimeout),
  };
}

/**
 * @param {unknown} message
 * @param {string} parameter
 */
function required(message, parameter) {
  const value = asRecord(message)?.[parameter];
  if (value === undefined || value === null || value === "") {
    throw failed("parameter-missing", { parameter });
  }
  return value;
}

/** @param {unknown} lang */
function language(lang) {
  if (lang === undefined) {
    return browserLanguage();
  }
  if (typeof lang !== "string" || !LANGUAGE.test(lang)) {
    throw failed("language-invalid", { parameter: "lang" });
  }
  return lang;
}

/** @param {unknown} milliseconds */
function timeout(milliseconds) {
  if (milliseconds === undefined) {
    return DEFAULT_TIMEOUT_MS;
  }
  if (typeof milliseconds !== "number" || !Number.isFinite(milliseconds)) {
    throw failed("timeout-invalid", { parameter: "userInteractionTimeout" });
  }
  return Math.trunc(Math.min(Math.max(milliseconds, SHORTEST_TIMEOUT_MS), LONGEST_TIMEOUT_MS));
}

/**
 * @param {unknown} value
 * @returns {value is Action}
 */
function isAction(value) {
  return ACTIONS.has(value);
}
