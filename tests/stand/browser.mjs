// A stock browser with a profile, a home folder and a registered host of its own, which all go when it does.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import puppeteer from "puppeteer-core";

import { FAMILIES } from "./families.mjs";
import { installedBrowser } from "./installed-browser.mjs";
import { EXTENSION, program, temporaryFolder } from "./places.mjs";
import { registration } from "./registration.mjs";

/** The page that the extension opens when it has come: the end of its address. */
export const SET_UP_PAGE = "/setup/setup.html";

/**
 * @typedef {object} Choices
 * @property {string} [family]
 * @property {boolean} [visible] for a person to look at
 * @property {string | null} [host] another program in the host's place, or `null` for none
 * @property {string[]} [ids] the extensions that may start the host, instead of this project's
 * @property {string | null} [extension] the folder of another extension in this one's place, or `null` for none
 * @property {boolean} [privately] the extension is allowed in private windows, too
 * @property {string[]} [names] host names that lead to this machine, with certificates that nobody has vouched for
 * @property {string} [home] the home folder of another browser, of another family, that this one shares
 */

/**
 * Starts a browser with the extension installed and the host registered.
 * @param {import("./endings.mjs").Endings} endings
 * @param {NodeJS.ProcessEnv} environment what the browser, and through it the host, gets besides this process's own
 * @param {Choices} [choices]
 */
export async function startBrowser(endings, environment, choices = {}) {
  const { visible = false, host = program("mpa-host"), extension = EXTENSION, privately = false, names = [] } = choices;
  const found = installedBrowser(choices.family);
  if (!found) {
    throw new Error("there is no browser that can be used: run tests/prepare.sh");
  }
  const family = FAMILIES[found.family];
  const home = choices.home ?? temporaryFolder(endings);
  const profile = join(home, found.family);
  const registered = registration(found.family, home, profile);
  if (host !== null) {
    registered.write(host, choices.ids);
  }
  const browser = await puppeteer.launch({
    ...family.launch(names),
    executablePath: leashed(found.path, home),
    headless: !visible,
    userDataDir: profile,
    env: { ...process.env, ...ownFolders(home), ...environment },
    acceptInsecureCerts: names.length > 0,
    ignoreDefaultArgs: visible ? ["--enable-automation"] : [],
    defaultViewport: visible ? null : { width: 1024, height: 768 },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  endings.add("browser", () => close(browser));
  const install = () => browser.installExtension(extension ?? EXTENSION);
  const id = extension === null ? "" : await install();
  if (id !== "") {
    // Whoever is set up has closed it.
    await family.closeTab(browser, SET_UP_PAGE);
    if (privately) {
      await family.allowPrivately(browser, extension ?? EXTENSION);
    }
  }
  return {
    browser,
    home,
    family: found.family,
    registration: registered,
    /** The extension's id; '' without one. */
    id,
    install,
    /** @param {string} path of the extension's own */
    ownPage: (path) => family.ownPage(browser, id, path),
    privatePage: () => family.privatePage(browser),
    sleep: () => family.sleep(browser, id),
    isAwake: () => family.isAwake(browser, id),
    /** @param {import("puppeteer-core").Page} page */
    scriptsIn: (page) => family.scriptsIn(page, id),
  };
}

/**
 * Closes a browser, unless the person has, and waits until it no longer writes into its folders.
 *
 * @param {import("puppeteer-core").Browser} browser
 */
async function close(browser) {
  const child = browser.process();
  const runs = child && child.exitCode === null && child.signalCode === null;
  const exited = runs ? once(child, "exit") : undefined;
  if (browser.connected) {
    await browser.close();
  }
  await exited;
}

/**
 * A program that the kernel kills if this process dies without a word: Firefox does not notice by itself.
 *
 * @param {string} path
 * @param {string} folder
 */
function leashed(path, folder) {
  const script = join(folder, "browser");
  writeFileSync(script, `#!/bin/sh\nexec setpriv --pdeathsig KILL '${path}' "$@"\n`, { mode: 0o755 });
  return script;
}

/**
 * Everything that programs keep for a user, in one folder instead of the person's own.
 * @param {string} home
 */
function ownFolders(home) {
  return {
    HOME: home,
    // Named, because the library that draws for Firefox asks the system for the user's home folder otherwise.
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_CONFIG_HOME: undefined,
    XDG_DATA_HOME: undefined,
    XDG_STATE_HOME: undefined,
  };
}
