// The line of a part of which nothing is known yet.

/**
 * @param {"reader" | "card"} part
 * @param {boolean} hasTurn whether what comes before it is there, so that it is being looked at
 * @returns {import("./lines.js").Line}
 */
export function unknownLine(part, hasTurn) {
  return hasTurn
    ? { part, mark: "busy", concerns: [], facts: [["popup_looking"]] }
    : { part, mark: "later", concerns: [], facts: [] };
}
