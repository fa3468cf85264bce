// Where browsers truly differ in what a test sees, and why; every other test expects the same of all of them.

import { FAMILY } from "../stand/stand.mjs";

/**
 * @typedef {object} Differences
 * @property {string} process a part of the browser's program's name
 * @property {string} forbidden why a host does not start that does not list this extension
 */

/** @type {Differences} */
const chromium = {
  process: "chrom",
  forbidden: "host-forbidden",
};

/** @type {Record<string, Differences>} */
const DIFFERENCES = {
  chromium,
  edge: { ...chromium, process: "edge" },
  firefox: {
    process: "firefox",
    // Firefox has the same words for a host that is not there and one that does not list the extension.
    forbidden: "host-missing",
  },
};

/** Those of the browser that is driven. */
export const differences = DIFFERENCES[FAMILY];
