// Signs what was built with a key from outside: gpg and its key ring know it, this project never sees it.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { SUMS } from "./sums.mjs";

/**
 * Each rpm carries its signature within itself; so this comes before the hashes are taken.
 *
 * @param {string[]} files
 * @param {string} key its fingerprint
 */
export function signRpms(files, key) {
  const rpms = files.filter((file) => file.endsWith(".rpm"));
  execFileSync("rpmsign", ["--define", `_gpg_name ${key}`, "--define", "__gpg /usr/bin/gpg", "--addsign", ...rpms], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/**
 * The hashes' signature stands for all that is named there, the debs among it.
 *
 * @param {string} folder
 * @param {string} key its fingerprint
 */
export function signSums(folder, key) {
  const options = ["--batch", "--yes", "--local-user", key, "--armor", "--detach-sign"];
  execFileSync("gpg", [...options, join(folder, SUMS)], { stdio: ["ignore", "ignore", "pipe"] });
}
