// What differs between the browsers when they are started and driven, and nothing else.
// What differs in what a page is told stands beside the tests: tests/browser/differences.mjs.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { EXTENSION } from "./places.mjs";
import { until } from "./until.mjs";

/** @typedef {import("puppeteer-core").Browser} Browser */
/** @typedef {import("puppeteer-core").Page} Page */

/**
 * @typedef {object} Family
 * @property {string[]} programs their names in the order of preference
 * @property {(home: string, profile: string) => string} manifests the folder of the manifests of native hosts
 * @property {"allowed_origins" | "allowed_extensions"} allowed the field of such a manifest that lists extensions
 * @property {(browser: Browser, id: string, path: string) => Promise<Page>} ownPage opens a page of the extension in a tab
 * @property {(names: string[]) => import("puppeteer-core").LaunchOptions} launch `names` lead to this machine
 * @property {(browser: Browser, extension: string) => Promise<void>} allowPrivately
 *   allows the extension, which is installed, in private windows, too
 * @property {(browser: Browser) => Promise<Page>} privatePage opens a page in a private window
 * @property {(browser: Browser, end: string) => Promise<void>} closeTab
 *   closes the tab whose address has this end, once there is one; it may show a page of the extension
 * @property {(browser: Browser, id: string) => Promise<void>} sleep
 *   puts the extension's background to sleep, as the browser does by itself when nothing has happened for a while
 * @property {(browser: Browser, id: string) => Promise<boolean>} isAwake whether the extension's background runs
 * @property {(page: Page, id: string) => Promise<number>} scriptsIn how often the extension's scripts are in a page
 */

const MANIFEST = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));

/** The extension's id in Firefox, and where its pages are then to be found. */
const GECKO_ID = MANIFEST.browser_specific_settings.gecko.id;
const UUID = "3f1f6f7c-5d0e-4c53-9c1b-2a4d0c9f7e11";

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

/** @type {Family} */
const chromium = {
  programs: ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"],
  manifests: (_home, profile) => join(profile, "NativeMessagingHosts"),
  allowed: "allowed_origins",
  launch: (names) => ({
    browser: "chrome",
    enableExtensions: true,
    pipe: true,
    args: [
      ...QUIET,
      ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : []),
      ...(names.length > 0 ? [`--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(",")}`] : []),
    ],
  }),
  allowPrivately: async (browser, extension) => {
    // The driver's own command has no word for this; what is installed already is only changed.
    const session = /** @type {RawSession} */ (/** @type {unknown} */ (await browser.target().createCDPSession()));
    await session.send("Extensions.loadUnpacked", { path: extension, enableInIncognito: true });
    await session.detach();
  },
  privatePage: async (browser) => (await browser.createBrowserContext()).newPage(),
  ownPage: async (browser, id, path) => {
    const page = await browser.newPage();
    await page.goto(`chrome-extension://${id}${path}`);
    return page;
  },
  closeTab: async (browser, end) => {
    const target = await browser.waitForTarget((other) => other.url().endsWith(end));
    const page = await target.page();
    await page?.close();
  },
  sleep: async (browser, id) => {
    const background = () =>
      browser.targets().find((target) => target.type() === "service_worker" && target.url().includes(id));
    const worker = await (await until("the extension's background", background)).worker();
    await worker?.close();
    await until("the end of the extension's background", () => !background());
  },
  isAwake: async (browser, id) =>
    browser.targets().some((target) => target.type() === "service_worker" && target.url().includes(id)),
  scriptsIn: async (page, id) => {
    // Each extension that has scripts in a page has one world there, which is told when it is asked for.
    let worlds = 0;
    const session = await page.createCDPSession();
    session.on("Runtime.executionContextCreated", ({ context }) => (worlds += context.origin.includes(id) ? 1 : 0));
    await session.send("Runtime.enable");
    await session.detach();
    return worlds;
  },
};

/** @type {Family} */
const firefox = {
  programs: ["firefox-esr", "firefox"],
  manifests: (home) => join(home, ".mozilla/native-messaging-hosts"),
  allowed: "allowed_extensions",
  launch: (names) => ({
    browser: "firefox",
    // For what WebDriver has no word: private windows, and the state of an extension's background.
    args: ["--remote-allow-system-access"],
    extraPrefsFirefox: {
      "network.dns.localDomains": names.join(","),
      // Firefox makes up where an extension's pages are, unless it is told.
      "extensions.webextensions.uuids": JSON.stringify({ [GECKO_ID]: UUID }),
      // It asks in a window of its own, which no driver sees; what is asked for is granted.
      "extensions.webextOptionalPermissionPrompts": false,
    },
  }),
  allowPrivately: async (browser, extension) => {
    await raw(browser).send("webExtension.install", {
      extensionData: { type: "path", path: extension },
      "moz:allowPrivateBrowsing": true,
    });
  },
  privatePage: async (browser) => {
    const known = new Set(browser.targets());
    await inBrowser(browser, "() => { OpenBrowserWindow({ private: true }); }");
    // Until its own first page is there, it would take the place of any other.
    const ready = `() => [...Services.wm.getEnumerator("navigator:browser")].some(({ gBrowser }) => {
      const { currentURI, webProgress } = gBrowser?.selectedBrowser ?? {};
      return currentURI?.spec === "about:privatebrowsing" && !webProgress.isLoadingDocument;
    })`;
    await until("the private window", () => inBrowser(browser, ready));
    const target = await browser.waitForTarget((other) => other.type() === "page" && !known.has(other));
    const page = await target.page();
    if (!page) {
      throw new Error("the private window has no page");
    }
    return page;
  },
  ownPage: async (browser, _id, path) => {
    const page = await browser.newPage();
    // WebDriver is not told that such a page has been loaded.
    void page.goto(`moz-extension://${UUID}${path}`).catch(() => undefined);
    // The page that was there before may go in the middle of the question.
    const loaded = () =>
      page.evaluate(() => window.location.protocol === "moz-extension:" && document.readyState === "complete");
    await until(`the extension's page ${path}`, () => loaded().catch(() => false));
    return page;
  },
  closeTab: async (browser, end) => {
    // WebDriver does not see where an extension's page is.
    const closed = `(end) => {
      const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec.endsWith(end));
      if (tab) {
        gBrowser.removeTab(tab);
      }
      return Boolean(tab);
    }`;
    await until(`the page ${end}`, () => inBrowser(browser, closed, end));
  },
  sleep: async (browser, id) => {
    const stopped = `async (id) => {
      const { extension } = WebExtensionPolicy.getByID(id);
      await extension.terminateBackground();
      return extension.backgroundState === "stopped";
    }`;
    await until("the end of the extension's background", () => inBrowser(browser, stopped, id));
  },
  isAwake: async (browser, id) => {
    const running = `(id) => WebExtensionPolicy.getByID(id).extension.backgroundState === "running"`;
    return (await inBrowser(browser, running, id)) === true;
  },
  scriptsIn: async (page, id) => {
    const matching = `(id, url) => WebExtensionPolicy.getByID(id).contentScripts.filter((script) =>
      script.matchesURI(Services.io.newURI(url))).length`;
    return Number(await inBrowser(page.browser(), matching, id, page.url()));
  },
};

/**
 * By name; a demonstration takes the first that is there.
 *
 * @type {Record<string, Family>}
 */
export const FAMILIES = {
  chromium,
  firefox,
  edge: { ...chromium, programs: ["microsoft-edge-stable", "microsoft-edge"] },
};

/**
 * An answer of a driver; of what stands in it, each command says its own.
 *
 * @typedef {{result: {contexts: {context: string}[], type: string, result: {value: unknown}}}} Answer
 */

/**
 * A driver's connection, for what its own commands have no word for.
 *
 * @typedef {{send: (command: string, parameters: object) => Promise<Answer>, detach: () => Promise<void>}} RawSession
 */

/**
 * @param {Browser} browser a Firefox
 * @returns {RawSession}
 */
function raw(browser) {
  return /** @type {Browser & {connection: RawSession}} */ (browser).connection;
}

/**
 * Runs a function in Firefox itself rather than in a page.
 *
 * @param {Browser} browser
 * @param {string} source the function's
 * @param {string[]} args
 * @returns {Promise<unknown>} what it gives
 */
export async function inBrowser(browser, source, ...args) {
  const { result: tree } = await raw(browser).send("browsingContext.getTree", { "moz:scope": "chrome" });
  const { result: outcome } = await raw(browser).send("script.callFunction", {
    functionDeclaration: source,
    awaitPromise: true,
    target: { context: tree.contexts[0].context },
    arguments: args.map((value) => ({ type: "string", value })),
  });
  if (outcome.type === "exception") {
    throw new Error(`Firefox did not run ${source}`);
  }
  return outcome.result.value;
}
