// Tells a page whether extension, host, reader and card are there, once the person has touched the page; nothing more.

"use strict";

(() => {
  if (!isOrdinaryPage()) {
    return;
  }

  const RECONNECT_MS = 2_000;
  // Each port is a host that starts: a page that begins and stops, again and again, has one after the other with a rest.
  const REST_MS = 1_000;

  const words = { ...localWords(), "click-needed": chrome.i18n.getMessage("failure_click_needed") };
  const { version } = chrome.runtime.getManifest();
  const newer = untilNewer("presence");
  /** @type {AbortController | undefined} while the page wants to know */
  let watch;
  /** @type {(() => void) | undefined} closes the port, or ends the wait for the next one */
  let hangUp;
  let resting = false;
  /** @type {object | undefined} */
  let lastUpdate;

  newer.addEventListener("abort", end);
  window.addEventListener(
    "message",
    (event) => {
      if (!isPagesOwn(event)) {
        return;
      }
      switch (asRecord(event.data)?.action) {
        case "mpa:presence":
          toPage({ action: "mpa:presence-ack", extension: version });
          begin();
          break;
        case "mpa:presence-stop":
          end();
          break;
        default:
      }
    },
    { signal: newer },
  );

  function begin() {
    // However often a page asks, one host is at work for it.
    if (watch !== undefined) {
      if (lastUpdate !== undefined) {
        toPage(lastUpdate);
      }
      return;
    }
    if (!navigator.userActivation.hasBeenActive) {
      toPage(failure("click-needed"));
      return;
    }
    watch = new AbortController();
    const { signal } = watch;
    window.addEventListener("pagehide", disconnect, { signal });
    window.addEventListener("pageshow", connect, { signal });
    document.addEventListener("visibilitychange", () => (isSeen() ? connect() : disconnect()), { signal });
    connect();
  }

  function end() {
    watch?.abort();
    watch = undefined;
    disconnect();
  }

  function isSeen() {
    return document.visibilityState === "visible";
  }

  /** For a page that nobody sees no host is at work; the background, too, may be put to sleep, and is asked again. */
  function connect() {
    if (hangUp !== undefined || !isSeen()) {
      return;
    }
    if (resting) {
      connectLater(REST_MS);
      return;
    }
    /** @type {chrome.runtime.Port} */
    let port;
    try {
      port = chrome.runtime.connect({ name: "presence" });
    } catch {
      end();
      toPage(failure("extension-gone"));
      return;
    }
    resting = true;
    setTimeout(() => (resting = false), REST_MS);
    hangUp = () => port.disconnect();
    port.onMessage.addListener((/** @type {unknown} */ message) => {
      const told = known(message);
      if (told.action === "mpa:presence-failure") {
        end();
      } else {
        lastUpdate = told;
      }
      toPage(told);
    });
    port.onDisconnect.addListener(() => {
      hangUp = undefined;
      const reason = lossReason();
      if (reason === "extension-gone") {
        end();
        toPage(failure(reason));
      } else {
        connectLater(RECONNECT_MS);
      }
    });
    port.postMessage({ action: "mpa:presence" });
  }

  /** @param {number} ms */
  function connectLater(ms) {
    const timer = setTimeout(() => {
      hangUp = undefined;
      connect();
    }, ms);
    hangUp = () => clearTimeout(timer);
  }

  function disconnect() {
    hangUp?.();
    hangUp = undefined;
    lastUpdate = undefined;
  }

  /** @param {object} message */
  function toPage(message) {
    window.postMessage(message, location.origin);
  }

  /** @param {unknown} message */
  function known(message) {
    const { action, extension, host, reader, card, error } = asRecord(message) ?? {};
    if (action === "mpa:presence-update") {
      return {
        action,
        extension: part(extension, ["version"]),
        host: part(host, ["version", "reason", "message"]),
        reader: part(reader, ["reason"]),
        card: part(card, ["reason"]),
      };
    }
    const told = strings(asRecord(error), ["code", "reason", "message"]);
    return told === undefined ? failure("extension-failed") : { action: "mpa:presence-failure", error: told };
  }

  /**
   * @param {unknown} value
   * @param {readonly string[]} names
   */
  function part(value, names) {
    const record = asRecord(value);
    return { present: record?.present === true, ...someStrings(record, names) };
  }

  /** @param {keyof typeof words} reason */
  function failure(reason) {
    const code = `ERR_MPA_${reason.toUpperCase().replaceAll("-", "_")}`;
    return { action: "mpa:presence-failure", error: { code, reason, message: words[reason] } };
  }
})();
