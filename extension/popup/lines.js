// What the checklist means to a person: a line for each of the four parts, done, to be done, or waiting its turn.
// It draws nothing and asks nobody, and names its words by their keys in `_locales`.

import { cardLine } from "./card-line.js";
import { concern } from "./concern.js";
import { unknownLine } from "./unknown-line.js";

/** @typedef {import("../checklist.js").Checklist} Checklist */
/** @typedef {import("./words.js").Sentence} Sentence */
/** @typedef {import("./words.js").Words} Words */

/**
 * How a part stands: `done`; usable, but with a `warning`; a `fault` that must be mended elsewhere; `next`, what the
 * person should do now; `busy`, being looked at; `later`, when what comes before it is done.
 *
 * @typedef {"done" | "warning" | "fault" | "next" | "busy" | "later"} Mark
 */

/**
 * @typedef {object} Line
 * @property {"extension" | "host" | "reader" | "card"} part
 * @property {Mark} mark
 * @property {readonly import("./concern.js").Concern[]} concerns what the person should do or know, the gravest first
 * @property {readonly Words[]} facts
 * @property {"download"} [offer] the button that helps
 */

/**
 * @typedef {object} Surroundings what the words depend on besides the checklist
 * @property {Date} now
 * @property {string} os as `runtime.getPlatformInfo` names it
 * @property {(date: Date) => string} day a date in words
 */

const HOST_CONCERNS = new Map([
  ["host-missing", concern("popup_host_missing")],
  ["host-forbidden", concern("popup_host_forbidden")],
  ["host-unstartable", concern("popup_host_unstartable")],
  ["host-exited", concern("popup_host_exited")],
  ["host-silent", concern("popup_host_silent")],
  ["host-garbled", concern("popup_host_garbled")],
  ["host-outdated", concern("popup_host_outdated")],
]);
const NOT_MENDED_BY_DOWNLOAD = "host-silent";
const EXTENSION_OUTDATED = "extension-outdated";

/**
 * @param {Checklist} checklist
 * @param {Surroundings} surroundings
 * @returns {readonly Line[]} extension, host, reader and card, in this order
 */
export function linesOf({ extension, host, reader, card }, surroundings) {
  return [
    extensionLine(extension, host),
    hostLine(host),
    readerLine(reader, host.state === "present", surroundings.os),
    cardLine(card, reader.state === "present", surroundings),
  ];
}

/**
 * @param {readonly Line[]} lines
 * @returns {Sentence} how things stand on the whole
 */
export function summaryOf(lines) {
  if (lines.some(({ mark }) => mark === "busy")) {
    return ["popup_summary_checking"];
  }
  if (lines.some(({ mark }) => mark === "fault")) {
    return ["popup_summary_fault"];
  }
  const left = lines.filter(({ mark }) => mark === "next" || mark === "later").length;
  if (left > 0) {
    return ["popup_summary_left", String(left)];
  }
  return lines.some(({ mark }) => mark === "warning") ? ["popup_summary_warned"] : ["popup_summary_ready"];
}

/**
 * @param {readonly Line[]} lines
 * @returns {boolean} whether a login can succeed
 */
export function isReady(lines) {
  return lines.every(({ mark }) => mark === "done" || mark === "warning");
}

/**
 * @param {Checklist["extension"]} extension
 * @param {Checklist["host"]} host which is the one to say that the extension is too old
 * @returns {Line}
 */
function extensionLine({ version }, { reason }) {
  const outdated = reason === EXTENSION_OUTDATED;
  return {
    part: "extension",
    mark: outdated ? "next" : "done",
    concerns: outdated ? [concern("popup_extension_outdated")] : [],
    facts: [["popup_version", version]],
  };
}

/**
 * @param {Checklist["host"]} host
 * @returns {Line}
 */
function hostLine({ state, version, reason = "", message = "" }) {
  if (state === "looking") {
    return { part: "host", mark: "busy", concerns: [], facts: [["popup_looking"]] };
  }
  /** @type {Line["facts"]} */
  const facts = version === undefined ? [] : [["popup_version", version]];
  if (state === "present") {
    return { part: "host", mark: "done", concerns: [], facts };
  }
  if (reason === EXTENSION_OUTDATED) {
    return { part: "host", mark: "later", concerns: [], facts };
  }
  const told = HOST_CONCERNS.get(reason) ?? { headline: ["popup_host_failed"], next: message };
  /** @type {Line} */
  const line = { part: "host", mark: "next", concerns: [told], facts };
  return reason === NOT_MENDED_BY_DOWNLOAD ? line : { ...line, offer: "download" };
}

/**
 * @param {Checklist["reader"]} reader
 * @param {boolean} hasTurn whether the host is there, so that the reader will be known soon
 * @param {string} os
 * @returns {Line}
 */
function readerLine({ state, names = [], reason }, hasTurn, os) {
  switch (state) {
    case "unknown":
      return unknownLine("reader", hasTurn);
    case "present":
      return { part: "reader", mark: "done", concerns: [], facts: names };
    default:
      return { part: "reader", mark: "next", concerns: [readerConcern(reason, os)], facts: [] };
  }
}

/**
 * @param {Checklist["reader"]["reason"]} reason
 * @param {string} os
 * @returns {import("./concern.js").Concern}
 */
function readerConcern(reason, os) {
  switch (reason) {
    case "service-stopped":
      return concern(os === "linux" ? "popup_service_stopped_linux" : "popup_service_stopped");
    case "service-silent":
      return concern("popup_service_silent");
    case "only-virtual":
      return concern("popup_reader_virtual");
    default:
      return concern("popup_reader_missing");
  }
}
