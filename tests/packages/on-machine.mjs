// What the tests on a copy of the machine have in common: the copy, a reader service with a card, a portal, and a person.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { loggedIn } from "../browser/at-the-portal.mjs";
import { PIN, startCard } from "../stand/card.mjs";
import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { startPcscd } from "../stand/pcscd.mjs";
import { Person } from "../stand/person.mjs";
import { startPortal } from "../stand/portal.mjs";
import { hostLog } from "../stand/stand.mjs";
import { startMachine } from "./machine.mjs";

/** @typedef {Awaited<ReturnType<typeof equipment>>} Equipment */

/**
 * Runs the steps of a test on a copy of its own; a failure also tells what the host has written down.
 *
 * @param {(all: Equipment) => Promise<void>} steps
 * @param {{downloads?: (endings: Endings) => Promise<string>, switches?: string[]}} [wishes]
 *   `downloads`: builds what the portal offers; `switches`: of the card emulator
 */
export async function onMachine(steps, wishes = {}) {
  const endings = new Endings();
  let all;
  try {
    all = await equipment(endings, wishes);
    await steps(all);
  } catch (cause) {
    // Only there: a home may also hold what was downloaded.
    const states = all && join(all.machine.home, ".local/state");
    const log = states && existsSync(states) ? hostLog(states) : "";
    throw new Error(`${cause}\n\nthe host's log:\n${log}`, { cause });
  } finally {
    await endings.run();
  }
}

/**
 * @param {Endings} endings
 * @param {{downloads?: (endings: Endings) => Promise<string>, switches?: string[]}} wishes
 */
async function equipment(endings, { downloads, switches }) {
  const packages = await downloads?.(endings);
  const [pcscd, display, portal, machine] = await Promise.all([
    startPcscd(endings),
    startDisplay(endings),
    startPortal(endings, undefined, packages),
    startMachine(endings),
  ]);
  const card = await startCard(endings, pcscd, { switches });
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_RUNTIME_DIR: undefined,
    ...display.environment,
    ...pcscd.environment,
  };
  return { endings, machine, portal, card, person: new Person(display), environment };
}

/**
 * @param {Awaited<ReturnType<typeof import("./own-browser.mjs").startOwnBrowser>>} own
 * @param {URL} portal
 * @param {Person} person
 */
export async function logIn(own, portal, person) {
  const page = await own.pageWithExtension(portal);
  await page.click("#login");
  await person.window();
  await person.enterPin(PIN);
  await loggedIn(page);
  await person.seesNothing();
  await page.click("#logout");
  await page.waitForSelector("#login");
  await page.close();
}
