// Builds programs so that the same tree gives the same bytes wherever it lies. Run as a program:
//   node programs.mjs [PACKAGE…]      all of the workspace unless some are named

import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The tree. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * What every release build gets, the tests' and the packages': so what is tested is what is packed.
 * The paths of this machine, which rustc writes into the messages of panics, get names that are the same everywhere.
 */
export function releaseEnvironment() {
  const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const renamed = [`--remap-path-prefix=${cargo}=/cargo`, `--remap-path-prefix=${ROOT.slice(0, -1)}=/mpa-host`];
  return { ...process.env, CARGO_ENCODED_RUSTFLAGS: renamed.join("\x1f") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).flatMap((name) => ["--package", name]);
  const packages = named.length > 0 ? named : ["--workspace"];
  const built = spawnSync("cargo", ["build", "--release", "--locked", ...packages], {
    cwd: ROOT,
    env: releaseEnvironment(),
    stdio: "inherit",
  });
  process.exitCode = built.status ?? 1;
}
