// The one moment that stands in everything that is built: the last commit's, so that the same tree gives the same bytes.

import { execFileSync } from "node:child_process";

/**
 * Seconds since 1970; `SOURCE_DATE_EPOCH` says another (reproducible-builds.org, "SOURCE_DATE_EPOCH").
 *
 * @param {string} root the tree
 */
export function sourceDateEpoch(root) {
  const text = process.env.SOURCE_DATE_EPOCH ?? lastCommit(root);
  if (!/^\d{1,10}$/.test(text)) {
    throw new Error(`SOURCE_DATE_EPOCH is not a number of seconds: ${text}`);
  }
  return Number(text);
}

/** @param {string} root */
function lastCommit(root) {
  try {
    return execFileSync("git", ["-C", root, "log", "-1", "--format=%ct"], { encoding: "utf8" }).trim();
  } catch (cause) {
    throw new Error(`${root} has no last commit: say the moment yourself, with SOURCE_DATE_EPOCH=SECONDS`, { cause });
  }
}
