// The host's messages as host/PROTOCOL.md writes them down: requests built, answers taken apart.

import { Failure, failed } from "./failure.js";
import { asRecord } from "./record.js";

/** The version of the protocol that this extension speaks. */
export const PROTOCOL = 1;

const TOKEN_FORMAT = "web-eid:1.0";
const ALGORITHMS = new Set(["RS256", "ES256", "ES384"]);
const BASE64 = /^(?!$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_UNPADDED = /^(?!$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const COMBINATION_CODE = /^[0-9a-f]{64}$/;
const HTTPS_URL = /^https:\/\/[!-~]{1,2048}$/;
/** The form of every name that the host gives. */
export const CODE = /^[a-z][a-z0-9-]{0,63}$/;
// The host's own limit for a whole answer; browsers let sixteen times as much pass.
const LONGEST_FIELD = 65_536;
const LONGEST_SENTENCE = 1_024;
/** The form of the host's version. */
export const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:[-+][0-9A-Za-z.+-]{1,64})?$/;

/**
 * @typedef {object} Login
 * @property {string} origin
 * @property {string} challengeNonce
 * @property {string} lang
 * @property {number} timeoutMs
 */

/**
 * @typedef {object} Token
 * @property {string} unverifiedCertificate
 * @property {string} algorithm
 * @property {string} signature
 * @property {string} format
 * @property {string} appVersion
 */

/**
 * @typedef {object} PortalLogin
 * @property {string} origin
 * @property {string} digestInfo
 * @property {string} lang
 * @property {number} timeoutMs
 */

/**
 * @typedef {object} PortalToken
 * @property {string} uuid
 * @property {string} signature
 * @property {string} certificate
 * @property {string} combinationCode
 */

export function statusRequest() {
  return { protocol: PROTOCOL, request: "status" };
}

/** @param {Login} login */
export function authenticateRequest({ origin, challengeNonce, lang, timeoutMs }) {
  return { protocol: PROTOCOL, request: "authenticate", origin, challengeNonce, lang, timeoutMs };
}

/** @param {PortalLogin} login */
export function portalLoginRequest({ origin, digestInfo, lang, timeoutMs }) {
  return { protocol: PROTOCOL, request: "portal-login", origin, digestInfo, lang, timeoutMs };
}

/** Ends the login that is under way; the host gives no answer, and exits once the card is locked. */
export function cancelRequest() {
  return { protocol: PROTOCOL, request: "cancel" };
}

/**
 * @param {unknown} message
 * @returns {{ protocol: number, hostVersion: string }}
 * @throws {Failure}
 */
export function statusAnswer(message) {
  const { protocol, hostVersion } = answerNamed("status", message);
  if (typeof protocol !== "number" || !Number.isSafeInteger(protocol) || !fits(hostVersion, VERSION)) {
    throw failed("host-garbled");
  }
  return { protocol, hostVersion };
}

/**
 * @param {unknown} message
 * @returns {Token}
 * @throws {Failure}
 */
export function authenticateAnswer(message) {
  const answer = answerNamed("authenticate", message);
  const { unverifiedCertificate, algorithm, signature, format, appVersion } = answer;
  if (
    !fits(unverifiedCertificate, BASE64) ||
    !fits(signature, BASE64) ||
    typeof algorithm !== "string" ||
    !ALGORITHMS.has(algorithm) ||
    format !== TOKEN_FORMAT ||
    !fits(appVersion, HTTPS_URL)
  ) {
    throw failed("host-garbled");
  }
  return { unverifiedCertificate, algorithm, signature, format, appVersion };
}

/**
 * @param {unknown} message
 * @returns {PortalToken}
 * @throws {Failure}
 */
export function portalLoginAnswer(message) {
  const { uuid, signature, certificate, combinationCode } = answerNamed("portal-login", message);
  if (
    !fits(uuid, UUID) ||
    !fits(signature, BASE64) ||
    !fits(certificate, BASE64_UNPADDED) ||
    !fits(combinationCode, COMBINATION_CODE)
  ) {
    throw failed("host-garbled");
  }
  return { uuid, signature, certificate, combinationCode };
}

/**
 * @param {unknown} message
 * @returns {boolean} whether an older host says that it does not have this request
 */
export function saysRequestUnknown(message) {
  const answer = asRecord(message);
  return answer?.answer === "error" && answer.code === "request-unknown";
}

/**
 * @param {string} name
 * @param {unknown} message
 * @returns {Readonly<Record<string, unknown>>}
 * @throws {Failure} the host's own, if it answers with an error
 */
export function answerNamed(name, message) {
  const answer = asRecord(message);
  if (answer?.answer === "error") {
    throw hostFailure(answer);
  }
  if (answer?.answer !== name) {
    throw failed("host-garbled");
  }
  return answer;
}

/** @param {Readonly<Record<string, unknown>>} answer */
function hostFailure({ code, message, waitingFor }) {
  if (!fits(code, CODE) || typeof message !== "string" || message === "" || message.length > LONGEST_SENTENCE) {
    return failed("host-garbled");
  }
  return new Failure(code, message, fits(waitingFor, CODE) ? { waitingFor } : {});
}

/**
 * @param {unknown} value
 * @param {RegExp} form
 * @returns {value is string}
 */
export function fits(value, form) {
  return typeof value === "string" && value.length <= LONGEST_FIELD && form.test(value);
}
