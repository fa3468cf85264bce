// What happens when the extension has just come: pages that are open already are entered, and the set-up goes on.

import { enter, pageIn } from "./entering.js";
import { reconcile } from "./sites.js";

const SET_UP_PAGE = "setup/setup.html";

/** Makes what is done when the extension comes; each time that it does, in whichever way, pages are entered once. */
export function arrivals() {
  /** @type {Promise<chrome.tabs.Tab[]> | undefined} */
  let entered;
  const enterOnce = () => (entered ??= enterOpenPages());
  return {
    /** @param {string} reason the browser's: `install`, `update` or another */
    async installed(reason) {
      const tabs = await enterOnce();
      if (reason === "install") {
        await goOnWithSetUp(tabs);
      }
    },

    /**
     * To be called whenever the background starts.
     * No event tells that a person has enabled the extension again, but browsers empty its session storage before.
     */
    async started() {
      const { here } = await chrome.storage.session.get("here");
      if (here !== true) {
        await chrome.storage.session.set({ here: true });
        await enterOnce();
      }
    },
  };
}

/** @returns {Promise<chrome.tabs.Tab[]>} the tabs of the fixed sites that were entered */
async function enterOpenPages() {
  const { content_scripts: fixed = [] } = chrome.runtime.getManifest();
  const entered = await Promise.all(fixed.map(({ matches = [], js = [] }) => enter(matches, js)));
  await reconcile();
  return entered.flat();
}

/**
 * Brings the set-up page that the person came from to the front, or opens the extension's own.
 *
 * @param {chrome.tabs.Tab[]} tabs
 */
async function goOnWithSetUp(tabs) {
  const pages = await Promise.all(tabs.map(({ id = chrome.tabs.TAB_ID_NONE }) => pageIn(id)));
  // With several, the one that was looked at last.
  const [tab] = tabs
    .filter((_tab, index) => pages[index]?.setUp)
    .sort((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0));
  if (tab?.id === undefined) {
    await chrome.tabs.create({ url: chrome.runtime.getURL(SET_UP_PAGE) });
    return;
  }
  await chrome.tabs.update(tab.id, { active: true });
  await chrome.windows.update(tab.windowId, { focused: true });
}
