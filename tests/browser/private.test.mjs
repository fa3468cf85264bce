// Private windows: the extension is there only if the person allowed it there, and then works as everywhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { loggedIn, onStand } from "./at-the-portal.mjs";

test("a private window in which the extension is not allowed has none", () =>
  onStand({}, async (stand) => {
    const page = await stand.privatePage();
    await page.goto(stand.portal.href);
    await page.click("#login");
    // The portal leads whoever has no extension to its set-up page.
    await page.waitForSelector('[data-step="program"][data-state="now"]');
    assert.equal(new URL(page.url()).pathname, "/setup");
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
