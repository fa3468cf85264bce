/** Requests to the portal's own server. */

/** A request that the server refused, or that did not reach it. */
export class ServerFailure extends Error {
  /**
   * @param {string} code the server's code; empty if it was not reached
   * @param {string} message for people, in the page's language
   * @param {number} [retryAfter] after how many seconds the server may be asked again
   */
  constructor(code, message, retryAfter = RETRY_AFTER_S) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Where a server does not say how long, or in another way than in seconds. */
const RETRY_AFTER_S = 10;

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>} the answer's JSON
 */
export async function post(path, body) {
  let response;
  let answer;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    answer = await response.json();
  } catch {
    throw new ServerFailure("", "");
  }
  if (!response.ok) throw new ServerFailure(String(answer.code), String(answer.message), seconds(response));
  return answer;
}

/** @param {Response} response */
function seconds({ headers }) {
  const told = headers.get("Retry-After") ?? "";
  return /^\d+$/.test(told) ? Number(told) : undefined;
}
