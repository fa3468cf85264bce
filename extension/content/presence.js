// Tells a page whether extension, host, reader and card are there, once the person has touched the page; nothing more.

"use strict";

(() => {
  if (!isOrdinaryPage()) {
    return;
  }

  const RECONNECT_MS = 2_000;

  const words = { ...localWords(), "click-needed": chrome.i18n.getMessage("failure_click_needed") };
  const { version } = chrome.runtime.getManifest();
  const newer = untilNewer("presence");
  let watch = new AbortController();

  newer.addEventListener("abort", () => watch.abort());
  window.addEventListener(
    "message",
    (event) => {
      if (event.source !== window || event.origin !== location.origin) {
        return;
      }
      switch (asRecord(event.data)?.action) {
        case "mpa:presence":
          toPage({ action: "mpa:presence-ack", extension: version });
          begin();
          break;
        case "mpa:presence-stop":
          watch.abort();
          break;
        default:
      }
    },
    { signal: newer },
  );

  function begin() {
    watch.abort();
    if (!navigator.userActivation.hasBeenActive) {
      toPage(failure("click-needed"));
      return;
    }
    watch = new AbortController();
    connect(watch.signal);
  }

  /**
   * The background may be put to sleep, and a page may come back from the back/forward cache: the port is opened again.
   *
   * @param {AbortSignal} ended
   */
  function connect(ended) {
    /** @type {chrome.runtime.Port} */
    let port;
    try {
      port = chrome.runtime.connect({ name: "presence" });
    } catch {
      toPage(failure("extension-gone"));
      return;
    }
    const closed = new AbortController();
    const once = { once: true, signal: closed.signal };
    const close = () => {
      closed.abort();
      port.disconnect();
    };
    ended.addEventListener("abort", close, once);
    window.addEventListener(
      "pagehide",
      () => {
        close();
        window.addEventListener("pageshow", () => connect(ended), { once: true, signal: ended });
      },
      once,
    );
    port.onMessage.addListener((/** @type {unknown} */ message) => {
      const told = known(message);
      if (told.action === "mpa:presence-failure") {
        close();
      }
      toPage(told);
    });
    port.onDisconnect.addListener(() => {
      closed.abort();
      const reason = lossReason();
      if (reason === "extension-gone") {
        toPage(failure(reason));
      } else {
        const timer = setTimeout(() => connect(ended), RECONNECT_MS);
        ended.addEventListener("abort", () => clearTimeout(timer));
      }
    });
    port.postMessage({ action: "mpa:presence" });
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
