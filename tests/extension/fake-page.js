// As much of a page as the content script needs; the script itself runs as browsers run it, as a classic script.

import { runInNewContext } from "node:vm";

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

/**
 * Loads the content script into a page.
 *
 * @param {{ isSecureContext?: boolean, contentType?: string }} [page]
 */
export function openPage({ isSecureContext = true, contentType = "text/html" } = {}) {
  const words = locale("en");
  /** @type {FakePort[]} */
  const ports = [];
  /** @type {{ message: unknown, target: unknown }[]} */
  const told = [];
  const extension = { connectable: true };
  const window = Object.assign(new EventTarget(), {
    isSecureContext,
    /**
     * @param {unknown} message
     * @param {unknown} target
     */
    postMessage: (message, target) => told.push({ message: plain(message), target }),
  });
  const runtime = {
    get id() {
      return extension.connectable ? "own-extension" : undefined;
    },
    connect() {
      if (!extension.connectable) {
        throw new Error("Extension context invalidated.");
      }
      const port = new FakePort();
      ports.push(port);
      return port;
    },
  };
  /** @param {string} key */
  const getMessage = (key) => words[key]?.message ?? "";
  runInNewContext(shipped("content.js"), {
    window,
    document: { contentType },
    location: { origin: ORIGIN },
    chrome: { runtime, i18n: { getMessage } },
    AbortController,
  });

  /**
   * @param {string} type
   * @param {object} fields
   */
  const dispatch = (type, fields) => window.dispatchEvent(Object.assign(new Event(type), fields));
  return {
    ports,
    told,
    extension,
    dispatch,
    /**
     * The page, or whoever `from` says, posts a message to the window.
     *
     * @param {unknown} data
     * @param {object} [from]
     */
    post: (data, from) => dispatch("message", { data, source: window, origin: ORIGIN, ...from }),
  };
}

/**
 * Objects of another realm are never deeply equal to this one's.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
