/** What went wrong, in words, and what to do next. */

import { LoginFailure } from "./login-failure.js";
import { ServerFailure } from "./server.js";
import { text } from "./texts.js";

/** What the set-up page can help with: something on this computer is missing, or too old. */
export const SETUP_HELPS = new Set([
  "extension-unavailable",
  "extension-outdated",
  "host-missing",
  "host-forbidden",
  "host-unstartable",
  "host-garbled",
  "host-outdated",
]);

/** The standards' codes, where no more precise reason came with them. */
const BY_CODE = {
  ERR_WEBEID_EXTENSION_UNAVAILABLE: "extension-unavailable",
  ERR_WEBEID_ACTION_TIMEOUT: "no-answer",
  ERR_WEBEID_USER_TIMEOUT: "timed-out",
  ERR_WEBEID_USER_CANCELLED: "cancelled",
  ERR_WEBEID_ACTION_PENDING: "busy",
  ERR_WEBEID_VERSION_MISMATCH: "version-mismatch",
  ERR_WEBEID_VERSION_INVALID: "version-mismatch",
  ERR_WEBEID_NATIVE_UNAVAILABLE: "host-missing",
  ERR_WEBEID_NATIVE_FATAL: "host-failed",
  ERR_WEBEID_CONTEXT_INSECURE: "context-insecure",
  "EW044-C300": "official-ended",
  "EM044-C300": "official-ended",
};

/**
 * @param {unknown} error
 * @returns {Promise<{code: string, what: string, next: string}>}
 */
export async function explain(error) {
  if (error instanceof ServerFailure && error.code !== "") {
    return { code: error.code, what: error.message, next: "" };
  }
  for (const name of names(error)) {
    const what = await text(`failure.${name}.what`);
    const next = await text(`failure.${name}.next`);
    if (what !== undefined && next !== undefined) return { code: name, what, next };
  }
  // A reason that is newer than this page brings its own words, and what to do is in them.
  const own = error instanceof LoginFailure ? error : undefined;
  const code = own?.reason || own?.code || "unknown";
  if (own !== undefined && own.message !== "") return { code, what: own.message, next: "" };
  return {
    code,
    what: (await text("failure.unknown.what")) ?? "",
    next: (await text("failure.unknown.next")) ?? "",
  };
}

/**
 * From the most precise to the least.
 * @param {unknown} error
 */
function names(error) {
  if (error instanceof ServerFailure) return ["portal-unreachable"];
  if (!(error instanceof LoginFailure)) return [];
  const precise = [`${error.reason}-${error.waitingFor}`, error.reason];
  // With a reason of its own that this page does not know, the error's message says more than the code.
  return error.reason === "" || error.message === "" ? [...precise, BY_CODE[error.code]] : precise;
}
