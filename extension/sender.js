// Which site is asking: the browser's word about the sender of a message, never the page's own.

import { failed } from "./failure.js";
import { asRecord } from "./record.js";

const LONGEST_ORIGIN = 255;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * @param {unknown} sender
 * @returns {boolean} whether a script of this extension is speaking
 */
export function isOwnScript(sender) {
  return asRecord(sender)?.id === chrome.runtime.id;
}

/**
 * The origin of the page that the person is looking at.
 *
 * @param {unknown} sender a `runtime.MessageSender`
 * @returns {string}
 * @throws {import("./failure.js").Failure} if the sender is anything but the visible document of the active tab
 */
export function visibleOrigin(sender) {
  const origin = pageOrigin(sender);
  if (asRecord(asRecord(sender)?.tab)?.active !== true) {
    throw failed("tab-inactive");
  }
  return origin;
}

/**
 * The origin of the page in a tab, whether it is in front or not.
 *
 * @param {unknown} sender a `runtime.MessageSender`
 * @returns {string}
 * @throws {import("./failure.js").Failure} if the sender is anything but a tab's own document
 */
export function pageOrigin(sender) {
  const { frameId, url, origin, documentLifecycle, tab } = asRecord(sender) ?? {};
  if (frameId !== 0) {
    throw failed("frame-not-top");
  }
  // A sandboxed document has its site's URL, but not its origin.
  if (typeof url !== "string" || !URL.canParse(url) || origin !== new URL(url).origin) {
    throw failed("origin-mismatch");
  }
  if (typeof origin !== "string" || origin.length > LONGEST_ORIGIN || !isEligible(new URL(url))) {
    throw failed("origin-invalid");
  }
  // Firefox has no prerendering and does not give this field.
  if (documentLifecycle !== undefined && documentLifecycle !== "active") {
    throw failed("document-inactive");
  }
  if (asRecord(tab) === undefined) {
    throw failed("tab-inactive");
  }
  return origin;
}

/** @param {URL} url */
function isEligible(url) {
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
}
