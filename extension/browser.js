// What differs between the browsers, and nothing else.

import { asRecord } from "./record.js";

/** @typedef {import("./failure.js").ExtensionReason} ExtensionReason */

// Chromium and Edge word every case; Firefox words one for both missing and forbidden, and says nothing when a host exits.
/** @type {ReadonlyArray<readonly [start: string, reason: ExtensionReason]>} */
const DISCONNECT_WORDS = [
  ["Specified native messaging host not found", "host-missing"],
  ["No such native application", "host-missing"],
  ["Access to the specified native messaging host is forbidden", "host-forbidden"],
  ["Failed to start native messaging host", "host-unstartable"],
  ["An unexpected error occurred", "host-unstartable"],
  ["Error when communicating with the native messaging host", "host-garbled"],
  ["Native host has exited", "host-exited"],
];

/**
 * Why the browser closed the port to the host.
 * It must be called within the port's `onDisconnect`, where Chromium lends the words.
 *
 * @param {chrome.runtime.Port} port
 * @returns {ExtensionReason}
 */
export function disconnectReason(port) {
  const words = asRecord(asRecord(port)?.error)?.message ?? chrome.runtime.lastError?.message;
  if (typeof words !== "string") {
    return "host-exited";
  }
  return DISCONNECT_WORDS.find(([start]) => words.startsWith(start))?.[1] ?? "host-exited";
}

/**
 * Reads the words that Chromium lends when a content script's port closes; unread ones end up in its log as an error.
 */
export function acknowledgeDisconnect() {
  void chrome.runtime.lastError;
}

/** Which browser it is, for people who are asked for help; nothing is decided by it. */
export function browserName() {
  return navigator.userAgent;
}
