// The one moment that stands in everything that is built: the last commit's, so that the same tree gives the same bytes.

import { execFileSync } from "node:child_process";

/**
 * Seconds since 1970; `SOURCE_DATE_EPOCH` says another (reproducible-builds.org, "SOURCE_DATE_EPOCH").
 *
 * @param {string} root the tree
 */
export function sourceDateEpoch(root) {
  const said = process.env.SOURCE_DATE_EPOCH;
  const text = said ?? execFileSync("git", ["-C", root, "log", "-1", "--format=%ct"], { encoding: "utf8" }).trim();
  if (!/^\d{1,10}$/.test(text)) {
    throw new Error(`SOURCE_DATE_EPOCH is not a number of seconds: ${text}`);
  }
  return Number(text);
}
