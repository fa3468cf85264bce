// The extension's background comes and goes: it sleeps when nobody needs it, and the whole extension may be removed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { processEnds } from "../stand/processes.mjs";
import { AUTHENTICATE, ask, beginLogin, counterTold, failureListener, loggedIn, onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";

test("a background that was put to sleep wakes up for a login", () =>
  onStand({}, async (stand) => {
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    await stand.sleep();
    await page.click("#login");
    await stand.person.window();
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    assert.equal(stand.card.trace.verifies(), 1);
  }));

test("an extension that is removed during a login takes the host and its window with it", () =>
  onStand({}, async (stand) => {
    const { page, window } = await beginLogin(stand);
    await counterTold(stand);
    const failure = await failureListener(page);
    await stand.browser.uninstallExtension(stand.id);
    await processEnds(window.pid);
    await stand.person.seesNothing();
    assert.equal(stand.card.trace.verifies(), 0);
    if (differences.removed === undefined) {
      assert.deepEqual(await ask(page, AUTHENTICATE, { silent: true }), []);
    } else {
      assert.equal((await failure()).reason, differences.removed);
      // What is left of it in the page keeps nobody waiting.
      assert.equal((await ask(page, AUTHENTICATE)).at(-1)?.error?.reason, "extension-gone");
    }
  }));
