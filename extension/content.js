// Carries Web eID's messages between a page and the background; a classic script, since browsers load no other here.
// It believes neither side: only known fields of known messages pass, and who the page is, only the background may say.

"use strict";

(() => {
  // Only an HTML page in a secure context can ask for a login; everything else is left alone.
  if (!window.isSecureContext || document.contentType !== "text/html") {
    return;
  }

  const ACTIONS = new Set([
    "web-eid:status",
    "web-eid:authenticate",
    "web-eid:get-signing-certificate",
    "web-eid:sign",
  ]);
  const SUCCESS_FIELDS = new Map([
    ["web-eid:status", ["library", "extension", "nativeApp"]],
    ["web-eid:authenticate", ["unverifiedCertificate", "algorithm", "signature", "format", "appVersion"]],
  ]);
  const ERROR_FIELDS = ["code", "message", "reason"];
  const MORE_ERROR_FIELDS = ["parameter", "waitingFor", "library", "extension", "nativeApp"];

  // Fetched in advance: once the extension was updated or removed, this script can ask the browser for nothing.
  const gone = localFailure("ERR_WEBEID_EXTENSION_UNAVAILABLE", "extension-gone", "failure_extension_gone");
  const stopped = localFailure("ERR_WEBEID_UNKNOWN_ERROR", "extension-failed", "failure_extension_failed");
  const pageLeft = localFailure("ERR_WEBEID_USER_CANCELLED", "page-left", "failure_page_left");

  window.addEventListener("message", (event) => {
    if (event.source !== window || event.origin !== location.origin) {
      return;
    }
    const action = asRecord(event.data)?.action;
    if (typeof action === "string" && ACTIONS.has(action)) {
      toPage({ action: `${action}-ack` });
      relay(action, knownFields(event.data));
    }
  });

  /**
   * One request, one port: its end tells the background that the page has left, however it left.
   *
   * @param {string} action
   * @param {object} request
   */
  function relay(action, request) {
    /** @type {chrome.runtime.Port} */
    let port;
    try {
      port = chrome.runtime.connect({ name: "web-eid" });
    } catch {
      toPage(failure(action, gone));
      return;
    }
    const waiting = new AbortController();
    /** @param {object} response */
    const settle = (response) => {
      waiting.abort();
      port.disconnect();
      toPage(response);
    };
    // A page in the back/forward cache may keep its ports: left alone, the login would go on with nobody to see it.
    // Such a page is told when it comes back; what is posted to it before that may be lost.
    window.addEventListener("pagehide", () => port.disconnect(), { signal: waiting.signal });
    window.addEventListener("pageshow", (event) => event.persisted && settle(failure(action, pageLeft)), {
      signal: waiting.signal,
    });
    port.onMessage.addListener((/** @type {unknown} */ message) =>
      settle(knownResponse(action, message) ?? failure(action, stopped)),
    );
    port.onDisconnect.addListener(() => {
      // Read, so that Chromium does not log it as an error.
      void chrome.runtime?.lastError;
      settle(failure(action, chrome.runtime?.id === undefined ? gone : stopped));
    });
    port.postMessage(request);
  }

  /** @param {object} message */
  function toPage(message) {
    window.postMessage(message, location.origin);
  }

  /** @param {unknown} data */
  function knownFields(data) {
    const { action, libraryVersion, challengeNonce, options } = asRecord(data) ?? {};
    const { userInteractionTimeout, lang } = asRecord(options) ?? {};
    return {
      action,
      libraryVersion: plain(libraryVersion),
      challengeNonce: plain(challengeNonce),
      options: asRecord(options)
        ? { userInteractionTimeout: plain(userInteractionTimeout), lang: plain(lang) }
        : plain(options),
    };
  }

  /**
   * Absent fields stay absent, and what no browser could carry to the background arrives there as plainly wrong.
   *
   * @param {unknown} value
   */
  function plain(value) {
    return value === undefined || value === null || ["string", "number"].includes(typeof value) ? value : false;
  }

  /**
   * @param {string} action
   * @param {unknown} message
   */
  function knownResponse(action, message) {
    const response = asRecord(message);
    if (response?.action === `${action}-failure`) {
      const error = asRecord(response.error);
      const told = strings(error, ERROR_FIELDS);
      return told && failure(action, { ...told, ...someStrings(error), ...requiredUpdate(error) });
    }
    const fields = SUCCESS_FIELDS.get(action);
    const told = fields && response?.action === `${action}-success` ? strings(response, fields) : undefined;
    return told && { action: `${action}-success`, ...told };
  }

  /**
   * @param {Fields | undefined} record
   * @param {string[]} names
   * @returns {Fields | undefined} these fields, if every one of them is a string
   */
  function strings(record, names) {
    return names.every((name) => typeof record?.[name] === "string")
      ? Object.fromEntries(names.map((name) => [name, record?.[name]]))
      : undefined;
  }

  /** @param {Fields | undefined} error */
  function someStrings(error) {
    return strings(
      error,
      MORE_ERROR_FIELDS.filter((name) => typeof error?.[name] === "string"),
    );
  }

  /** @param {Fields | undefined} error */
  function requiredUpdate(error) {
    const update = asRecord(error?.requiresUpdate);
    return (
      update && {
        requiresUpdate: { extension: update.extension === true, nativeApp: update.nativeApp === true },
      }
    );
  }

  /**
   * @param {string} action
   * @param {object} error
   */
  function failure(action, error) {
    return { action: `${action}-failure`, error };
  }

  /**
   * @param {string} code
   * @param {string} reason
   * @param {string} key
   */
  function localFailure(code, reason, key) {
    return { code, message: chrome.i18n.getMessage(key), reason };
  }

  /** @typedef {Readonly<Record<string, unknown>>} Fields */

  /**
   * @param {unknown} value
   * @returns {Fields | undefined}
   */
  function asRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? /** @type {Fields} */ (value)
      : undefined;
  }
})();
