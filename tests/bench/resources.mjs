// What a running program holds: libraries, memory, the file that it was started from.

import { readFileSync, statSync } from "node:fs";

/**
 * @typedef {object} Resources
 * @property {number} size of the program's file, in bytes
 * @property {number} libraries shared libraries that are mapped
 * @property {number} resident memory in KiB, and of that
 * @property {number} own what no file stands behind
 */

/**
 * @param {number} pid
 * @returns {Resources}
 */
export function resources(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  /** @param {string} name */
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
  const mapped = readFileSync(`/proc/${pid}/maps`, "utf8").matchAll(/ (\/\S+\.so(?:\.[\d.]+)?)$/gm);
  return {
    size: statSync(`/proc/${pid}/exe`).size,
    libraries: new Set([...mapped].map(([, file]) => file)).size,
    resident: kilobytes("VmRSS"),
    own: kilobytes("RssAnon"),
  };
}

/** @param {Resources} resources */
export function told({ size, libraries, resident, own }) {
  return `${(size / 1e6).toFixed(2)} MB, ${libraries} libraries, ${mebibytes(resident)} resident, ${mebibytes(own)} its own`;
}

/** @param {number} kilobytes */
function mebibytes(kilobytes) {
  return `${(kilobytes / 1024).toFixed(1)} MiB`;
}
