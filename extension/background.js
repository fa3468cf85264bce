// The extension's background: a service worker in Chromium and Edge, an event page in Firefox.
// Listeners stand at the top level, or a background that was put to sleep would not be woken for them.
// Nothing is kept here beyond the life of a port.

import { arrive } from "./arrival.js";
import { converse } from "./conversation.js";
import { reconcile } from "./sites.js";
import { oneAtATime } from "./turn.js";

const takeTurn = oneAtATime();

chrome.runtime.onConnect.addListener((port) => converse(port, takeTurn));
chrome.runtime.onInstalled.addListener(({ reason }) => arrive(reason));
chrome.runtime.onStartup.addListener(reconcile);
chrome.permissions.onAdded.addListener(reconcile);
chrome.permissions.onRemoved.addListener(reconcile);
