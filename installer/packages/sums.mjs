// The hashes of everything that was built, in the form that sha256sum writes and checks.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const SUMS = "SHA256SUMS";

/** @param {string} folder */
export function writeSums(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(SUMS))
    .map(({ name }) => name)
    .sort();
  const lines = names.map((name) => `${sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, SUMS), lines.join(""));
}

/**
 * Whether a folder holds hashes, and nothing but what they name and their signature.
 *
 * @param {string} folder
 */
export function holdsOnlySummed(folder) {
  const sums = join(folder, SUMS);
  if (!existsSync(sums)) {
    return false;
  }
  const named = [...readFileSync(sums, "utf8").matchAll(/^[0-9a-f]{64} {2}(.+)$/gm)].map(([, name]) => name);
  const known = new Set([...named, SUMS, `${SUMS}.asc`]);
  return readdirSync(folder).every((name) => known.has(name));
}

/** @param {string} file */
function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
