// As much of a browser as the background needs: ports to pages, and hosts that do as a test says.

import { setImmediate } from "node:timers/promises";

import { FakeEvent } from "./fake-event.js";
import { fakeSites } from "./fake-sites.js";
import { golden, locale, shipped } from "./files.js";

const OWN_ID = "own-extension";
let copies = 0;

/** The sender of a message from a page on which everything is in order. */
export const SENDER = Object.freeze({
  id: OWN_ID,
  frameId: 0,
  url: "https://portal.example/login?from=top",
  origin: "https://portal.example",
  documentLifecycle: "active",
  tab: Object.freeze({ id: 7, active: true }),
});

/**
 * What a host does when it is asked: gives an answer, says nothing (`undefined`), or goes, with the browser's words.
 *
 * @callback HostScript
 * @param {Record<string, unknown>} request
 * @returns {unknown}
 */

/** A host that goes instead of answering. */
export class Gone {
  /**
   * @param {string | undefined} words
   * @param {"chromium" | "firefox"} browser
   */
  constructor(words, browser = "chromium") {
    this.words = words;
    this.browser = browser;
  }
}

/**
 * A host that answers the greeting and then goes, so that what it was asked can be looked at.
 *
 * @type {HostScript}
 */
export const greetsAndGoes = ({ request }) =>
  request === "status" ? golden("answers/status.json") : new Gone(undefined);

/** One side of a port; `posted` and `closed` tell what that side has done. */
class FakePort {
  onMessage = new FakeEvent();
  onDisconnect = new FakeEvent();
  /** @type {unknown[]} */
  posted = [];
  closed = false;
  /** @type {{ message: string } | undefined} */
  error;

  /**
   * @param {string} name
   * @param {unknown} sender
   */
  constructor(name, sender) {
    this.name = name;
    this.sender = sender;
  }

  /** @param {unknown} message */
  postMessage(message) {
    if (this.closed) {
      throw new Error("Attempting to use a disconnected port object");
    }
    this.posted.push(structuredClone(message));
  }

  disconnect() {
    this.closed = true;
  }
}

/** A native port, with the host behind it. */
class FakeHost extends FakePort {
  /**
   * @param {string} name
   * @param {HostScript} script
   * @param {{ lastError: { message: string | undefined } | undefined }} runtime
   */
  constructor(name, script, runtime) {
    super(name, undefined);
    this.script = script;
    this.runtime = runtime;
  }

  /**
   * @override
   * @param {unknown} message
   */
  postMessage(message) {
    super.postMessage(message);
    const answer = this.script(/** @type {Record<string, unknown>} */ (message));
    if (answer !== undefined) {
      queueMicrotask(() => (answer instanceof Gone ? this.go(answer) : this.onMessage.emit(answer)));
    }
  }

  /** @param {Gone} gone */
  go({ words, browser }) {
    this.closed = true;
    if (browser === "firefox") {
      this.error = words === undefined ? undefined : { message: words };
    } else {
      this.runtime.lastError = { message: words };
    }
    this.onDisconnect.emit(this);
    this.runtime.lastError = undefined;
  }
}

/**
 * A browser with a freshly started background, in which the person has allowed `SENDER`'s site.
 *
 * @param {HostScript} [script]
 * @param {{ language?: string } & Parameters<typeof fakeSites>[1]} [settings]
 */
export async function startBrowser(script = () => undefined, { language = "en-US", ...settings } = {}) {
  const words = locale("en");
  const manifest = JSON.parse(shipped("manifest.json"));
  const sites = fakeSites(manifest.host_permissions, { granted: ["portal.example"], ...settings });
  const onConnect = new FakeEvent();
  const onInstalled = new FakeEvent();
  const onStartup = new FakeEvent();
  const onUpdateAvailable = new FakeEvent();
  /** @type {FakeHost[]} */
  const hosts = [];
  const runtime = {
    /** @type {{ message: string | undefined } | undefined} */
    lastError: undefined,
    id: OWN_ID,
    onConnect,
    onInstalled,
    onStartup,
    onUpdateAvailable,
    reloads: 0,
    reload() {
      runtime.reloads += 1;
    },
    getManifest: () => manifest,
    /** @param {string} path */
    getURL: (path) => `chrome-extension://${OWN_ID}/${path}`,
    /** @param {string} name */
    connectNative(name) {
      const host = new FakeHost(name, script, runtime);
      hosts.push(host);
      return host;
    },
  };
  const i18n = {
    getUILanguage: () => language,
    /** @param {string} key */
    getMessage: (key) => words[key]?.message ?? "",
  };
  Object.assign(globalThis, { chrome: { runtime, i18n, ...sites.api } });
  copies += 1;
  await import(`../../extension/background.js?copy=${copies}`);

  return {
    hosts,
    sites,
    onInstalled,
    onStartup,
    onUpdateAvailable,
    reloads: () => runtime.reloads,
    /**
     * Opens a page's port and posts one message on it.
     *
     * @param {unknown} message
     * @param {object} [sender]
     * @param {string} [name] of the port
     */
    async ask(message, sender = SENDER, name = "web-eid") {
      const port = new FakePort(name, sender);
      onConnect.emit(port);
      port.onMessage.emit(message);
      await setImmediate();
      return port;
    },
  };
}
