// The button that has everything checked, what the check found, and the button that copies it for a help desk.

import { browserName } from "../browser.js";
import { examine } from "../doctor.js";
import { explained } from "../outdated.js";
import { MARKS, copied } from "./doctor-lines.js";
import { button, element, refill } from "./element.js";
import { LANGUAGE, said } from "./words.js";

/** @typedef {import("../doctor-messages.js").Finding} Finding */

/**
 * @param {HTMLElement} press the button
 * @param {HTMLElement} place where the findings are shown
 * @param {AbortSignal} closed
 */
export function offerExamination(press, place, closed) {
  let underWay = false;
  press.addEventListener("click", async () => {
    // A second press would have a second host wait for the first one's card.
    if (underWay) {
      return;
    }
    underWay = true;
    press.setAttribute("aria-disabled", "true");
    refill(place, element("p", { class: "detail" }, said(["popup_examining"])));
    try {
      const { hostVersion, findings } = await examine(LANGUAGE, closed);
      refill(place, listed(findings), ...copying(findings, hostVersion));
      // There are more lines than a popup can show.
      place.scrollIntoView({ block: "start" });
    } catch (cause) {
      refill(place, listed([failedLine(cause)]));
    } finally {
      underWay = false;
      press.removeAttribute("aria-disabled");
    }
  });
}

/**
 * @param {unknown} cause
 * @returns {Finding}
 */
function failedLine(cause) {
  const { reason, message } = explained(cause);
  // The host waits with a card that hangs: no login button is of use here.
  const next = reason === "host-silent" ? said(["popup_examine_silent"]) : message;
  return { name: "doctor", state: "bad", text: said(["popup_examine_failed"]), next };
}

/** @param {readonly Finding[]} findings */
function listed(findings) {
  return element("ul", { class: "checklist", "aria-label": said(["popup_examined"]) }, ...findings.map(item));
}

/** @param {Finding} finding */
function item({ name, state, text, next }) {
  const { mark, key } = MARKS[state];
  const isConcern = next !== undefined;
  const words = element("p", { class: isConcern ? "headline" : "fact" }, text);
  words.prepend(element("span", { class: "unseen" }, `${said([key])}: `));
  const content = element("div", { class: "line" }, words);
  if (isConcern) {
    content.append(element("p", { class: "detail" }, next));
  }
  return element(
    "li",
    { "data-finding": name, "data-mark": mark },
    element("span", { class: "mark", "aria-hidden": "true" }),
    content,
  );
}

/**
 * @param {readonly Finding[]} findings
 * @param {string} host its version
 */
function copying(findings, host) {
  const { version: extension } = chrome.runtime.getManifest();
  const words = element("p", { class: "detail", role: "status" });
  const copy = button(
    said(["popup_copy"]),
    async () => {
      const text = copied(findings, { extension, host, browser: browserName() });
      const done = await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      );
      words.textContent = said([done ? "popup_copied" : "popup_copy_failed"]);
    },
    { class: "button quiet", id: "copy" },
  );
  return [copy, words];
}
