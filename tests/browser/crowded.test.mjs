// A portal that is crowded: its page waits and comes again by itself, and the person enters the PIN once.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { ROOT, TARGET } from "../stand/places.mjs";
import { FAMILY } from "../stand/stand.mjs";
import { loggedIn, onStand } from "./at-the-portal.mjs";

/** Where pictures of what a person sees are left. */
const PICTURES = join(TARGET, "screenshots");

/** @type {Record<string, Record<string, string>>} */
const TEXTS = JSON.parse(readFileSync(join(ROOT, "tests/demo-portal/pages/texts.json"), "utf8"));

/** As the portal refuses (tests/demo-portal/tests/it/sessions.rs), but sooner over. */
const CROWDED = {
  status: 503,
  headers: { "Retry-After": "2" },
  contentType: "application/json",
  body: JSON.stringify({ code: "crowded", message: "" }),
};

/** @type {{lang: string, path: string, hint: string}[]} */
const CASES = [
  { lang: "ja", path: "/auth/login", hint: "status.crowded-signed" },
  { lang: "en", path: "/auth/challenge", hint: "status.crowded-before" },
];

for (const { lang, path, hint } of CASES) {
  test(`${path} is crowded: the page says so (${lang}) and comes again, and one PIN is enough`, () =>
    onStand({}, async ({ browser, portal, person, card }) => {
      const page = await browser.newPage();
      const posts = await refuseOnce(page, path);
      await page.goto(new URL(`/?lang=${lang}`, portal).href);
      await page.click("#login");
      const entered = person.window().then(() => person.enterPin(PIN));
      await page.waitForSelector('#status[data-state="working"][data-code="crowded"]');
      const said = await page.$$eval("#status > *", (parts) => parts.map((part) => part.textContent));
      assert.deepEqual(said, [TEXTS["status.crowded"][lang], TEXTS[hint][lang]]);
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(join(PICTURES, `crowded-${FAMILY}-${lang}.png`), await page.screenshot());
      await entered;
      await loggedIn(page);
      assert.equal(posts(), 2);
      assert.equal(card.trace.verifies(), 1);
    }));
}

/**
 * The first time that the page posts there, it is told that the portal is crowded; everything else reaches the portal.
 *
 * @param {import("puppeteer-core").Page} page
 * @param {string} path
 * @returns {Promise<() => number>} how often the page has posted there
 */
async function refuseOnce(page, path) {
  let posts = 0;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const isThere = new URL(request.url()).pathname === path;
    posts += isThere ? 1 : 0;
    void (isThere && posts === 1 ? request.respond(CROWDED) : request.continue());
  });
  return () => posts;
}
