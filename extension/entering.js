// Content scripts in pages that are open already: browsers run them only in pages that are opened from then on.

import { asRecord } from "./record.js";

// A tab that shows a dialogue or was frozen answers nothing until somebody comes back to it.
const PATIENCE_MS = 1_000;

/**
 * @param {readonly string[]} matches
 * @param {readonly string[]} files
 * @returns {Promise<chrome.tabs.Tab[]>} the tabs that were entered
 */
export async function enter(matches, files) {
  if (matches.length === 0) {
    return [];
  }
  const tabs = await chrome.tabs.query({ url: [...matches], discarded: false });
  const entered = await Promise.all(tabs.map((tab) => enterTab(tab, files)));
  return tabs.filter((_tab, index) => entered[index]);
}

/**
 * @param {chrome.tabs.Tab} tab
 * @param {readonly string[]} files
 */
async function enterTab({ id: tabId }, files) {
  if (tabId === undefined) {
    return false;
  }
  try {
    await soon(chrome.scripting.executeScript({ target: { tabId }, files: [...files], injectImmediately: true }));
    return true;
  } catch {
    // A tab may close or go elsewhere meanwhile, or show an error page instead of the site.
    return false;
  }
}

/**
 * What the content script of a tab's page says about the page.
 *
 * @param {number} tabId
 * @returns {Promise<{ rival: boolean, setUp: boolean }>}
 */
export async function pageIn(tabId) {
  try {
    const said = asRecord(await soon(chrome.tabs.sendMessage(tabId, "page?", { frameId: 0 })));
    return { rival: said?.rival === true, setUp: said?.setUp === true };
  } catch {
    // A page without a content script hears nothing.
    return { rival: false, setUp: false };
  }
}

/**
 * @template T
 * @param {Promise<T>} answer
 * @returns {Promise<T>} rejected if the answer does not come soon
 */
async function soon(answer) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("The tab does not answer.")), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
