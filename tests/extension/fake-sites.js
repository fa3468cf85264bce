// As much of a browser as the sites need: what the person allowed, which scripts are registered, which tabs are open.

import { FakeEvent } from "./fake-event.js";

/**
 * @typedef {object} Tab
 * @property {number} id
 * @property {string} url
 * @property {number} [windowId]
 * @property {number} [lastAccessed]
 * @property {object} [page] what the page's content script says of it; a tab without one hears nothing
 * @property {boolean} [closed] whether it closes before a script can enter it
 * @property {boolean} [frozen] whether it answers nothing until somebody comes back to it
 * @property {boolean} [discarded] whether the browser has put it out of memory
 */

/**
 * @param {string[]} fixed the manifest's patterns
 * @param {{ granted?: string[], managed?: unknown, tabs?: Tab[], session?: object }} settings
 *   `session`: what the background stored; without a word it has run before and was put to sleep
 */
export function fakeSites(fixed, { granted = [], managed, tabs: open = [], session: stored = { here: true } }) {
  const origins = new Set([...fixed, ...granted.map((site) => `https://${site}/*`)]);
  /** @type {Map<string, chrome.scripting.RegisteredContentScript>} */
  const registered = new Map();
  /** @type {unknown[]} what was done to tabs and windows, in order */
  const deeds = [];
  const onAdded = new FakeEvent();
  const onRemoved = new FakeEvent();
  const onChanged = new FakeEvent();

  const permissions = {
    onAdded,
    onRemoved,
    getAll: async () => ({ origins: [...origins], permissions: ["nativeMessaging"] }),
    /** @param {{ origins: string[] }} asked */
    async request(asked) {
      asked.origins.forEach((origin) => origins.add(origin));
      onAdded.emit(asked);
      return true;
    },
    /** @param {{ origins: string[] }} removed */
    async remove(removed) {
      removed.origins.forEach((origin) => origins.delete(origin));
      onRemoved.emit(removed);
      return true;
    },
  };
  const scripting = {
    /** @param {{ ids: string[] }} filter */
    getRegisteredContentScripts: async ({ ids }) => [...registered.values()].filter(({ id }) => ids.includes(id)),
    /** @param {chrome.scripting.RegisteredContentScript[]} scripts */
    async registerContentScripts(scripts) {
      for (const script of scripts) {
        if (registered.has(script.id)) {
          throw new Error(`Duplicate script ID '${script.id}'`);
        }
        registered.set(script.id, structuredClone(script));
      }
    },
    /** @param {chrome.scripting.RegisteredContentScript[]} scripts */
    async updateContentScripts(scripts) {
      for (const script of scripts) {
        if (!registered.has(script.id)) {
          throw new Error(`Nonexistent script ID '${script.id}'`);
        }
        registered.set(script.id, structuredClone(script));
      }
    },
    /** @param {{ ids: string[] }} filter */
    async unregisterContentScripts({ ids }) {
      ids.forEach((id) => registered.delete(id));
    },
    /** @param {{ target: { tabId: number }, files: string[] }} injection */
    async executeScript({ target: { tabId }, files }) {
      const { closed, frozen } = tab(tabId);
      if (closed === true) {
        throw new Error(`No tab with id: ${tabId}`);
      }
      if (frozen === true) {
        await new Promise(() => {});
      }
      deeds.push({ entered: tabId, files });
    },
  };
  const tabs = {
    TAB_ID_NONE: -1,
    /** @param {{ url: string[], discarded?: boolean }} filter */
    query: async ({ url, discarded }) =>
      open.filter(
        (candidate) =>
          url.some((pattern) => matches(pattern, candidate.url)) &&
          (discarded === undefined || discarded === (candidate.discarded ?? false)),
      ),
    /** @param {number} id */
    async sendMessage(id) {
      const { page, frozen } = tab(id);
      if (frozen === true) {
        await new Promise(() => {});
      }
      if (page === undefined) {
        throw new Error("Could not establish connection. Receiving end does not exist.");
      }
      return page;
    },
    /** @param {{ url: string }} created */
    create: async ({ url }) => deeds.push({ opened: url }),
    /** @param {number} id */
    update: async (id) => deeds.push({ shown: id }),
  };
  const windows = {
    /** @param {number} id */
    update: async (id) => deeds.push({ raised: id }),
  };
  const session = { ...stored };
  const storage = {
    onChanged,
    session: {
      get: async () => ({ ...session }),
      /** @param {object} more */
      set: async (more) => Object.assign(session, more),
    },
    managed: {
      async get() {
        if (managed === undefined) {
          throw new Error("Managed storage manifest not found");
        }
        return { sites: managed };
      },
    },
  };

  /** @param {number} id */
  function tab(id) {
    const found = open.find((candidate) => candidate.id === id);
    if (found === undefined) {
      throw new Error(`No tab with id: ${id}`);
    }
    return found;
  }
  return { api: { permissions, scripting, tabs, windows, storage }, origins, registered, open, deeds };
}

/**
 * @param {string} pattern
 * @param {string} url
 */
function matches(pattern, url) {
  const [scheme, , host = ""] = pattern.split("/");
  const { protocol, hostname } = new URL(url);
  const below = host.startsWith("*.") && (hostname.endsWith(host.slice(1)) || hostname === host.slice(2));
  return scheme === protocol && (hostname === host || below);
}
