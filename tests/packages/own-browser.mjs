// A browser as a person starts it: with the profile that it takes by itself, and with what the machine has installed for it.

import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import puppeteer from "puppeteer-core";

import { FAMILIES, inBrowser } from "../stand/families.mjs";
import { installedBrowser } from "../stand/installed-browser.mjs";
import { told } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";

/** Where each browser keeps its profile, below the home. */
const PROFILES = { chromium: ".config/chromium", firefox: ".mozilla/firefox/tests" };

/** After three minutes Chromium takes itself for started, whatever its first page does. */
const AT_REST_MS = 200_000;

/** What the driver would otherwise set so that nothing but its own extensions is loaded. */
const AS_INSTALLED = {
  ignored: ["--disable-extensions", "--disable-background-networking", "--disable-component-update"],
  preferences: {
    "remote.prefs.recommended": false,
    // The values of Debian's build (defaults/preferences/firefox.js), and for the second Firefox's own.
    "extensions.autoDisableScopes": 3,
    "extensions.enabledScopes": 15,
  },
};

/**
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {import("./machine.mjs").Machine} machine
 * @param {keyof typeof PROFILES} name
 * @param {NodeJS.ProcessEnv} environment
 */
export async function startOwnBrowser(endings, machine, name, environment) {
  const found = installedBrowser(name);
  if (!found) {
    throw new Error("there is no browser that can be used: run tests/prepare.sh packages");
  }
  const profile = join(machine.home, PROFILES[name]);
  mkdirSync(profile, { recursive: true });
  const launch = FAMILIES[name].launch([]);
  const browser = await puppeteer.launch({
    ...launch,
    args: (launch.args ?? []).filter((argument) => !AS_INSTALLED.ignored.includes(argument)),
    extraPrefsFirefox: { ...launch.extraPrefsFirefox, ...AS_INSTALLED.preferences },
    executablePath: entering(machine, found.path),
    ignoreDefaultArgs: AS_INSTALLED.ignored,
    headless: true,
    userDataDir: profile,
    env: {
      ...process.env,
      HOME: machine.home,
      XDG_CACHE_HOME: join(machine.home, ".cache"),
      XDG_CONFIG_HOME: undefined,
      XDG_DATA_HOME: undefined,
      XDG_STATE_HOME: undefined,
      ...environment,
    },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const own = new OwnBrowser(browser, name);
  endings.add("browser", () => own.close());
  return own;
}

/** A running browser. */
class OwnBrowser {
  /**
   * @param {import("puppeteer-core").Browser} browser
   * @param {string} name
   */
  constructor(browser, name) {
    this.browser = browser;
    this.name = name;
  }

  /**
   * Has what a page offers put into a folder: Chromium without a window would refuse it, and Firefox takes that of the home anyway.
   *
   * @param {import("puppeteer-core").Page} page
   * @param {string} folder
   */
  async downloadInto(page, folder) {
    if (this.name === "chromium") {
      const session = await page.createCDPSession();
      await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    }
  }

  /**
   * Waits until Chromium watches a folder of its policies. It begins when its first page has been seen and is at rest, or after
   * three minutes: until then another tab must not be opened, and a policy that goes is not noticed.
   *
   * @param {import("./machine.mjs").Machine} machine
   * @param {string} folder
   */
  async watches(machine, folder) {
    const number = Number(await machine.run(["stat", "--format", "%i", folder]));
    const watched = ` ino:${number.toString(16)} `;
    const details = `/proc/${this.browser.process()?.pid}/fdinfo`;
    await until(
      `Chromium's watch over ${folder}`,
      () => readdirSync(details).some((name) => told(join(details, name)).includes(watched)),
      AT_REST_MS,
    );
  }

  /**
   * Waits until the extension no longer answers in a page: a browser that has just started takes it away when it has read
   * its policies. A running one often does so at once, and sometimes not for minutes.
   *
   * @param {URL} address
   */
  async pageWithoutExtension(address) {
    const page = await this.browser.newPage();
    await until("a page without the extension", async () => {
      await page.goto(address.href);
      return !(await page.evaluate(answers));
    });
  }

  /**
   * Whether Firefox lists an extension, working or not.
   *
   * @param {string} id
   */
  browserKnows(id) {
    const known = `async (id) => {
      const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
      return Boolean(await AddonManager.getAddonByID(id));
    }`;
    return inBrowser(this.browser, known, id);
  }

  /**
   * Waits for a portal's page on which the extension answers.
   *
   * @param {URL} address
   */
  async pageWithExtension(address) {
    const page = await this.browser.newPage();
    await until(
      "the extension in a page",
      async () => {
        await page.goto(address.href);
        return page.evaluate(answers);
      },
      60_000,
    );
    await page.bringToFront();
    return page;
  }

  async close() {
    if (!this.browser.connected) {
      return;
    }
    const child = this.browser.process();
    const exited = child && child.exitCode === null ? once(child, "exit") : undefined;
    await this.browser.close();
    await exited;
  }
}

/** Asks as a portal does whether an extension is there; an acknowledgement is posted while the question is delivered. */
function answers() {
  return new Promise((resolve) => {
    let marks = 0;
    window.addEventListener("message", ({ data }) => {
      if (data?.action === "web-eid:status-ack") {
        resolve(true);
      }
      if (data?.mark) {
        marks += 1;
        if (marks === 2) {
          resolve(false);
        }
        window.postMessage({ mark: true }, "*");
      }
    });
    window.postMessage({ action: "web-eid:status", libraryVersion: "2.1.0" }, "*");
    window.postMessage({ mark: true }, "*");
  });
}

/**
 * A program that starts the browser inside, and that the kernel kills if this process dies without a word.
 *
 * @param {import("./machine.mjs").Machine} machine
 * @param {string} path
 */
function entering(machine, path) {
  const script = join(machine.folder, "browser");
  const command = machine.inside([path]).map((word) => `'${word}'`);
  writeFileSync(script, `#!/bin/sh\nexec setpriv --pdeathsig KILL ${command.join(" ")} "$@"\n`, { mode: 0o755 });
  return script;
}
