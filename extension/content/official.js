// Carries the official portal's own messages between its pages and the background.
// Source: the page protocol of マイナポータル and e-Tax, as their published extension speaks it.

"use strict";

(() => {
  if (!isOrdinaryPage()) {
    return;
  }

  // Ample for the many digests of mode 02, which is answered by its name.
  const LONGEST_REQUEST = 65_536;
  const CLOSE = "05";
  const SUCCESS_FIELDS = ["mode", "result", "uuid", "signature", "certificate", "combination_code"];
  const INSTALLED_ID = "extension-is-installed";
  // Observed, not certain: older official versions gave "25" and "24" for the app, and whether pages compare the values
  // is not known. The official parts do not exist on Linux; there the values of Windows stand in.
  const SYSTEM = navigator.platform.startsWith("Mac")
    ? { app: "40", errcode: "EM044-C300" }
    : { app: "29", errcode: "EW044-C300" };

  const words = localWords();
  const newer = untilNewer("official");
  const ownInputs = [
    hiddenInput(INSTALLED_ID, chrome.runtime.getManifest().version.split(".")[0] ?? ""),
    hiddenInput("app-is-installed", SYSTEM.app),
  ];
  let rival = false;
  /** @type {Map<unknown, (reason: LocalReason) => void>} what ends each open request, by what the page wrote */
  const open = new Map();

  tellOwnPages(() => rival, newer);

  // The page looks for the inputs when it has been read; its own listeners come after this one.
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", beThere, { once: true, signal: newer });
  } else {
    beThere();
  }

  function beThere() {
    // Firefox silences a copy from before an update without a word: its inputs stay, and must not look like a rival's.
    document.querySelectorAll(`input[data-mpa="${chrome.runtime.id}"]`).forEach((input) => input.remove());
    yieldToRival();
    if (rival) {
      return;
    }
    document.body.append(...ownInputs);
    const observer = new MutationObserver(yieldToRival);
    observer.observe(document.body, { childList: true });
    newer.addEventListener("abort", () => {
      observer.disconnect();
      ownInputs.forEach((input) => input.remove());
    });
    document.addEventListener("launchApp", (event) => launch(asRecord(event)?.detail), { signal: newer });
  }

  /** Where the official extension is installed, too, its input is there already or comes later beside this one's. */
  function yieldToRival() {
    const inputs = [...document.querySelectorAll(`#${INSTALLED_ID}`)];
    if (inputs.some((input) => !ownInputs.some((own) => own === input))) {
      rival = true;
      ownInputs.forEach((input) => input.remove());
    }
  }

  /** @param {unknown} detail */
  function launch(detail) {
    // Mutations are told late: an input may have come in the same turn as the request.
    yieldToRival();
    if (rival) {
      return;
    }
    const request = parsed(detail);
    const { mode, service_id, digest } = request ?? {};
    if (mode === CLOSE) {
      [...open.values()].forEach((end) => end("page-left"));
      toPage({ mode, result: "0" });
      return;
    }
    // A button that was pressed twice: an answer of its own, `busy`, would be taken for the first one's.
    if (open.has(detail)) {
      return;
    }
    // The answer may be there at once.
    open.set(detail, () => undefined);
    const fields = { mode: plain(mode), service_id: plain(service_id), digest: plain(digest) };
    const end = askBackground("official", fields, (message, reason) => {
      open.delete(detail);
      toPage(answer(request, message, reason));
    });
    if (open.has(detail)) {
      open.set(detail, end);
    }
  }

  /**
   * @param {Fields | undefined} request
   * @param {unknown} message
   * @param {LocalReason} [reason]
   */
  function answer(request, message, reason) {
    const response = asRecord(message);
    const success = response?.result === "0" ? strings(response, SUCCESS_FIELDS) : undefined;
    if (reason === undefined && success !== undefined) {
      return success;
    }
    const local = reason ?? "extension-failed";
    const failure = (reason === undefined && strings(response, ["reason", "message"])) || {
      reason: local,
      message: words[local],
    };
    return {
      ...request,
      result: "1",
      errcode: SYSTEM.errcode,
      ...failure,
      ...someStrings(response, ["waitingFor"]),
    };
  }

  /** @param {object} message */
  function toPage(message) {
    document.dispatchEvent(new CustomEvent("recvMsg", { bubbles: true, detail: JSON.stringify(message) }));
  }

  /** @param {unknown} detail */
  function parsed(detail) {
    if (typeof detail !== "string" || detail.length > LONGEST_REQUEST) {
      return undefined;
    }
    try {
      return asRecord(JSON.parse(detail));
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} id
   * @param {string} value
   */
  function hiddenInput(id, value) {
    const input = Object.assign(document.createElement("input"), { type: "hidden", id, value });
    input.dataset.mpa = chrome.runtime.id;
    return input;
  }
})();
