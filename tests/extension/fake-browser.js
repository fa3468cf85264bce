// As much of a browser as the background needs: ports to pages, and hosts that do as a test says.

import { setImmediate } from "node:timers/promises";

import { golden, locale } from "./files.js";

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

class FakeEvent {
  /** @type {((value: unknown) => void)[]} */
  #listeners = [];

  /** @param {(value: unknown) => void} listener */
  addListener(listener) {
    this.#listeners.push(listener);
  }

  /** @param {unknown} value */
  emit(value) {
    for (const listener of this.#listeners) {
      listener(value);
    }
  }
}

/** One side of a port; `posted` and `closed` tell what that side has done. */
class FakePort {
  onMessage = new FakeEvent();
  onDisconnect = new FakeEvent();
  /** @type {unknown[]} */
  posted = [];
  closed = false;
  /** @type {{ message: string } | undefined} */
  error;

  /** @param {unknown} sender */
  constructor(sender) {
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
    super(undefined);
    this.name = name;
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
 * A browser with a freshly started background.
 *
 * @param {HostScript} script
 * @param {{ language?: string }} [settings]
 */
export async function startBrowser(script, { language = "en-US" } = {}) {
  const words = locale("en");
  const onConnect = new FakeEvent();
  /** @type {FakeHost[]} */
  const hosts = [];
  const runtime = {
    /** @type {{ message: string | undefined } | undefined} */
    lastError: undefined,
    id: OWN_ID,
    onConnect,
    getManifest: () => ({ version: "0.1.0" }),
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
  Object.assign(globalThis, { chrome: { runtime, i18n } });
  copies += 1;
  await import(`../../extension/background.js?copy=${copies}`);

  return {
    hosts,
    /**
     * Opens a page's port and posts one message on it.
     *
     * @param {unknown} message
     * @param {object} [sender]
     */
    async ask(message, sender = SENDER) {
      const port = new FakePort(sender);
      onConnect.emit(port);
      port.onMessage.emit(message);
      await setImmediate();
      return port;
    },
  };
}
