/** Why a login came to nothing, as the extension tells it in either protocol. */

/** A login that did not succeed, with what the extension said about it. */
export class LoginFailure extends Error {
  /** @param {{code?: unknown, reason?: unknown, waitingFor?: unknown, message?: unknown}} error */
  constructor(error) {
    super(typeof error.message === "string" ? error.message : "");
    this.code = typeof error.code === "string" ? error.code : "";
    this.reason = typeof error.reason === "string" ? error.reason : "";
    this.waitingFor = typeof error.waitingFor === "string" ? error.waitingFor : "";
  }
}
