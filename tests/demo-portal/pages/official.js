/**
 * Asks for a login by the official portal's own page protocol, and nothing else.
 * What is fired goes to this page's own document, where the extension's content script hears it.
 */

import { LoginFailure } from "./login-failure.js";

/** How long an installed extension may take to put its marks into the page. */
const MARKS_MS = 1000;
/** How long the portal takes an answer to its challenge: no answer is worth waiting for longer. */
const ANSWER_MS = 5 * 60_000;

const LOG_IN = "01";
const CLOSE = "05";
const ANSWER_FIELDS = ["uuid", "signature", "certificate", "combination_code"];

/**
 * @param {string} digest the portal's DigestInfo, base64
 * @param {() => void} onWindow called when the request is on its way
 * @returns {Promise<object>} the answer's four fields
 */
export async function logInWith(digest, onWindow) {
  const missing = await missingMark();
  if (missing !== undefined) {
    throw new LoginFailure({ reason: missing });
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new LoginFailure({ reason: "no-answer" }))), ANSWER_MS);
    document.addEventListener("recvMsg", hear);
    window.addEventListener("pagehide", close);
    launch({ mode: LOG_IN, service_id: "01", digest });
    onWindow();

    /** @param {CustomEvent} event */
    function hear(event) {
      const answer = parsed(event.detail);
      if (answer?.mode !== LOG_IN) return;
      if (answer.result === "0") {
        end(() => resolve(Object.fromEntries(ANSWER_FIELDS.map((field) => [field, answer[field]]))));
      } else {
        end(() => reject(new LoginFailure({ ...answer, code: answer.errcode })));
      }
    }

    /** @param {() => void} settle */
    function end(settle) {
      clearTimeout(timer);
      document.removeEventListener("recvMsg", hear);
      window.removeEventListener("pagehide", close);
      settle();
    }
  });
}

/** A page that goes takes its login along. */
function close() {
  launch({ mode: CLOSE });
}

/** @param {object} request */
function launch(request) {
  document.dispatchEvent(new CustomEvent("launchApp", { detail: JSON.stringify(request) }));
}

/**
 * The extension marks the page with two hidden inputs, at the latest when the document has been read.
 * @returns {Promise<string | undefined>} what is missing, if they do not come
 */
function missingMark() {
  return new Promise((resolve) => {
    const observer = new MutationObserver(look);
    const timer = setTimeout(() => end(mark("extension") ? "host-missing" : "extension-unavailable"), MARKS_MS);
    observer.observe(document.body, { childList: true });
    look();

    function look() {
      if (mark("extension") && mark("app")) end(undefined);
    }

    /** @param {string | undefined} missing */
    function end(missing) {
      clearTimeout(timer);
      observer.disconnect();
      resolve(missing);
    }
  });
}

/**
 * Whether this mark is in the page.
 * @param {"extension" | "app"} part
 */
export function mark(part) {
  return document.getElementById(`${part}-is-installed`) !== null;
}

/** @param {unknown} detail */
function parsed(detail) {
  try {
    return JSON.parse(detail);
  } catch {
    return undefined;
  }
}
