// The road from the click with nothing installed to the logged-in page, over the packages themselves, and how many steps
// of one's own it takes: the browser's confirmations and the PIN are not counted.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { loggedIn } from "../browser/at-the-portal.mjs";
import { PIN } from "../stand/card.mjs";
import { EXTENSION } from "../stand/places.mjs";
import { until } from "../stand/until.mjs";
import { built, extensionKey } from "./built.mjs";
import { onMachine } from "./on-machine.mjs";
import { startOwnBrowser } from "./own-browser.mjs";

/** The most that it may take. */
const STEPS = 4;

test("from nothing to a login, with the package that the portal offers", (context) =>
  onMachine(
    async ({ endings, machine, portal, card, person, environment }) => {
      const own = await startOwnBrowser(endings, machine, "chromium", environment);
      const page = await own.browser.newPage();
      const downloads = join(machine.home, "Downloads");
      const session = await page.createCDPSession();
      await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
      await page.goto(portal.href);
      await page.click("#login");
      await next(page, "program");
      const shown = await page.$$eval("#packages li", (items) => items.map((item) => item.textContent ?? ""));
      let steps = 0;

      steps += 1;
      await page.click('#setup-road li[data-step="program"] a');
      const name = await until("the downloaded package", () =>
        existsSync(downloads) ? readdirSync(downloads).find((file) => /^mpa-host_.*\.deb$/.test(file)) : undefined,
      );
      const file = join(downloads, name);
      const listed = shown.find((text) => text.startsWith(name));
      assert.match(
        String(listed),
        new RegExp(`SHA-256 ${createHash("sha256").update(readFileSync(file)).digest("hex")}$`),
      );

      steps += 1;
      await machine.apt(["install", file]);
      await next(page, "extension");

      steps += 1;
      await page.click('#setup-road li[data-step="extension"] a');
      await own.browser.installExtension(EXTENSION);
      await next(page, "reader-card");

      steps += 1;
      await card.insert();
      await person.window();
      await person.enterPin(PIN);
      await loggedIn(page);
      context.diagnostic(`steps: with the portal's package: ${steps}`);
      assert.ok(steps <= STEPS);
      await own.close();
    },
    {
      downloads: (endings) => built(endings, ["--extension-key", extensionKey(endings)]),
      switches: ["--removed"],
    },
  ));

/**
 * Waits until a step is the next one on the road.
 *
 * @param {import("puppeteer-core").Page} page
 * @param {string} step
 */
async function next(page, step) {
  await page.waitForSelector(`#setup-road li[data-step="${step}"][data-state="now"]`, { timeout: 20_000 });
}
