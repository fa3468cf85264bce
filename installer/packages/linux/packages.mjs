// All packages for Linux.

import { PACKAGES } from "./table.mjs";
import { buildDeb } from "./deb.mjs";
import { buildRpm } from "./rpm.mjs";

/**
 * @typedef {object} Built
 * @property {string} file
 * @property {boolean} programs it holds the programs, and so what they are made of
 */

/**
 * @param {import("./staging.mjs").Build} build
 * @returns {Built[]}
 */
export function buildLinux(build) {
  return PACKAGES.flatMap((wanted) =>
    [buildDeb(wanted, build), buildRpm(wanted, build)].map((file) => ({ file, programs: wanted.programs })),
  );
}
