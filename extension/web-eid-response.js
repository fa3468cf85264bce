// The Web eID page protocol, outwards: what came of a request becomes the message that the page's library expects.
// Source: web-eid.js 2.1, its error codes; the finer name of a failure travels beside them as `reason`.

import { Failure, failed } from "./failure.js";

/** @typedef {import("./web-eid-request.js").Action} Action */

const UNKNOWN = "ERR_WEBEID_UNKNOWN_ERROR";

/**
 * The standard's code for each reason, the extension's own first, then the host's.
 * The standard has none for what is wrong with a card: its unknown error is the one whose message pages show.
 */
export const CODES = new Map([
  ["action-unsupported", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["parameter-missing", "ERR_WEBEID_MISSING_PARAMETER"],
  ["version-invalid", "ERR_WEBEID_VERSION_INVALID"],
  ["challenge-invalid", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["options-invalid", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["language-invalid", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["mode-unsupported", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["request-malformed", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["timeout-invalid", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["frame-not-top", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["origin-mismatch", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["origin-invalid", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["origin-official", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["origin-not-official", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["site-not-allowed", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["document-inactive", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["tab-inactive", "ERR_WEBEID_CONTEXT_INSECURE"],
  ["busy", "ERR_WEBEID_ACTION_PENDING"],
  ["page-left", "ERR_WEBEID_USER_CANCELLED"],
  ["host-missing", "ERR_WEBEID_NATIVE_UNAVAILABLE"],
  ["host-forbidden", "ERR_WEBEID_NATIVE_UNAVAILABLE"],
  ["host-unstartable", "ERR_WEBEID_NATIVE_UNAVAILABLE"],
  ["host-silent", "ERR_WEBEID_NATIVE_UNAVAILABLE"],
  ["host-exited", "ERR_WEBEID_NATIVE_FATAL"],
  ["host-garbled", "ERR_WEBEID_NATIVE_FATAL"],
  ["host-outdated", "ERR_WEBEID_VERSION_MISMATCH"],
  ["extension-outdated", "ERR_WEBEID_VERSION_MISMATCH"],
  ["extension-failed", UNKNOWN],

  ["message-truncated", "ERR_WEBEID_NATIVE_FATAL"],
  ["message-too-large", "ERR_WEBEID_NATIVE_FATAL"],
  ["message-not-utf8", "ERR_WEBEID_NATIVE_FATAL"],
  ["message-not-json", "ERR_WEBEID_NATIVE_FATAL"],
  ["message-malformed", "ERR_WEBEID_NATIVE_FATAL"],
  ["field-unknown", "ERR_WEBEID_NATIVE_FATAL"],
  ["request-unknown", "ERR_WEBEID_VERSION_MISMATCH"],
  ["protocol-unsupported", "ERR_WEBEID_VERSION_MISMATCH"],
  ["no-display", "ERR_WEBEID_NATIVE_FATAL"],
  ["cancelled", "ERR_WEBEID_USER_CANCELLED"],
  ["timed-out", "ERR_WEBEID_USER_TIMEOUT"],
  ["pin-blocked", UNKNOWN],
  ["certificate-missing", UNKNOWN],
  ["certificate-invalid", UNKNOWN],
  ["certificate-expired", UNKNOWN],
  ["certificate-not-yet-valid", UNKNOWN],
  ["key-unsupported", UNKNOWN],
  ["signature-invalid", "ERR_WEBEID_NATIVE_FATAL"],
  ["host-failed", "ERR_WEBEID_NATIVE_FATAL"],
  ["digest-info-invalid", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"],
  ["card-number-unreadable", UNKNOWN],
  ["folder-unwritable", "ERR_WEBEID_NATIVE_FATAL"],
]);

// A host that does not know a request is older than the extension; one that no longer speaks version 1 is newer.
const HOST_TOO_OLD = new Set(["host-outdated", "request-unknown"]);
const EXTENSION_TOO_OLD = new Set(["extension-outdated", "protocol-unsupported"]);

/**
 * @param {string} library the version of the page's library
 * @param {string} nativeApp the version of the host
 */
export function statusSuccess(library, nativeApp) {
  return { action: "web-eid:status-success", library, extension: extensionVersion(), nativeApp };
}

/** @param {import("./host-messages.js").Token} token */
export function authenticateSuccess(token) {
  return { action: "web-eid:authenticate-success", ...token };
}

/**
 * @param {Action} action
 * @param {unknown} cause whatever was thrown
 * @param {string | undefined} library the version of the page's library, if it got that far
 */
export function failureOf(action, cause, library) {
  const { reason, message, details } = cause instanceof Failure ? cause : failed("extension-failed");
  const { hostVersion: nativeApp, ...told } = details;
  const code = CODES.get(reason) ?? UNKNOWN;
  const error = { code, message, reason, ...told, extension: extensionVersion() };
  if (code !== "ERR_WEBEID_VERSION_MISMATCH") {
    return { action: `${action}-failure`, error };
  }
  const requiresUpdate = { extension: EXTENSION_TOO_OLD.has(reason), nativeApp: HOST_TOO_OLD.has(reason) };
  return { action: `${action}-failure`, error: { ...error, library, nativeApp, requiresUpdate } };
}

function extensionVersion() {
  return chrome.runtime.getManifest().version;
}
