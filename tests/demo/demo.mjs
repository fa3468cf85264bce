// One login for somebody to see. With a display: a browser on the portal's page, and the person logs in.
// Without: the same login under a display that nobody sees, done by the stand's own person, and a screenshot.

import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";

import { startBrowser } from "../stand/browser.mjs";
import { PIN, startCard } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { startPcscd } from "../stand/pcscd.mjs";
import { ROOT, TARGET } from "../stand/places.mjs";
import { startPortal } from "../stand/portal.mjs";
import { startStand } from "../stand/stand.mjs";

/** @param {string} line */
const say = (line) => console.log(`demo: ${line}`);

/** @param {Endings} endings */
async function forSomebody(endings) {
  say("starting a reader service with a virtual reader, and a demo card on it");
  const pcscd = await startPcscd(endings);
  await startCard(endings, pcscd);
  say("starting the portal and a browser with the extension");
  const portal = await startPortal(endings);
  // With another home folder the display's key would not be found.
  const display = { XAUTHORITY: process.env.XAUTHORITY ?? join(process.env.HOME ?? "", ".Xauthority") };
  const { browser } = await startBrowser(endings, { ...display, ...pcscd.environment }, { family, visible: true });
  const closed = new Promise((resolve) => {
    browser.once("disconnected", resolve);
  });
  const [page] = await browser.pages();
  await page.goto(portal.href);
  await page.bringToFront();
  await page.focus("#login");
  say(`the portal is open in the browser: ${portal.href}`);
  say("");
  say("  Press 「ICカードリーダーでログイン」 there.");
  say(`  The PIN of the demo card is ${PIN}.`);
  say("  To end, close the browser or press Ctrl-C here.");
  say("");
  await closed;
}

/** @param {Endings} endings */
async function forNobody(endings) {
  say("there is no display: a login under one that nobody sees");
  say("starting a reader service with a virtual reader, a demo card, the portal and a browser with the extension");
  const { browser, portal, person } = await startStand(endings, { family });
  const page = await browser.newPage();
  await page.goto(portal.href);
  say(`the portal is open in the browser: ${portal.href}`);
  await page.click("#login");
  await person.window();
  say("the login window is open; entering the PIN of the demo card");
  await person.enterPin(PIN);
  await page.waitForSelector("#logged-in");
  const folder = join(TARGET, "demo");
  mkdirSync(folder, { recursive: true });
  const screenshot = join(folder, "logged-in.png");
  await page.screenshot({ path: screenshot });
  say(`logged in: ${relative(ROOT, screenshot)}`);
}

// A name in `FAMILIES`; without a wish the first that is there.
const [, , family] = process.argv;
const visible = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const endings = new Endings();
// The first to be added is the last to be run.
endings.add("the demo", () => say("ended; nothing of it is left running"));
try {
  await (visible ? forSomebody : forNobody)(endings);
} catch (failure) {
  say(`this did not work: ${failure instanceof Error ? failure.message : failure}`);
  if (visible) {
    say("if the display cannot be used: env -u DISPLAY -u WAYLAND_DISPLAY make demo");
  }
  process.exitCode = 1;
} finally {
  await endings.run();
}
