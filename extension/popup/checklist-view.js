// Draws the checklist's lines and their summary, and again whatever has changed: what stays is not read out anew.

import { element, refill } from "./element.js";
import { summaryOf } from "./lines.js";
import { DOWNLOAD_PAGE } from "./links.js";
import { said } from "./words.js";

/** @typedef {import("./lines.js").Line} Line */

const PARTS = {
  extension: "popup_part_extension",
  host: "popup_part_host",
  reader: "popup_part_reader",
  card: "popup_part_card",
};

const MARKS = {
  done: "popup_mark_done",
  warning: "popup_mark_warning",
  fault: "popup_mark_fault",
  next: "popup_mark_next",
  busy: "popup_mark_busy",
  later: "popup_mark_later",
};

/**
 * @param {Element} summary
 * @param {Element} list what it holds already stays behind the lines
 * @returns {(lines: readonly Line[]) => void}
 */
export function checklistView(summary, list) {
  /** @type {{ item: HTMLElement, drawn: string }[]} */
  let shown = [];
  return (lines) => {
    if (shown.length === 0) {
      shown = lines.map(({ part }) => ({ item: element("li", { "data-part": part }), drawn: "" }));
      list.prepend(...shown.map(({ item }) => item));
    }
    shown = shown.map(({ item, drawn }, index) => {
      const line = lines[index];
      const wanted = JSON.stringify(line);
      if (line !== undefined && wanted !== drawn) {
        draw(item, line);
      }
      return { item, drawn: wanted };
    });
    const words = said(summaryOf(lines));
    if (summary.textContent !== words) {
      summary.textContent = words;
    }
  };
}

/**
 * @param {HTMLElement} item
 * @param {Line} line
 */
function draw(item, { part, mark, concerns, facts, offer }) {
  item.setAttribute("data-mark", mark);
  // What is being looked at is read out once it is known.
  item.setAttribute("aria-busy", String(mark === "busy"));
  if (mark === "next" || mark === "fault") {
    item.setAttribute("aria-current", "step");
  } else {
    item.removeAttribute("aria-current");
  }
  const content = element("div", { class: "line" });
  content.append(
    element("h3", {}, said([PARTS[part]]), element("span", { class: "unseen" }, `: ${said([MARKS[mark]])}`)),
    ...concerns.flatMap(({ headline, next }) => [
      element("p", { class: "headline" }, said(headline)),
      element("p", { class: "detail" }, said(next)),
    ]),
    ...facts.map((words) => element("p", { class: "fact" }, said(words))),
    ...(offer ? [downloadLink()] : []),
  );
  refill(item, element("span", { class: "mark", "aria-hidden": "true" }), content);
}

function downloadLink() {
  return element("a", { class: "button", href: DOWNLOAD_PAGE, target: "_blank" }, said(["popup_download"]));
}
