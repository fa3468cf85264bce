// Which of the two is too old, where host and extension do not understand each other.

import { Failure, failed } from "./failure.js";

/** A host that does not know a request is older than this extension; one that no longer speaks version 1 is newer. */
const OUTDATED = new Map([
  ["request-unknown", /** @type {const} */ ("host-outdated")],
  ["protocol-unsupported", /** @type {const} */ ("extension-outdated")],
]);

/**
 * @param {unknown} cause whatever was thrown while the host was asked
 * @returns {Failure} with words that say what to do
 */
export function explained(cause) {
  const failure = cause instanceof Failure ? cause : failed("extension-failed");
  const outdated = OUTDATED.get(failure.reason);
  return outdated === undefined ? failure : failed(outdated, failure.details);
}
