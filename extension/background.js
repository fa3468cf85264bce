// The extension's background: a service worker in Chromium and Edge, an event page in Firefox.
// Listeners stand at the top level, or a background that was put to sleep would not be woken for them.
// Nothing is kept here beyond the life of a port, but for a mark that the extension is here.

import { arrivals } from "./arrival.js";
import { converse } from "./conversation.js";
import { hostVersion } from "./login.js";
import { sharedQuestion } from "./shared-question.js";
import { reconcile } from "./sites.js";
import { oneAtATime } from "./turn.js";

const { allDone, ...turns } = oneAtATime();
const host = { ...turns, hostVersion: sharedQuestion(hostVersion) };
const { installed, started } = arrivals();

chrome.runtime.onConnect.addListener((port) => converse(port, host));
chrome.runtime.onInstalled.addListener(({ reason }) => installed(reason));
chrome.runtime.onStartup.addListener(reconcile);
// An update takes the extension away from its pages: a login under way would never be answered.
chrome.runtime.onUpdateAvailable.addListener(async () => {
  await allDone();
  chrome.runtime.reload();
});
chrome.permissions.onAdded.addListener(reconcile);
chrome.permissions.onRemoved.addListener(reconcile);
void started();
