// What the extension costs while nobody logs in.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { EXTENSION } from "../stand/places.mjs";
import { processesWith } from "../stand/processes.mjs";
import { startStand } from "../stand/stand.mjs";
import { milliseconds } from "./table.mjs";

/** @typedef {import("./table.mjs").Table} Table */

/** @typedef {{content_scripts: {matches: string[], js: string[]}[]}} Manifest */

const TIMES = 20;

/** A site that was not added, and the portal under its name. */
const ELSEWHERE = "https://portal.example";

/**
 * @param {Table} table
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {string} family of browsers
 */
export async function restRows(table, endings, family) {
  table.part(`at rest, in ${family}`);
  await table.measure("the portal's own page", () => ownPage(table, endings, family));
  await table.measure("another site", async () => {
    const stand = await startStand(endings, { family, site: ELSEWHERE });
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    const registered = await registeredScripts(stand);
    table.row("on a site that was not added: scripts of the extension", String(await stand.scriptsIn(page)));
    table.row("content scripts that are registered beside the manifest's", String(registered));
  });
}

/**
 * @param {Table} table
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {string} family
 */
async function ownPage(table, endings, family) {
  /** @type {Manifest} */
  const { content_scripts: scripts } = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));
  const here = scripts.filter(({ matches }) => matches.includes("http://localhost/*")).flatMap(({ js }) => js);
  const size = here.reduce((sum, file) => sum + statSync(join(EXTENSION, file)).size, 0);
  table.row("on the portal's page: script", `${size} bytes in ${here.length} files`);

  const stand = await startStand(endings, { family });
  await stand.sleep();
  const page = await stand.browser.newPage();
  await page.goto(stand.portal.href);
  const awake = await stand.isAwake();
  table.row("on the portal's page: background after it was loaded", awake ? "awake" : "asleep");
  const hosts = processesWith(stand.home).filter((line) => line.includes("mpa-host"));
  table.row("on the portal's page: hosts that run", String(hosts.length));
  const asked = [];
  for (let time = 0; time < TIMES; time += 1) {
    asked.push(await page.evaluate(acknowledged));
  }
  table.row("on the portal's page: request → acknowledged", milliseconds(asked));
}

/** In a page: how long a request takes to be acknowledged that is then refused without a host. */
function acknowledged() {
  return new Promise((/** @type {(time: number) => void} */ resolve) => {
    const began = performance.now();
    /** @param {MessageEvent} event */
    const hear = ({ data }) => {
      if (data?.action === "web-eid:sign-ack") {
        window.removeEventListener("message", hear);
        resolve(performance.now() - began);
      }
    };
    window.addEventListener("message", hear);
    window.postMessage({ action: "web-eid:sign", libraryVersion: "2.1.0" }, "*");
  });
}

/** @param {Awaited<ReturnType<typeof startStand>>} stand */
async function registeredScripts(stand) {
  const page = await stand.ownPage("/icons/16.png");
  const count = await page.evaluate(async () => {
    const { scripting } = /** @type {{chrome: {scripting: Scripting}}} */ (/** @type {unknown} */ (globalThis)).chrome;
    return (await scripting.getRegisteredContentScripts()).length;
  });
  await page.close();
  return count;
}

/** @typedef {{getRegisteredContentScripts: () => Promise<unknown[]>}} Scripting */
