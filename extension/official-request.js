// The official portal's page protocol, inwards: what a page asked becomes a request that cannot be wrong.
// Source: the requests of マイナポータル and e-Tax; mode 05, which only ends a login, never leaves the content script.

import { failed } from "./failure.js";
import { browserLanguage } from "./language.js";
import { asRecord } from "./record.js";

const LOGIN = "01";
/** Signing a document, and reading the four attributes: the host has no requests for them yet. */
const UNSUPPORTED = new Set(["02", "04"]);
const SERVICE = /^\d{2}$/;
// Ample for any DigestInfo; which of them may be signed, the host decides.
const LONGEST_DIGEST = 256;
const BASE64 = /^(?!$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIMEOUT_MS = 120_000;

/**
 * @typedef {object} PortalWish what a page asks for; who it is, only the browser can say
 * @property {string} digestInfo
 * @property {string} lang
 * @property {number} timeoutMs
 */

/**
 * @param {unknown} message
 * @returns {PortalWish}
 * @throws {import("./failure.js").Failure}
 */
export function portalLoginWish(message) {
  const { mode, service_id: service, digest } = asRecord(message) ?? {};
  if (typeof mode === "string" && UNSUPPORTED.has(mode)) {
    throw failed("mode-unsupported");
  }
  if (mode !== LOGIN || typeof service !== "string" || !SERVICE.test(service) || !isDigest(digest)) {
    throw failed("request-malformed");
  }
  return { digestInfo: digest, lang: browserLanguage(), timeoutMs: TIMEOUT_MS };
}

/**
 * @param {unknown} digest
 * @returns {digest is string}
 */
function isDigest(digest) {
  return typeof digest === "string" && digest.length <= LONGEST_DIGEST && BASE64.test(digest);
}
