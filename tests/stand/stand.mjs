// The whole chain, put together: reader service, card, portal, display, person, browser with the extension, and the host it starts.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { startBrowser } from "./browser.mjs";
import { startCard } from "./card.mjs";
import { startDisplay } from "./display.mjs";
import { startPcscd } from "./pcscd.mjs";
import { Person } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { processesWith } from "./processes.mjs";
import { until } from "./until.mjs";

/** The browser that is driven, a name in `FAMILIES`. */
export const FAMILY = process.env.MPA_BROWSER ?? "chromium";

/**
 * @typedef {object} OwnWishes
 * @property {boolean} [service] `false`: the reader service is not running
 * @property {boolean} [readers] `false`: no reader is connected
 * @property {boolean} [secondCard] another My Number card lies on the second reader
 * @property {string[]} [switches] of the card emulator
 * @property {string} [certificate] the card's, by its file name among the test certificates
 * @property {string} [site] `https://` and a host name under which the portal is to be found, instead of loopback
 */

/** @typedef {OwnWishes & Omit<import("./browser.mjs").Choices, "names">} Wishes */

/**
 * Starts everything on a display that nobody sees.
 * @param {import("./endings.mjs").Endings} endings
 * @param {Wishes} [wishes]
 */
export async function startStand(endings, wishes = {}) {
  const { service = true, readers = true, secondCard = false, switches, certificate, site, ...choices } = wishes;
  const pcscd = await startPcscd(endings, { readers });
  const [display, portal] = await Promise.all([startDisplay(endings), startPortal(endings, site)]);
  const environment = {
    // The session's bus and run-time folder are the person's own; nothing here may use them.
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_RUNTIME_DIR: undefined,
    ...display.environment,
    ...pcscd.environment,
  };
  const names = site === undefined ? [] : [new URL(site).hostname];
  const started = await startBrowser(endings, environment, { family: FAMILY, names, ...choices });
  // The set-up page that has just been closed had a host of its own, which would look at a card.
  await until(
    "the end of the first host",
    () => !processesWith(started.home).some((line) => line.includes("mpa-host")),
  );
  const card = await startCard(endings, pcscd, { switches: readers ? switches : ["--removed"], certificate });
  if (secondCard) {
    await startCard(endings, pcscd, { reader: 1 });
  }
  if (!service) {
    await pcscd.service.end();
  }
  return { pcscd, display, portal, card, person: new Person(display), environment, endings, ...started };
}

/**
 * What the host has written into its log, for the report of a test that failed.
 * @param {string} home
 */
export function hostLog(home) {
  const files = readdirSync(home, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.includes("mpa-host"))
    .map((file) => readFileSync(join(file.parentPath, file.name), "utf8"))
    .join("");
}
