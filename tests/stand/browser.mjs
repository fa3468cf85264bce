// A stock browser with a profile, a home folder and a registered host of its own, which all go when it does.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import puppeteer from "puppeteer-core";

import { installedBrowser } from "./installed-browser.mjs";
import { EXTENSION, program, temporaryFolder } from "./places.mjs";

/** The host's name in native messaging. */
const HOST_NAME = "mpa_host";

/** Start-up look-ups that a browser would make on the network, and greetings that a person would have to dismiss. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=Translate",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-gpu",
  "--password-store=basic",
];

/**
 * Starts a browser with the extension installed and the host registered.
 * @param {import("./endings.mjs").Endings} endings
 * @param {NodeJS.ProcessEnv} environment what the browser, and through it the host, gets besides this process's own
 * @param {{family?: string, visible?: boolean, host?: string}} [options] `host`: another program in the host's place
 */
export async function startBrowser(endings, environment, { family, visible = false, host = program("mpa-host") } = {}) {
  const found = installedBrowser(family);
  if (!found) {
    throw new Error("there is no browser that can be used: run tests/prepare.sh");
  }
  const home = temporaryFolder(endings);
  const profile = join(home, "profile");
  registerHost(
    found.family === "firefox" ? join(home, ".mozilla/native-messaging-hosts") : join(profile, "NativeMessagingHosts"),
    host,
  );
  const browser = await puppeteer.launch({
    ...(found.family === "firefox"
      ? { browser: "firefox" }
      : { browser: "chrome", enableExtensions: true, pipe: true }),
    executablePath: found.path,
    headless: !visible,
    userDataDir: profile,
    env: { ...process.env, ...ownFolders(home), ...environment },
    args:
      found.family === "firefox"
        ? []
        : [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : [])],
    ignoreDefaultArgs: visible ? ["--enable-automation"] : [],
    defaultViewport: visible ? null : { width: 1024, height: 768 },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  endings.add("browser", () => close(browser));
  await browser.installExtension(EXTENSION);
  return { browser, home, family: found.family };
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
 * Everything that programs keep for a user, in one folder instead of the person's own.
 * @param {string} home
 */
function ownFolders(home) {
  return {
    HOME: home,
    XDG_CACHE_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_DATA_HOME: undefined,
    XDG_STATE_HOME: undefined,
  };
}

/**
 * @param {string} folder
 * @param {string} host
 */
function registerHost(folder, host) {
  const manifest = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${HOST_NAME}.json`),
    JSON.stringify({
      name: HOST_NAME,
      description: "Login with a My Number card",
      path: host,
      type: "stdio",
      ...(folder.includes(".mozilla")
        ? { allowed_extensions: [manifest.browser_specific_settings.gecko.id] }
        : { allowed_origins: [`chrome-extension://${chromiumId(manifest.key)}/`] }),
    }),
  );
}

/**
 * The id that Chromium gives an extension: half the digest of its public key, with the letters a to p for hex digits.
 * @param {string} key base64 of the SubjectPublicKeyInfo
 */
export function chromiumId(key) {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");
}
