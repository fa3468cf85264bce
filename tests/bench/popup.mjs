// From the press of the toolbar's button until the popup says how things stand.

import { TOOLBARS } from "../browser/toolbar.mjs";
import { processesWith } from "../stand/processes.mjs";
import { startStand } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";
import { appearance, emptyAppearance, extensionWithEmptyPopup, watchedExtension } from "./in-popup.mjs";
import { milliseconds, rounds } from "./table.mjs";

/** @typedef {import("./table.mjs").Table} Table */

/** How often the popup is opened, after the first time in a browser's life, which is a row of its own. */
const TIMES = 10;

/**
 * @param {Table} table
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {string} family of browsers
 */
export async function popupRows(table, endings, family) {
  table.part(`the popup, in ${family}: the toolbar's button is pressed → what it shows, a card there without latency`);
  await table.measure(family, async () => {
    const stand = await startStand(endings, { family, extension: watchedExtension(endings) });
    const open = await opener(stand, family, appearance);
    const first = await open();
    const later = await rounds(open, TIMES);
    const other = await startStand(endings, { family, extension: extensionWithEmptyPopup(endings) });
    const openEmpty = await opener(other, family, emptyAppearance);
    await openEmpty();
    const empty = await rounds(openEmpty, TIMES);
    /**
     * @param {string} what
     * @param {keyof import("./in-popup.mjs").Appearance} name
     */
    const row = (what, name) => table.row(what, milliseconds(later.map((one) => one[name])));
    /** @param {"began" | "contentful"} name */
    const limit = (name) =>
      table.row("  the same by an empty popup (the limit)", milliseconds(empty.map((one) => one[name])));
    row("press → its page begins (timeOrigin)", "began");
    limit("began");
    row("press → first contentful paint (the browser's paint timing)", "contentful");
    limit("contentful");
    row("press → the checklist's four lines (end of the frame, by rAF and a message)", "lines");
    row("press → all four done: host answered, card seen (the same)", "complete");
    table.row("the same two, the first time", `${milliseconds([first.lines])}, ${milliseconds([first.complete])}`);
  });
}

/**
 * Shows the portal, beside which the popup can be opened once and again.
 *
 * @template {Record<string, number>} T
 * @param {Awaited<ReturnType<typeof startStand>>} stand
 * @param {string} family
 * @param {(popup: import("../browser/toolbar.mjs").Popup) => Promise<T>} look
 * @returns {Promise<() => Promise<T>>} opens the popup, and closes it when everything of it is there; times from the press on
 */
async function opener(stand, family, look) {
  const page = await stand.browser.newPage();
  await page.goto(stand.portal.href);
  return async () => {
    const popup = await TOOLBARS[family].open(stand, page);
    const times = await look(popup);
    await popup.close();
    await until("the end of the host", () => !processesWith(stand.home).some((line) => line.includes("mpa-host")));
    const sincePress = Object.entries(times).map(([name, time]) => [name, time - popup.pressed]);
    return /** @type {T} */ (Object.fromEntries(sincePress));
  };
}
