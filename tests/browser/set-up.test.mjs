// What mpa-setup registers, and nothing else, is what a real browser starts; and what it removes is gone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { startBrowser } from "../stand/browser.mjs";
import { Endings } from "../stand/endings.mjs";
import { program, temporaryFolder } from "../stand/places.mjs";

const family = process.env.MPA_BROWSER ?? "chromium";

/** Edge's own folder is not where another browser looks that stands in for it. */
const skip = family === "edge";

test("the browser starts the host that mpa-setup registered, and not once it is removed", { skip }, async () => {
  const endings = new Endings();
  try {
    const home = temporaryFolder(endings);
    // The stand's profile is where the browser's own would be below this folder.
    const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home };
    /** @param {string[]} words */
    const setUp = (...words) => execFileSync(program("mpa-setup"), words, { env: environment, encoding: "utf8" });
    setUp("install", "--scope", "user", "--browser", family, "--host", program("mpa-host"));
    const { ownPage } = await startBrowser(endings, {}, { family, home, host: null });
    const page = await ownPage("/popup/popup.html");
    const ask = () =>
      page.evaluate(async () => {
        const { runtime } = Reflect.get(globalThis, "browser") ?? Reflect.get(globalThis, "chrome");
        try {
          return await runtime.sendNativeMessage("mpa_host", { protocol: 1, request: "status" });
        } catch {
          return "none";
        }
      });
    const version = setUp("--version").trim().replace("mpa-setup ", "");
    assert.deepEqual(await ask(), { answer: "status", protocol: 1, hostVersion: version });
    setUp("uninstall", "--scope", "user");
    assert.equal(await ask(), "none");
  } finally {
    await endings.run();
  }
});
