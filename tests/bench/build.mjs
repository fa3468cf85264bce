// Builds what only the bench needs: the host's example without a window, and the programs of tests/bench/peers.
// A peer that cannot be built is named in the table, as one that is not there.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { releaseEnvironment } from "../../installer/packages/programs.mjs";
import { ROOT, TARGET } from "../stand/places.mjs";

for (const options of [
  ["build", "--release", "--package", "mpa-host", "--example", "without_window"],
  ["bench", "--no-run", "--package", "demo-portal", "--bench", "portal"],
  [
    "build",
    "--release",
    "--manifest-path",
    join(ROOT, "tests/bench/peers/Cargo.toml"),
    "--target-dir",
    join(TARGET, "bench/peers"),
  ],
]) {
  const { status } = spawnSync("cargo", [...options, "--locked"], {
    cwd: ROOT,
    env: releaseEnvironment(),
    stdio: "inherit",
  });
  if (status !== 0) {
    console.error(`bench: not built: ${options.join(" ")}`);
  }
}
