// Programs for the host's place, other than the host.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { temporaryFolder } from "./places.mjs";

const STAND_IN = fileURLToPath(new URL("stand-in-host.mjs", import.meta.url));

/**
 * A program that behaves in one of the ways of stand-in-host.mjs: a manifest has no place for arguments.
 *
 * @param {import("./endings.mjs").Endings} endings
 * @param {string} behaviour
 * @returns {string} its path
 */
export function standIn(endings, behaviour) {
  const program = join(temporaryFolder(endings), "host");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${STAND_IN}" ${behaviour}\n`, { mode: 0o755 });
  return program;
}
