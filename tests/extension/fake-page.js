// As much of a page as the content scripts need; the scripts themselves run as browsers run them, as classic scripts.

import { createContext, runInContext } from "node:vm";

import { FakeDocument } from "./fake-document.js";
import { FakeEvent } from "./fake-event.js";
import { locale, shipped } from "./files.js";

export const ORIGIN = "https://portal.example";

/** The content script's side of a port, and what the background does at the other. */
class FakePort {
  /** @type {unknown[]} */
  posted = [];
  closed = false;
  /** @type {(message: unknown) => void} */
  answer = () => undefined;
  /** @type {() => void} */
  drop = () => undefined;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  onMessage = {
    /** @param {(message: unknown) => void} listener */
    addListener: (listener) => {
      this.answer = listener;
    },
  };
  onDisconnect = {
    /** @param {() => void} listener */
    addListener: (listener) => {
      this.drop = listener;
    },
  };

  /** @param {unknown} message */
  postMessage(message) {
    this.posted.push(plain(message));
  }

  disconnect() {
    this.closed = true;
  }
}

/** A window that tells what came from outside from what a script of the page made up. */
class FakeWindow extends EventTarget {
  /**
   * @override
   * @param {string} type
   * @param {(event: Event) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  addEventListener(type, listener, options) {
    const isTrusted = (/** @type {Event} */ event) => Reflect.get(event, "made") !== true;
    super.addEventListener(
      type,
      (event) => listener(Object.create(event, { isTrusted: { value: isTrusted(event) } })),
      options,
    );
  }
}

/**
 * @typedef {object} Page
 * @property {string} [script] the content script, by its name in `content/`
 * @property {boolean} [isSecureContext]
 * @property {string} [contentType]
 * @property {string} [platform]
 * @property {boolean} [touched] whether the person has clicked or pressed a key
 * @property {ConstructorParameters<typeof FakeDocument>[1]} [state] of the document
 * @property {(document: FakeDocument) => void} [before] what another extension did before
 */

/**
 * Loads a content script into a page.
 *
 * @param {Page} [page]
 */
export function openPage({
  script = "web-eid",
  isSecureContext = true,
  contentType = "text/html",
  platform = "Win32",
  touched = true,
  state,
  before,
} = {}) {
  const words = locale("en");
  /** @type {FakePort[]} */
  const ports = [];
  /** @type {{ message: unknown, target: unknown }[]} what the page was told; the script's own word to itself is none */
  const told = [];
  /** @type {object[]} */
  const undelivered = [];
  let delivering = false;
  const extension = { connectable: true };
  const onMessage = new FakeEvent();
  const window = Object.assign(new FakeWindow(), {
    isSecureContext,
    /**
     * @param {unknown} message
     * @param {unknown} target
     */
    postMessage(message, target) {
      if (Reflect.get(Object(message), "action") !== "mpa:all-heard") {
        told.push({ message: plain(message), target });
      }
      deliver({ data: message, source: window, origin: ORIGIN });
    },
  });
  const runtime = {
    get id() {
      return extension.connectable ? "own-extension" : undefined;
    },
    onMessage,
    getManifest: () => ({ version: "3.1.4" }),
    /** @param {{ name: string }} port */
    connect({ name }) {
      if (!extension.connectable) {
        throw new Error("Extension context invalidated.");
      }
      const port = new FakePort(name);
      ports.push(port);
      return port;
    },
  };
  /** @param {string} key */
  const getMessage = (key) => words[key]?.message ?? "";
  const document = new FakeDocument(contentType, state);
  before?.(document);
  const context = createContext({
    window,
    document,
    location: { origin: ORIGIN },
    navigator: { platform, userActivation: { hasBeenActive: touched } },
    chrome: { runtime, i18n: { getMessage } },
    AbortController,
    CustomEvent,
    Event,
    MutationObserver: document.observer(),
    // Looked up when it is called, so that a test may stop the clock.
    setTimeout: (/** @type {() => void} */ act, /** @type {number} */ ms) => setTimeout(act, ms),
    clearTimeout: (/** @type {NodeJS.Timeout} */ timer) => clearTimeout(timer),
  });

  function inject() {
    runInContext(shipped("content/page.js"), context);
    runInContext(shipped(`content/${script}.js`), context);
  }

  /**
   * Messages wait for each other, as a browser's do.
   *
   * @param {object} message
   */
  function deliver(message) {
    undelivered.push(message);
    if (delivering) {
      return;
    }
    delivering = true;
    for (let next = undelivered.shift(); next !== undefined; next = undelivered.shift()) {
      dispatch("message", next);
    }
    delivering = false;
  }

  /**
   * @param {string} type
   * @param {object} fields
   */
  function dispatch(type, fields) {
    return window.dispatchEvent(Object.assign(new Event(type), fields));
  }

  inject();
  return {
    ports,
    told,
    extension,
    window,
    document,
    inject,
    dispatch,
    /**
     * The page, or whoever `from` says, posts a message to the window.
     *
     * @param {unknown} data
     * @param {object} [from]
     */
    post: (data, from) => deliver({ data, source: window, origin: ORIGIN, ...from }),
    /** What the script says of the page to the extension's own pages. */
    says() {
      /** @type {unknown[]} */
      const answers = [];
      onMessage.emit("page?", {}, (/** @type {unknown} */ answer) => answers.push(plain(answer)));
      return answers;
    },
  };
}

/**
 * Objects of another realm are never deeply equal to this one's.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
