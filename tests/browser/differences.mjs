// Where browsers truly differ in what a test sees, and why; every other test expects the same of all of them.

import { FAMILY } from "../stand/stand.mjs";

/**
 * @typedef {object} Differences
 * @property {string} process a part of the browser's program's name
 * @property {string} another the family of the second browser, where two are open
 * @property {boolean} idsHaveAt whether an extension's id looks like a mail address
 * @property {string} forbidden why a host does not start that does not list this extension
 * @property {string} takenAway why a host does not start whose manifest names a program that is not there
 * @property {string} garbled what becomes of a host that does not speak in frames
 * @property {boolean} stopsAtWork whether the background can be stopped while it speaks with a host
 * @property {string} [removed] what a page is told whose login was under way when the extension was removed
 */

/** @type {Differences} */
const chromium = {
  process: "chrom",
  another: "firefox",
  idsHaveAt: false,
  forbidden: "host-forbidden",
  // Chromium looks for the program before it starts it.
  takenAway: "host-missing",
  garbled: "host-garbled",
  stopsAtWork: true,
  // Chromium closes a page's ports before the extension is gone.
  removed: "extension-failed",
};

/** @type {Record<string, Differences>} */
const DIFFERENCES = {
  chromium,
  edge: { ...chromium, process: "edge" },
  firefox: {
    process: "firefox",
    another: "chromium",
    idsHaveAt: true,
    // Firefox has the same words for a host that is not there and one that does not list the extension.
    forbidden: "host-missing",
    takenAway: "host-unstartable",
    // Firefox closes the port without a word.
    garbled: "host-exited",
    // Firefox leaves it running for as long as a native port is open.
    stopsAtWork: false,
    // Firefox ends the content script together with the extension: nobody is left to tell the page.
    removed: undefined,
  },
};

/** Those of the browser that is driven. */
export const differences = DIFFERENCES[FAMILY];
