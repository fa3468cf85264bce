// The portal's side of a login: its own program measures it, with a store of its own beside it.

import { join } from "node:path";

import { releaseEnvironment } from "../../installer/packages/programs.mjs";
import { Endings } from "../stand/endings.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";
import { start } from "../stand/processes.mjs";

/** Built the first time, which takes some minutes, in the profile of everything that is released. */
const BENCH = ["cargo", "bench", "--quiet", "--locked", "--manifest-path", join(ROOT, "tests/demo-portal/Cargo.toml")];

/**
 * Measures the portal's side.
 * @returns {Promise<[string, string][]>} what, and how much of it, with the limit of the same run
 */
export async function portalRows() {
  const endings = new Endings();
  try {
    const url = await startRedis(endings);
    const bench = start(endings, [...BENCH, "--bench", "portal", "--", "--store", url], {
      name: "the portal's bench",
      env: releaseEnvironment(),
    });
    const code = await bench.ended;
    if (code !== 0) {
      throw new Error(`the portal's bench failed (${code}):\n${bench.lines.join("\n")}`);
    }
    return bench.lines.filter((line) => line.startsWith("{")).map((line) => row(JSON.parse(line)));
  } finally {
    await endings.run();
  }
}

/**
 * A Redis that writes nothing to disk and goes with the stand. Debian's package `redis-tools` has the server under
 * the name of one of its tools; what it is depends on the name that it is called by.
 * @param {Endings} endings
 */
async function startRedis(endings) {
  const folder = temporaryFolder(endings);
  const program = '"$(command -v redis-server || command -v redis-check-rdb)"';
  const options = "--port 0 --dir \"$0\" --unixsocket \"$0/socket\" --save '' --appendonly no --logfile ''";
  const command = ["bash", "-c", `exec -a redis-server ${program} ${options}`, folder];
  const redis = start(endings, command, { name: "redis-server" });
  await redis.line(/ready to accept connections/i);
  return `redis+unix://${join(folder, "socket")}`;
}

/**
 * @param {{what: string, value: number, unit: string, limit: number | null, ratio: number | null}} figure
 * @returns {[string, string]}
 */
function row({ what, value, unit, limit, ratio }) {
  const against = limit === null ? "" : `  (limit ${short(limit)}, ratio ${ratio?.toFixed(2)})`;
  return [what, `${short(value)} ${unit}${against}`];
}

/** @param {number} value */
function short(value) {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1);
}
