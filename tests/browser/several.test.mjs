// One login at a time, whoever asks: another tab, another window, another browser. The second is told at once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startBrowser } from "../stand/browser.mjs";
import { PIN } from "../stand/card.mjs";
import { AUTHENTICATE, ask, beginLogin, counterTold, loggedIn, onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */

/** @type {{name: string, another: (stand: Stand) => Promise<import("puppeteer-core").Page>}[]} */
const CASES = [
  { name: "another tab", another: ({ browser }) => browser.newPage() },
  { name: "another window", another: ({ browser }) => browser.newPage({ type: "window" }) },
  {
    name: "another browser",
    another: async ({ endings, environment, home }) => {
      const { browser } = await startBrowser(endings, environment, { family: differences.another, home });
      return browser.newPage();
    },
  },
];

for (const { name, another } of CASES) {
  test(`${name} that asks meanwhile is told so at once, and may ask after it`, () =>
    onStand({}, async (stand) => {
      const { page } = await beginLogin(stand);
      await counterTold(stand);
      const second = await another(stand);
      await second.goto(stand.portal.href);
      const told = (await ask(second, AUTHENTICATE)).at(-1)?.error;
      assert.deepEqual(
        { reason: told?.reason, code: told?.code },
        { reason: "busy", code: "ERR_WEBEID_ACTION_PENDING" },
      );

      await stand.person.window();
      await stand.person.enterPin(PIN);
      await loggedIn(page);
      await stand.person.seesNothing();
      assert.equal(stand.card.trace.verifies(), 1);

      await second.bringToFront();
      const answers = ask(second, AUTHENTICATE);
      await stand.person.window();
      await stand.person.press("Escape");
      assert.equal((await answers).at(-1)?.error?.reason, "cancelled");
    }));
}
