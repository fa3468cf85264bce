// Why a request came to nothing: one name for programs, one sentence for people.
// It knows no page protocol; whoever answers a page turns the name into that protocol's own code.

/** The failures that the extension finds by itself; the host has its own, listed in host/PROTOCOL.md. */
export const EXTENSION_REASONS = Object.freeze(
  /** @type {const} */ ([
    "action-unsupported",
    "parameter-missing",
    "version-invalid",
    "challenge-invalid",
    "options-invalid",
    "language-invalid",
    "timeout-invalid",
    "mode-unsupported",
    "request-malformed",
    "frame-not-top",
    "origin-mismatch",
    "origin-invalid",
    "origin-official",
    "origin-not-official",
    "site-not-allowed",
    "document-inactive",
    "tab-inactive",
    "busy",
    "page-left",
    "host-missing",
    "host-forbidden",
    "host-unstartable",
    "host-exited",
    "host-silent",
    "host-garbled",
    "host-outdated",
    "extension-outdated",
    "extension-failed",
  ]),
);

/** @typedef {(typeof EXTENSION_REASONS)[number]} ExtensionReason */

/**
 * What else may be told about a failure.
 *
 * @typedef {object} FailureDetails
 * @property {string} [parameter] the field of the page's message that is meant
 * @property {string} [waitingFor] what the host was waiting for when the time was over
 * @property {string} [hostVersion] the version of the host that answered
 */

/** Thrown wherever a request ends without what was asked for. */
export class Failure extends Error {
  /**
   * @param {string} reason the host's error code, or an {@link ExtensionReason}
   * @param {string} message for people
   * @param {FailureDetails} [details]
   */
  constructor(reason, message, details = {}) {
    super(message);
    this.name = "Failure";
    this.reason = reason;
    this.details = details;
  }
}

/**
 * A failure that the extension words itself, in the browser's language.
 *
 * @param {ExtensionReason} reason
 * @param {FailureDetails} [details]
 */
export function failed(reason, details) {
  return new Failure(reason, chrome.i18n.getMessage(messageKey(reason)), details);
}

/**
 * @param {string} reason
 * @returns {string} the name under which `_locales` keeps the sentence
 */
export function messageKey(reason) {
  return `failure_${reason.replaceAll("-", "_")}`;
}
