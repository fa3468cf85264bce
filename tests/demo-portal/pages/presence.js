/**
 * Asks the extension what is there: extension, host, reader, card, and nothing about whose card it is.
 * This is an action of this extension's own, beside the login protocols.
 */

/** While nobody answers, a question costs nothing; the extension may come at any moment. */
const ASK_EVERY_MS = 1000;

/**
 * What is known so far.
 * @typedef {object} Presence
 * @property {string} [extension] its version, once it has answered
 * @property {boolean} [clickNeeded] it tells more after the person has clicked or pressed a key in this page
 * @property {Failure} [failure] it is there, but tells nothing here
 * @property {Update} [update] how things stand
 */

/**
 * @typedef {object} Failure
 * @property {string} reason
 * @property {string} message for people
 */

/** Whoever tells this is no longer there, or no longer itself; what it said before is over. */
const GONE = "extension-gone";

/**
 * @typedef {object} Update
 * @property {{present: boolean, version?: string}} extension
 * @property {{present: boolean, version?: string, reason?: string, message?: string}} host
 * @property {{present: boolean, reason?: string}} reader
 * @property {{present: boolean, reason?: string}} card
 */

/**
 * Asks until the extension answers, and tells each change from then on.
 *
 * @param {(presence: Presence) => void} tell
 * @param {Presence} [before] what was known before, where this is not the first time
 * @returns {() => void} ends it; the extension then lets go of reader and card
 */
export function watchPresence(tell, before = {}) {
  let known = before;
  let answered = false;
  const ended = new AbortController();
  const signal = ended.signal;
  const timer = setInterval(() => {
    if (!answered) ask();
  }, ASK_EVERY_MS);
  window.addEventListener("message", hear, { signal });
  // Whoever comes back may have updated the extension elsewhere; the one before would have gone without a word.
  document.addEventListener("visibilitychange", ask, { signal });
  // In the capture phase: a button that goes on to other things must not keep the click to itself.
  for (const touch of ["click", "keyup"]) {
    document.addEventListener(touch, () => known.clickNeeded && ask(), { signal, capture: true });
  }
  ask();

  function ask() {
    if (document.visibilityState === "visible") post("mpa:presence");
  }

  /** @param {MessageEvent} event */
  function hear({ source, origin, data }) {
    // Other windows and frames can post here, too; only this window's own messages count.
    if (source !== window || origin !== location.origin) return;
    switch (data?.action) {
      case "mpa:presence-ack":
        answered = true;
        // After a failure that it is there is no news: whether it tells more is not known yet.
        if (known.failure === undefined) know({ ...known, extension: String(data.extension) });
        break;
      case "mpa:presence-update":
        hearUpdate(parts(data));
        break;
      case "mpa:presence-failure":
        hearFailure(String(data.error?.reason), String(data.error?.message ?? ""));
        break;
    }
  }

  /**
   * What only a click is missing for waits for it; after any other failure it is asked again.
   * @param {string} reason
   * @param {string} message
   */
  function hearFailure(reason, message) {
    answered = reason === "click-needed";
    if (answered) know({ extension: known.extension, clickNeeded: true });
    else if (reason === GONE) know({});
    else if (known.failure?.reason !== reason) know({ extension: known.extension, failure: { reason, message } });
  }

  /**
   * While the extension is still looking, what was known before stands: the page shall not go back and forth.
   * @param {Update} update
   */
  function hearUpdate(update) {
    const before = known.update;
    const looking =
      (!update.host.present && update.host.reason === undefined) ||
      (update.host.present && !update.reader.present && (update.reader.reason ?? "unknown") === "unknown") ||
      (update.card.reason === "reading" && before?.card.present === true);
    know({ extension: String(update.extension.version), update: looking ? before : update });
  }

  /** @param {Presence} presence */
  function know(presence) {
    known = presence;
    tell(presence);
  }

  return () => {
    clearInterval(timer);
    ended.abort();
    post("mpa:presence-stop");
  };
}

/** @param {string} action */
function post(action) {
  window.postMessage({ action }, location.origin);
}

/** @param {Record<string, any>} data */
function parts({ extension, host, reader, card }) {
  return { extension: { ...extension }, host: { ...host }, reader: { ...reader }, card: { ...card } };
}
