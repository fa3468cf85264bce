// The official portal's page protocol, outwards: what came of a login becomes the fields of the answer.
// The content script adds what is the same in every failure: the request, and the system's one error code.

import { Failure, failed } from "./failure.js";

/** @param {import("./host-messages.js").PortalToken} token */
export function portalLoginSuccess({ uuid, signature, certificate, combinationCode }) {
  return { mode: "01", result: "0", uuid, signature, certificate, combination_code: combinationCode };
}

/** @param {unknown} cause whatever was thrown */
export function failureOf(cause) {
  const { reason, message, details } = cause instanceof Failure ? cause : failed("extension-failed");
  const { waitingFor } = details;
  return { result: "1", reason, message, ...(waitingFor !== undefined && { waitingFor }) };
}
