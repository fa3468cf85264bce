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
  // It may come at any time: every request is held until its own acknowledgements have been heard.
  /** @type {string[]} */
  const unheardAcks = [];
  /** @type {(() => void)[]} */
  let held = [];
  let acknowledged = false;
  let rival = false;

  tellOwnPages(() => rival, newer);
  // The newer copy has not heard these, and this one hears nothing more.
  newer.addEventListener("abort", () => held.forEach((relayIt) => relayIt()));

  window.addEventListener(
    "message",
    (event) => {
      if (!isPagesOwn(event)) {
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
      } else if (action === ALL_HEARD) {
        held.shift()?.();
      }
    },
    { signal: newer },
  );

  /**
   * @param {string} action
   * @param {object} request
   */
  function hearRequest(action, request) {
    if (rival) {
      return;
    }
    acknowledged = true;
    unheardAcks.push(`${action}-ack`);
    held.push(() => relay(action, request));
    toPage({ action: `${action}-ack` });
  }

  /** @param {string} ack */
  function hearAck(ack) {
    // What is heard before this copy has spoken may be the word of the copy before it.
    if (rival || !acknowledged) {
      return;
    }
    const own = unheardAcks.indexOf(ack);
    if (own === -1) {
      rival = true;
      held = [];
      return;
    }
    unheardAcks.splice(own, 1);
    toPage({ action: ALL_HEARD });
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
