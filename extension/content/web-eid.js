// Carries Web eID's messages between a page and the background.

"use strict";

(() => {
  if (!isOrdinaryPage()) {
    return;
  }

  const ACTIONS = ["web-eid:status", "web-eid:authenticate", "web-eid:get-signing-certificate", "web-eid:sign"];
  const SUCCESS_FIELDS = new Map([
    ["web-eid:status", ["library", "extension", "nativeApp"]],
    ["web-eid:authenticate", ["unverifiedCertificate", "algorithm", "signature", "format", "appVersion"]],
  ]);
  const ERROR_FIELDS = ["code", "message", "reason"];
  const MORE_ERROR_FIELDS = ["parameter", "waitingFor", "library", "extension", "nativeApp"];
  const LOCAL_CODES = Object.freeze({
    "extension-gone": "ERR_WEBEID_EXTENSION_UNAVAILABLE",
    "extension-failed": "ERR_WEBEID_UNKNOWN_ERROR",
    "page-left": "ERR_WEBEID_USER_CANCELLED",
  });
  // Comes after every acknowledgement of the request that was acknowledged before it was posted.
  const ALL_HEARD = "mpa:all-heard";

  const words = localWords();
  const newer = untilNewer("web-eid");

  // Where another extension speaks Web eID, too, its acknowledgement is one more than this script has posted.
  /** @type {string[]} */
  const unheardAcks = [];
  /** @type {"unknown" | "alone" | "rival"} */
  let company = "unknown";
  /** @type {(() => void)[]} */
  let held = [];

  tellOwnPages(() => company === "rival", newer);

  window.addEventListener(
    "message",
    (event) => {
      if (event.source !== window || event.origin !== location.origin) {
        return;
      }
      const action = asRecord(event.data)?.action;
      if (typeof action !== "string") {
        return;
      }
      if (ACTIONS.includes(action)) {
        hearRequest(action, knownFields(event.data));
      } else if (ACTIONS.some((known) => action === `${known}-ack`)) {
        hearAck(action);
      } else if (action === ALL_HEARD && company === "unknown" && held.length > 0) {
        company = "alone";
        held.forEach((relayIt) => relayIt());
        held = [];
      }
    },
    { signal: newer },
  );

  /**
   * @param {string} action
   * @param {object} request
   */
  function hearRequest(action, request) {
    if (company === "rival") {
      return;
    }
    unheardAcks.push(`${action}-ack`);
    toPage({ action: `${action}-ack` });
    if (company === "alone") {
      relay(action, request);
    } else {
      held.push(() => relay(action, request));
    }
  }

  /** @param {string} ack */
  function hearAck(ack) {
    const own = unheardAcks.indexOf(ack);
    if (own === -1) {
      company = "rival";
      held = [];
      return;
    }
    unheardAcks.splice(own, 1);
    if (company === "unknown") {
      toPage({ action: ALL_HEARD });
    }
  }

  /**
   * @param {string} action
   * @param {object} request
   */
  function relay(action, request) {
    askBackground("web-eid", request, (message, reason) => {
      const response = reason === undefined ? knownResponse(action, message) : failure(action, localError(reason));
      toPage(response ?? failure(action, localError("extension-failed")));
    });
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
   * @param {string} action
   * @param {unknown} message
   */
  function knownResponse(action, message) {
    const response = asRecord(message);
    if (response?.action === `${action}-failure`) {
      const error = asRecord(response.error);
      const told = strings(error, ERROR_FIELDS);
      return told && failure(action, { ...told, ...someStrings(error, MORE_ERROR_FIELDS), ...requiredUpdate(error) });
    }
    const fields = SUCCESS_FIELDS.get(action);
    const told = fields && response?.action === `${action}-success` ? strings(response, fields) : undefined;
    return told && { action: `${action}-success`, ...told };
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

  /** @param {LocalReason} reason */
  function localError(reason) {
    return { code: LOCAL_CODES[reason], message: words[reason], reason };
  }
})();
