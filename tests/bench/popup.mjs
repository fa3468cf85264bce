// From the press of the toolbar's button until the popup says how things stand.

import { TOOLBARS } from "../browser/toolbar.mjs";
import { processesWith } from "../stand/processes.mjs";
import { startStand } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";
import { appearance, watchedExtension } from "./in-popup.mjs";
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
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    const first = await opened(stand, page, family);
    const later = await rounds(() => opened(stand, page, family), TIMES);
    /**
     * @param {string} what
     * @param {(one: typeof first) => number} of
     */
    const row = (what, of) => table.row(what, milliseconds(later.map(of)));
    row("press → its page begins (timeOrigin)", ({ began }) => began);
    row("press → first contentful paint (the browser's paint timing)", ({ contentful }) => contentful);
    row("press → the checklist's four lines (end of the frame, by rAF and a message)", ({ lines }) => lines);
    row("press → all four done: host answered, card seen (the same)", ({ complete }) => complete);
    table.row("the same two, the first time", `${milliseconds([first.lines])}, ${milliseconds([first.complete])}`);
  });
}

/**
 * Opens the popup once, and closes it when it is complete.
 *
 * @param {Awaited<ReturnType<typeof startStand>>} stand
 * @param {import("puppeteer-core").Page} page
 * @param {string} family
 * @returns {Promise<import("./in-popup.mjs").Appearance>} from the press on
 */
async function opened(stand, page, family) {
  const popup = await TOOLBARS[family].open(stand, page);
  const { began, contentful, lines, complete } = await appearance(popup);
  await popup.close();
  await until("the end of the host", () => !processesWith(stand.home).some((line) => line.includes("mpa-host")));
  const since = (/** @type {number} */ time) => time - popup.pressed;
  return { began: since(began), contentful: since(contentful), lines: since(lines), complete: since(complete) };
}
