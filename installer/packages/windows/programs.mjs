// Builds the programs for Windows, on Linux:
//   node programs.mjs [PACKAGE…]      mpa-host and mpa-setup unless some are named
//
// Debian's Rust builds the standard library from its source, since its own for Windows is of another version.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { sourceDateEpoch } from "../epoch.mjs";
import { writeResource } from "./resource.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** It asks for nothing that Windows 7 had not, so it runs on every later one, and under wine 8. */
const TARGET = "x86_64-win7-windows-gnu";

/** Where cargo keeps what is built for Windows, apart from everything else. */
const FOLDER = join(ROOT, "target/windows");

/** Where the programs are once they are built. */
export const PROGRAMS = join(FOLDER, TARGET, "release");

const DESCRIPTIONS = {
  "mpa-host": "My Number card login for browsers",
  "mpa-setup": "Set-up of the My Number card login",
};

/** The programs, by their packages' names. */
export const NAMES = /** @type {(keyof typeof DESCRIPTIONS)[]} */ (Object.keys(DESCRIPTIONS));

/**
 * Builds one program.
 *
 * @param {keyof typeof DESCRIPTIONS} name
 * @param {string} version
 */
export function buildProgram(name, version) {
  const resources = join(FOLDER, "resources");
  mkdirSync(resources, { recursive: true });
  const script = writeResource(ROOT, resources, { name, description: DESCRIPTIONS[name], version });
  const object = join(resources, `${name}.o`);
  // Cargo mixes what it hands on into the names of symbols: a path from the root down would make them the place's own.
  const linked = `link-arg=${relative(ROOT, object)}`;
  execFileSync("x86_64-w64-mingw32-windres", [script, object], { cwd: resources, stdio: "inherit" });
  // Without the features there is no printing of backtraces, whose symbols the programs do not have.
  const library = ["-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=panic-unwind"];
  const build = ["rustc", "--release", "--locked", ...library, "--target", TARGET];
  execFileSync(
    "/usr/bin/cargo",
    [...build, "--target-dir", FOLDER, "--package", name, "--bin", name, "--", "-C", linked],
    { cwd: ROOT, env: environment(), stdio: "inherit" },
  );
}

/** The same bytes wherever the tree lies and whenever it is built. */
function environment() {
  const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const flags = [
    `--remap-path-prefix=${cargo}=/cargo`,
    `--remap-path-prefix=${ROOT.slice(0, -1)}=/mpa-host`,
    "-Clink-arg=-Wl,--no-insert-timestamp",
  ];
  return {
    ...process.env,
    RUSTC: "/usr/bin/rustc",
    RUSTC_BOOTSTRAP: "1",
    CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f"),
    CARGO_TARGET_X86_64_WIN7_WINDOWS_GNU_LINKER: fileURLToPath(new URL("link-gcc", import.meta.url)),
    SOURCE_DATE_EPOCH: String(sourceDateEpoch(ROOT)),
  };
}

/** The workspace's version. */
export function workspaceVersion() {
  const found = /^version = "(.*)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))?.[1];
  if (found === undefined) {
    throw new Error("Cargo.toml names no version");
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2);
  for (const name of NAMES.filter((one) => asked.length === 0 || asked.includes(one))) {
    buildProgram(name, workspaceVersion());
  }
}
