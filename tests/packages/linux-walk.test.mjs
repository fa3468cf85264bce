// The whole way of the packages, on a copy of this machine that is thrown away: from nothing, through a login in real browsers
// and an upgrade under their feet, back to nothing, compared file by file.

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { EXTENSION } from "../stand/places.mjs";
import { processesWith } from "../stand/processes.mjs";
import { ownIds } from "../stand/registration.mjs";
import { until } from "../stand/until.mjs";
import { HIGHER, PROGRAMS, VERSION, built, deb, extensionKey } from "./built.mjs";
import { logIn, onMachine } from "./on-machine.mjs";
import { startOwnBrowser } from "./own-browser.mjs";

const FIREFOX_ID = ownIds("allowed_extensions")[0];
const PACKAGES = ["mpa-host", "mpa-chromium", "mpa-firefox"];
/** What a browser keeps for itself in a home. */
const BROWSERS_OWN = [".cache", ".config", ".mozilla", ".pki", ".local", "Downloads"];

test("from nothing to a login in both browsers, an upgrade under their feet, and back to nothing", () =>
  onMachine(async ({ endings, machine, portal, person, environment }) => {
    const key = ["--extension-key", extensionKey(endings)];
    const first = await built(endings, key);
    const higher = await built(endings, [...key, "--version", HIGHER]);
    const before = machine.changes();

    await machine.apt(["install", ...PACKAGES.map((name) => deb(first, name))]);
    const installed = machine.changes();
    for (const path of ["/usr/bin/mpa-host", "/etc/chromium/policies", "/var/lib/mpa-host/receipt.json"]) {
      assert.ok(installed.includes(`made ${path}`), `${path} is there, and would be seen if it stayed`);
    }
    // dpkg's words to a package whose removal fails halfway.
    await machine.run(["/var/lib/dpkg/info/mpa-chromium.prerm", "remove"]);
    assert.ok(!machine.changes().includes("made /etc/chromium/policies"));
    await machine.run(["/var/lib/dpkg/info/mpa-chromium.postinst", "abort-remove", VERSION]);
    assert.deepEqual(machine.changes(), installed, "a removal that is called off leaves everything as it was");

    const chromium = await startOwnBrowser(endings, machine, "chromium", environment);
    await chromium.watches(machine, "/etc/chromium/policies/managed");
    const firefox = await startOwnBrowser(endings, machine, "firefox", environment);
    for (const browser of [chromium, firefox]) {
      await logIn(browser, portal, person);
    }
    assert.equal(await firefox.browserKnows(FIREFOX_ID), true);

    await machine.apt(["install", ...PACKAGES.map((name) => deb(higher, name))]);
    const versions = await machine.run(["dpkg-query", "--show", "--showformat", "${Version}\n", ...PACKAGES]);
    assert.deepEqual(versions.trim().split("\n"), [HIGHER, HIGHER, HIGHER]);
    for (const browser of [chromium, firefox]) {
      await logIn(browser, portal, person);
    }

    const told = await machine.apt(["remove", ...PACKAGES]);
    assert.match(told, /rm -r ~\/\.local\/state\/mpa-host/, "what is left in the homes is named");
    await chromium.close();
    await firefox.close();
    const chromiumAgain = await startOwnBrowser(endings, machine, "chromium", environment);
    await chromiumAgain.pageWithoutExtension(portal);
    await chromiumAgain.close();
    const firefoxAgain = await startOwnBrowser(endings, machine, "firefox", environment);
    assert.equal(await firefoxAgain.browserKnows(FIREFOX_ID), false, "Firefox has forgotten the extension");
    await firefoxAgain.close();
    await until("the end of all processes", () => processesWith(machine.folder).length <= 1);
    assert.deepEqual(machine.changes(), before, "outside the homes everything is as before");
    assert.deepEqual(
      leftInHome(machine.home),
      ["mpa-host"],
      "in the home, the host's state and the browsers' profiles",
    );
  }));

test("for one person alone: registered, logged in, and gone from the home, too", () =>
  onMachine(async ({ endings, machine, portal, person, environment }) => {
    const before = machine.changes();
    const setup = join(PROGRAMS, "mpa-setup");
    await machine.run([setup, "install", "--scope", "user", "--browser", "chromium,firefox"]);
    for (const name of /** @type {const} */ (["chromium", "firefox"])) {
      const own = await startOwnBrowser(endings, machine, name, environment);
      await own.browser.installExtension(EXTENSION);
      await logIn(own, portal, person);
      await own.close();
    }
    await until("the end of all processes", () => processesWith(machine.folder).length <= 1);
    await machine.run([setup, "uninstall", "--scope", "user"]);
    assert.deepEqual(leftInHome(machine.home), [], "no state of the host's either");
    assert.deepEqual(machine.changes(), before, "outside the home nothing was touched");
  }));

/**
 * What is in the folder of programs' states, after a look that nothing but browsers wrote anywhere else.
 *
 * @param {string} home
 */
function leftInHome(home) {
  assert.deepEqual(
    readdirSync(home).filter((name) => !BROWSERS_OWN.includes(name)),
    [],
  );
  assert.ok(!existsSync(join(home, ".mozilla/native-messaging-hosts")));
  assert.ok(!existsSync(join(home, ".config/chromium/NativeMessagingHosts/mpa_host.json")));
  const states = join(home, ".local/state");
  return existsSync(states) ? readdirSync(states) : [];
}
