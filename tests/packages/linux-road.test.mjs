// The road from the click with nothing installed to the logged-in page, over the packages themselves, and how many steps
// of one's own it takes: the browser's confirmations and the PIN are not counted.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
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

/** What a person does, by the words of those who stand in for hand and machine; only the browser's own question and the PIN do not count. */
const ACTS = {
  click: { what: "a click on the page", counts: true },
  goto: { what: "an address", counts: true },
  apt: { what: "the package is installed", counts: true },
  run: { what: "a command", counts: true },
  insert: { what: "the card is put down", counts: true },
  press: { what: "a key", counts: true },
  installExtension: { what: "the browser's question about the extension", counts: false },
  enterPin: { what: "the PIN", counts: false },
};

for (const name of /** @type {const} */ (["chromium", "firefox"])) {
  test(`from nothing to a login in ${name}, with the package that the portal offers`, (context) =>
    onMachine(
      async ({ endings, portal, environment, ...others }) => {
        const own = await startOwnBrowser(endings, others.machine, name, environment);
        const untold = await own.browser.newPage();
        const downloads = join(others.machine.home, "Downloads");
        await own.downloadInto(untold, downloads);
        await untold.goto(portal.href);
        await untold.click("#login");

        /** @type {typeof ACTS[keyof typeof ACTS][]} */
        const acts = [];
        const [page, browser] = [told(untold, acts), told(own.browser, acts)];
        const [machine, card, person] = [
          told(others.machine, acts),
          told(others.card, acts),
          told(others.person, acts),
        ];
        await next(page, "program");
        const shown = await page.$$eval("#packages li", (items) => items.map((item) => item.textContent ?? ""));

        await page.click('#setup-road li[data-step="program"] a');
        const file = await until("the downloaded package", () => finished(downloads));
        const listed = shown.find((text) => text.startsWith(basename(file)));
        assert.match(
          String(listed),
          new RegExp(`SHA-256 ${createHash("sha256").update(readFileSync(file)).digest("hex")}$`),
        );
        await machine.apt(["install", file]);
        await next(page, "extension");

        await page.click('#setup-road li[data-step="extension"] a');
        await browser.installExtension(EXTENSION);
        await next(page, "reader-card");

        await card.insert();
        await person.window();
        await person.enterPin(PIN);
        await loggedIn(page);
        const counted = acts.filter(({ counts }) => counts);
        context.diagnostic(`steps: with the portal's package in ${name}: ${counted.length}`);
        assert.ok(acts.length > counted.length && counted.length > 0, "the person was watched");
        assert.ok(counted.length <= STEPS, acts.map(({ what }) => what).join("; "));
        await own.close();
      },
      {
        downloads: (endings) => built(endings, ["--extension-key", extensionKey(endings)]),
        switches: ["--removed"],
      },
    ));
}

/**
 * The same, with everything that a person does through it written down.
 *
 * @template {object} T
 * @param {T} tool
 * @param {typeof ACTS[keyof typeof ACTS][]} acts
 * @returns {T}
 */
function told(tool, acts) {
  return new Proxy(tool, {
    get(target, name) {
      const found = Reflect.get(target, name, target);
      if (typeof found !== "function") {
        return found;
      }
      return (/** @type {unknown[]} */ ...given) => {
        if (Object.hasOwn(ACTS, name)) {
          acts.push(Reflect.get(ACTS, name));
        }
        return Reflect.apply(found, target, given);
      };
    },
  });
}

/**
 * The host's package, once it is there as a whole.
 *
 * @param {string} folder
 */
function finished(folder) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const name = names.find((file) => /^mpa-host_.*\.deb$/.test(file));
  // Firefox keeps the place with an empty file and writes beside it.
  return name !== undefined && !names.includes(`${name}.part`) && readFileSync(join(folder, name)).length > 0
    ? join(folder, name)
    : undefined;
}

/**
 * Waits until a step is the next one on the road.
 *
 * @param {import("puppeteer-core").Page} page
 * @param {string} step
 */
async function next(page, step) {
  await page.waitForSelector(`#setup-road li[data-step="${step}"][data-state="now"]`, { timeout: 20_000 });
}
