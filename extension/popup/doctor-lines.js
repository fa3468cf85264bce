// What a check found, as it is marked, and as text for a help desk.
// It draws nothing and asks nobody.

/** @typedef {import("../doctor-messages.js").Finding} Finding */
/** @typedef {import("../doctor-messages.js").FindingState} FindingState */

/** @type {Record<FindingState, { mark: "done" | "warning" | "fault" | "note", key: string, sign: string }>} */
export const MARKS = {
  good: { mark: "done", key: "popup_mark_done", sign: "✓" },
  warning: { mark: "warning", key: "popup_mark_warning", sign: "!" },
  bad: { mark: "fault", key: "popup_mark_fault", sign: "✗" },
  note: { mark: "note", key: "popup_mark_note", sign: "-" },
};

/**
 * @param {readonly Finding[]} findings
 * @param {{ extension: string, host: string, browser: string }} versions what helps whoever is asked
 * @returns {string}
 */
export function copied(findings, { extension, host, browser }) {
  const lines = findings.flatMap(({ state, text, next }) => [
    `${MARKS[state].sign} ${text}`,
    ...(next === undefined ? [] : [`  → ${next}`]),
  ]);
  return [`mpa-host ${host}, extension ${extension}`, browser, ...lines, ""].join("\n");
}
