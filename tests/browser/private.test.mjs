// Private windows: the extension is there only if the person allowed it there, and then works as everywhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { loggedIn, onStand } from "./at-the-portal.mjs";

test("a private window in which the extension is not allowed is told that there is none", () =>
  onStand({}, async (stand) => {
    const page = await stand.privatePage();
    await page.goto(stand.portal.href);
    await page.click("#login");
    const status = await page.waitForSelector('#status[data-state="failed"]');
    assert.equal(await status?.evaluate((element) => element.getAttribute("data-code")), "extension-unavailable");
    assert.ok(stand.display.isEmpty(), "no window is on the screen");
    assert.equal(stand.card.trace.exchanges().length, 0, "nothing was sent to the card");
  }));

test("a private window in which the extension is allowed logs in", () =>
  onStand({ privately: true }, async (stand) => {
    const page = await stand.privatePage();
    await page.goto(stand.portal.href);
    await page.click("#login");
    await stand.person.window();
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    assert.equal(stand.card.trace.verifies(), 1);
  }));
