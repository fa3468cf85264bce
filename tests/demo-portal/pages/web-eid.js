/**
 * Asks for a login by the Web eID page messages, and nothing else: no library is needed.
 * What is posted goes to this page's own window, where the extension's content script hears it.
 */

import { LoginFailure } from "./login-failure.js";

/** How long an installed extension may take to say that it is there. */
const ACK_MS = 1000;
/** How long the person may take in the login window. */
const INTERACTION_MS = 120_000;
/** The extension itself waits 10 s longer than the person may take; the page outlasts it. */
const MARGIN_MS = 15_000;

/** The five fields of a token; other fields of a message are not passed on. */
const TOKEN_FIELDS = ["unverifiedCertificate", "algorithm", "signature", "format", "appVersion"];

/**
 * @param {string} challengeNonce the portal's nonce, as it is
 * @param {string} lang the page's language
 * @param {() => void} onWindow called when the extension has taken the request
 * @returns {Promise<object>} the token
 */
export function authenticate(challengeNonce, lang, onWindow) {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => fail({ code: "ERR_WEBEID_EXTENSION_UNAVAILABLE" }), ACK_MS);
    window.addEventListener("message", hear);
    window.postMessage(
      {
        action: "web-eid:authenticate",
        libraryVersion: "2.1.0",
        challengeNonce,
        options: { lang, userInteractionTimeout: INTERACTION_MS },
      },
      location.origin,
    );

    /** @param {MessageEvent} event */
    function hear(event) {
      // Other windows and frames can post here, too; only this window's own messages count.
      if (event.source !== window || event.origin !== location.origin) return;
      switch (event.data?.action) {
        case "web-eid:authenticate-ack":
          clearTimeout(timer);
          timer = setTimeout(() => fail({ code: "ERR_WEBEID_ACTION_TIMEOUT" }), INTERACTION_MS + MARGIN_MS);
          onWindow();
          break;
        case "web-eid:authenticate-success":
          end();
          resolve(Object.fromEntries(TOKEN_FIELDS.map((field) => [field, event.data[field]])));
          break;
        case "web-eid:authenticate-failure":
          fail(event.data.error ?? {});
          break;
      }
    }

    /** @param {object} error */
    function fail(error) {
      end();
      reject(new LoginFailure(error));
    }

    function end() {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
    }
  });
}
