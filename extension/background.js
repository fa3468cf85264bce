// The extension's background: a service worker in Chromium and Edge, an event page in Firefox.
// Listeners stand at the top level, or a background that was put to sleep would not be woken for them.

import { converse } from "./conversation.js";
import { oneAtATime } from "./turn.js";

const takeTurn = oneAtATime();

chrome.runtime.onConnect.addListener((port) => converse(port, takeTurn));
