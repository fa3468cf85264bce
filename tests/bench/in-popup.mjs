// What the popup writes down of its own appearance, in a copy of the extension that has one script more.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { EXTENSION, temporaryFolder } from "../stand/places.mjs";

/**
 * When what was there, in milliseconds since 1970. `lines` and `complete` are the ends of frames: the first with all
 * lines of the checklist, and the first in which all of them are done.
 *
 * @typedef {{began: number, contentful: number, lines: number, complete: number}} Appearance
 */

/** The browser's own entry. */
const CONTENTFUL = "first-contentful-paint";

/**
 * Copies the extension, with a script in its popup that runs before the popup's own.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 * @returns {string} the copy's folder
 */
export function watchedExtension(endings) {
  const folder = join(temporaryFolder(endings), "extension");
  cpSync(EXTENSION, folder, { recursive: true });
  writeFileSync(join(folder, "popup/bench.js"), `(${watchPopup})();\n`);
  const page = join(folder, "popup/popup.html");
  const head = "<head>";
  const written = readFileSync(page, "utf8");
  if (!written.includes(head)) {
    throw new Error(`${page} has no ${head}`);
  }
  writeFileSync(page, written.replace(head, `${head}<script src="bench.js"></script>`));
  return folder;
}

/**
 * Copies the extension, with a popup in which there is nothing but a dot: what any popup takes in this browser.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 * @returns {string} the copy's folder
 */
export function extensionWithEmptyPopup(endings) {
  const folder = join(temporaryFolder(endings), "extension");
  cpSync(EXTENSION, folder, { recursive: true });
  writeFileSync(join(folder, "popup/popup.html"), "<!doctype html><title>.</title><p>.</p>\n");
  return folder;
}

/** Runs in the popup. */
function watchPopup() {
  /** @type {Record<string, (marks: string[]) => boolean>} */
  const awaited = {
    lines: (marks) => marks.length === 4,
    complete: (marks) => marks.length === 4 && marks.every((mark) => mark === "done"),
  };
  const { port1: sent, port2: heard } = new window.MessageChannel();
  // What was posted before a frame is drawn is heard when it has been drawn.
  heard.onmessage = ({ data }) => performance.mark(data);
  new window.MutationObserver(() => {
    const items = [...document.querySelectorAll("#checklist li")];
    const marks = items.map((item) => item.getAttribute("data-mark") ?? "");
    for (const [name, isThere] of Object.entries(awaited)) {
      if (isThere(marks)) {
        delete awaited[name];
        window.requestAnimationFrame(() => sent.postMessage(name));
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/**
 * What a popup has written down, once everything of it is there.
 * The popup itself looks, and seldom: questions from outside would take time that is being measured.
 *
 * @param {import("../browser/toolbar.mjs").Popup} popup
 * @returns {Promise<Appearance>}
 */
export async function appearance(popup) {
  const [began, contentful, lines, complete] = await entries(popup, [CONTENTFUL, "lines", "complete"]);
  return { began, contentful, lines, complete };
}

/**
 * The same of an empty popup.
 *
 * @param {import("../browser/toolbar.mjs").Popup} popup
 */
export async function emptyAppearance(popup) {
  const [began, contentful] = await entries(popup, [CONTENTFUL]);
  return { began, contentful };
}

/**
 * @param {import("../browser/toolbar.mjs").Popup} popup
 * @param {string[]} names of the entries that are awaited
 * @returns {Promise<number[]>} when the page began, and the entries' times, in milliseconds since 1970
 */
async function entries(popup, names) {
  const times = await popup.see(async ({ performance: clock, setTimeout: later }, joined) => {
    for (let looks = 0; looks < 100; looks += 1) {
      const found = joined.split(" ").map((name) => clock.getEntriesByName(name)[0]);
      if (found.every(Boolean)) {
        return [0, ...found.map(({ startTime }) => startTime)].map((time) => clock.timeOrigin + time);
      }
      await new Promise((resolve) => {
        later(resolve, 200);
      });
    }
    return [];
  }, names.join(" "));
  if (times.length === 0) {
    throw new Error(`the popup has not all of this: ${names.join(", ")}`);
  }
  return times;
}
