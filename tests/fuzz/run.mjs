// Builds the fuzz targets and runs each of them for a while, one after the other.
//
//   node tests/fuzz/run.mjs [SECONDS [TARGET…]]
//
// SECONDS is for each target (10 unless told); what was found to reach something new is kept in target/fuzz/corpus.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

import { ROOT, TARGET } from "../stand/places.mjs";
import { DICTIONARY, writeSeeds } from "./seeds.mjs";

const FOLDER = join(ROOT, "tests/fuzz");
const BUILT = join(TARGET, "fuzz");

/** Longest input that is tried, in bytes: somewhat above what the target accepts. */
const TARGETS = {
  framing: 20_000,
  messages: 9_000,
  origin: 300,
  challenge: 200,
  certificate: 5_000,
  emulator: 4_096,
  card_responses: 4_096,
};

/** The last lines of a failed run: libFuzzer says there what failed, and where. */
const LINES_SHOWN = 60;

const [seconds = "10", ...named] = process.argv.slice(2);
const targets = Object.entries(TARGETS).filter(([target]) => named.length === 0 || named.includes(target));
if (!/^[1-9][0-9]*$/.test(seconds) || targets.length < named.length) {
  console.log("usage: node tests/fuzz/run.mjs [SECONDS [TARGET…]]");
  process.exit(2);
}
if (!build()) {
  process.exit(1);
}
const failed = targets.filter(([target, longest]) => !run(target, longest)).length;
console.log(`fuzz: ${targets.length} targets, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Builds all targets at once. */
function build() {
  // cargo-fuzz has no --locked of its own.
  const locked = ["metadata", "--locked", "--format-version", "1", "--manifest-path", join(FOLDER, "Cargo.toml")];
  if (spawnSync("cargo", locked, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] }).status !== 0) {
    console.log(
      "fuzz: tests/fuzz/Cargo.lock is behind the workspace: cargo update --workspace --manifest-path tests/fuzz/Cargo.toml",
    );
    return false;
  }
  const runtime = readdirSync(rustc("--print", "target-libdir")).some((name) => name.endsWith("rt.asan.a"));
  const sanitizer = runtime ? "address" : "none";
  console.log(`fuzz: sanitizer ${sanitizer}${runtime ? "" : ": this Rust has no runtime of the address sanitizer"}`);
  const options = ["--fuzz-dir", FOLDER, "--target-dir", BUILT, "--sanitizer", sanitizer];
  const { status } = spawnSync(join(TARGET, "tools/bin/cargo-fuzz"), ["fuzz", "build", ...options], {
    cwd: ROOT,
    stdio: "inherit",
    // The flags that put the probes in are not in a stable Rust's command line.
    env: { ...process.env, RUSTC_BOOTSTRAP: "1" },
  });
  return status === 0;
}

/**
 * Runs one target, and says whether nothing was found.
 *
 * @param {string} target
 * @param {number} longest
 */
function run(target, longest) {
  const program = join(BUILT, rustc("-vV").match(/^host: (.*)$/m)?.[1] ?? "", "release", target);
  const found = join(BUILT, "found", target);
  const corpus = join(BUILT, "corpus", target);
  const seeds = join(BUILT, "seeds", target);
  const regressions = join(FOLDER, "regressions", target);
  for (const folder of [found, corpus]) {
    mkdirSync(folder, { recursive: true });
  }
  writeSeeds(target, seeds);
  const temporary = mkdtempSync(join(BUILT, "run-"));
  const options = [
    `-max_total_time=${seconds}`,
    `-max_len=${longest}`,
    `-dict=${DICTIONARY}`,
    `-artifact_prefix=${found}/`,
    "-timeout=60",
    "-rss_limit_mb=2048",
    // Long inputs from the beginning: there is no time to grow them.
    "-len_control=0",
    "-print_final_stats=1",
    // A login's card thread may outlive it by a moment, which looks like a leak.
    "-detect_leaks=0",
  ];
  const folders = [corpus, seeds, ...(existsSync(regressions) ? [regressions] : [])];
  const { status, stderr } = spawnSync(program, [...options, ...folders], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
    env: { ...process.env, TMPDIR: temporary },
  });
  rmSync(temporary, { recursive: true });
  const runs = Number(stderr.match(/^stat::number_of_executed_units: (\d+)$/m)?.[1] ?? 0);
  const coverage = [...stderr.matchAll(/ cov: (\d+)/g)].at(-1)?.[1] ?? "0";
  const passed = status === 0 && runs > 0;
  console.log(`fuzz: ${target} ${passed ? "passed" : "FAILED"}: ${runs} runs, ${coverage} edges covered`);
  if (!passed) {
    console.log(stderr.trimEnd().split("\n").slice(-LINES_SHOWN).join("\n"));
    const input = stderr.match(/Test unit written to (.*)$/m)?.[1];
    if (input) {
      console.log(`fuzz: again with: ${relative(ROOT, program)} ${relative(ROOT, input)}`);
    }
  }
  return passed;
}

/** @param {string[]} questions */
function rustc(...questions) {
  return spawnSync("rustc", questions, { encoding: "utf8" }).stdout.trim();
}
