// What the extension costs while nobody logs in: nothing on other sites, no background that is awake, no host that runs.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { program, temporaryFolder } from "../stand/places.mjs";
import { processesWith } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";
import { AUTHENTICATE, ask, beginLogin, loggedIn, onStand } from "./at-the-portal.mjs";

test("a page of a site that was not added has none of the extension's scripts", () =>
  onStand({ site: "https://portal.example" }, async (stand) => {
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    assert.deepEqual(await ask(page, AUTHENTICATE, { silent: true }), []);
    assert.equal(await stand.scriptsIn(page), 0);
  }));

test("the background sleeps on while the portal's pages are opened, and is woken by a login", () =>
  onStand({}, async (stand) => {
    await stand.sleep();
    const page = await stand.browser.newPage();
    for (const path of ["/", "/not-there", "/"]) {
      await page.goto(new URL(path, stand.portal).href);
    }
    assert.ok((await stand.scriptsIn(page)) > 0, "the extension is there");
    assert.equal(await stand.isAwake(), false);

    await page.click("#login");
    const window = await stand.person.window();
    assert.equal(await stand.isAwake(), true);
    await stand.person.cancel(window.pid);
  }));

test("a login starts one host, and none is left of it", async () => {
  const endings = new Endings();
  try {
    const folder = temporaryFolder(endings);
    const [counting, starts] = [join(folder, "mpa-host"), join(folder, "starts")];
    writeFileSync(counting, `#!/bin/sh\necho start >>'${starts}'\nexec '${program("mpa-host")}' "$@"\n`, {
      mode: 0o755,
    });
    await onStand({ host: counting }, async (stand) => {
      // The page that opened when the extension had come may have had one, and nothing of it is left then.
      await stand.sleep();
      writeFileSync(starts, "");
      const { page } = await beginLogin(stand);
      await stand.person.enterPin(PIN);
      await loggedIn(page);
      await until("the end of the host", () => !processesWith(stand.home).some((line) => line.includes("mpa-host")));
      assert.equal(readFileSync(starts, "latin1"), "start\n");
    });
  } finally {
    await endings.run();
  }
});
