// What the content scripts share; browsers load only classic scripts here, and those see each other's functions.
// None of them believes either side: only known fields pass, and who the page is, only the background may say.

"use strict";

/** @typedef {Readonly<Record<string, unknown>>} Fields */
/** @typedef {"extension-gone" | "extension-failed" | "page-left"} LocalReason */

/** Only an HTML page in a secure context can ask for anything; everything else is left alone. */
function isOrdinaryPage() {
  return window.isSecureContext && document.contentType === "text/html";
}

/**
 * Only what the page posted to itself is heard: no frame, no other window, and no event that a script made up.
 *
 * @param {MessageEvent} event
 */
function isPagesOwn(event) {
  return event.isTrusted && event.source === window && event.origin === location.origin;
}

/**
 * A script may enter a page twice: when the extension was updated, or came while the page was open.
 * The newest copy stays; the one before may no longer reach the extension at all.
 *
 * @param {string} script
 * @returns {AbortSignal} given when a newer copy has come
 */
function untilNewer(script) {
  const newer = new AbortController();
  window.dispatchEvent(new Event(`mpa:newer-${script}`));
  window.addEventListener(`mpa:newer-${script}`, () => newer.abort(), { once: true });
  return newer.signal;
}

/**
 * Fetched in advance: once the extension was updated or removed, a script can ask the browser for nothing.
 *
 * @returns {Readonly<Record<LocalReason, string>>}
 */
function localWords() {
  return {
    "extension-gone": chrome.i18n.getMessage("failure_extension_gone"),
    "extension-failed": chrome.i18n.getMessage("failure_extension_failed"),
    "page-left": chrome.i18n.getMessage("failure_page_left"),
  };
}

/**
 * Asks the background for one answer, on a port of its own: its end tells that the page has left, however it left.
 *
 * @param {string} protocol
 * @param {object} request
 * @param {(message: unknown, reason?: LocalReason) => void} settle called once, unless the page leaves for good
 * @returns {(reason: LocalReason) => void} ends the request, if it is still open
 */
function askBackground(protocol, request, settle) {
  /** @type {chrome.runtime.Port} */
  let port;
  try {
    port = chrome.runtime.connect({ name: protocol });
  } catch {
    settle(undefined, "extension-gone");
    return () => undefined;
  }
  const waiting = new AbortController();
  /**
   * @param {unknown} message
   * @param {LocalReason} [reason]
   */
  const end = (message, reason) => {
    if (!waiting.signal.aborted) {
      waiting.abort();
      port.disconnect();
      settle(message, reason);
    }
  };
  // A page in the back/forward cache may keep its ports: left alone, the login would go on with nobody to see it.
  // Such a page is told when it comes back; what is posted to it before that may be lost.
  window.addEventListener("pagehide", () => port.disconnect(), { signal: waiting.signal });
  window.addEventListener("pageshow", (event) => event.persisted && end(undefined, "page-left"), {
    signal: waiting.signal,
  });
  port.onMessage.addListener((/** @type {unknown} */ message) => end(message));
  port.onDisconnect.addListener(() => end(undefined, lossReason()));
  port.postMessage(request);
  return (reason) => end(undefined, reason);
}

/**
 * To be called when a port was closed from the other side.
 *
 * @returns {LocalReason}
 */
function lossReason() {
  // Read, so that Chromium does not log it as an error.
  void chrome.runtime?.lastError;
  return chrome.runtime?.id === undefined ? "extension-gone" : "extension-failed";
}

/**
 * Answers the extension's own pages.
 *
 * @param {() => boolean} rivalMet
 * @param {AbortSignal} newer
 */
function tellOwnPages(rivalMet, newer) {
  /**
   * @param {unknown} question
   * @param {chrome.runtime.MessageSender} _sender
   * @param {(answer: object) => void} answer
   */
  const hear = (question, _sender, answer) => {
    if (question === "page?") {
      answer({ rival: rivalMet(), setUp: document.querySelector('meta[name="mpa-setup"]') !== null });
    }
  };
  chrome.runtime.onMessage.addListener(hear);
  newer.addEventListener("abort", () => chrome.runtime?.onMessage?.removeListener(hear));
}

/**
 * @param {unknown} value
 * @returns {Fields | undefined}
 */
function asRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? /** @type {Fields} */ (value)
    : undefined;
}

/**
 * Absent fields stay absent; what no browser could carry to the background, or is longer than any field may be, arrives
 * there as plainly wrong.
 *
 * @param {unknown} value
 */
function plain(value) {
  if (typeof value === "string") {
    return value.length <= 1_024 && value;
  }
  return value === undefined || value === null || typeof value === "number" ? value : false;
}

/**
 * @param {Fields | undefined} record
 * @param {readonly string[]} names
 * @returns {Fields | undefined} these fields, if every one of them is a string
 */
function strings(record, names) {
  return names.every((name) => typeof record?.[name] === "string")
    ? Object.fromEntries(names.map((name) => [name, record?.[name]]))
    : undefined;
}

/**
 * @param {Fields | undefined} record
 * @param {readonly string[]} names
 * @returns {Fields} those of these fields that are strings
 */
function someStrings(record, names) {
  return (
    strings(
      record,
      names.filter((name) => typeof record?.[name] === "string"),
    ) ?? {}
  );
}
