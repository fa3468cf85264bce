// Runs every check there is, one suite after the other, and prints how many passed.
// A suite that fails does not hide what the next ones find; the exit code says whether all of them passed.

import { spawn } from "node:child_process";

import { releaseEnvironment } from "../installer/packages/programs.mjs";
import { ROOT } from "./stand/places.mjs";

/**
 * How a kind of suite prints how many tests ran and how many of them failed; a check that counts nothing is one check.
 *
 * @type {Record<string, {ran: RegExp, failed: RegExp} | undefined>}
 */
const COUNTS = {
  cargo: { ran: /^test result: .* (\d+) passed; (\d+) failed;/gm, failed: /^test result: .* (\d+) failed;/gm },
  node: { ran: /^\S+ (?:pass|fail|cancelled) (\d+)$/gm, failed: /^\S+ (?:fail|cancelled) (\d+)$/gm },
  fuzz: { ran: /^fuzz: (\d+) targets, \d+ failed$/gm, failed: /^fuzz: \d+ targets, (\d+) failed$/gm },
  unittest: { ran: /^Ran (\d+) tests? in/gm, failed: /^FAILED .*?(?:failures|errors)=(\d+)(?:, errors=(\d+))?/gm },
  check: undefined,
};

/** @param {string} script one of tests/package.json */
const npm = (script) => ["npm", "run", "--silent", "--prefix", "tests", script];

const SUITES = [
  { name: "format", counts: "check", command: ["cargo", "fmt", "--all", "--check"] },
  {
    name: "clippy",
    counts: "check",
    command: ["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
  },
  { name: "programs", counts: "check", command: ["cargo", "build", "--release", "--workspace", "--locked"] },
  {
    name: "rust",
    counts: "cargo",
    command: ["cargo", "test", "--release", "--workspace", "--locked", "--no-fail-fast"],
  },
  { name: "types", counts: "check", command: npm("check:types") },
  { name: "lint", counts: "check", command: npm("check:lint") },
  { name: "web-ext", counts: "check", command: npm("check:web-ext") },
  { name: "stand", counts: "check", command: npm("check:stand") },
  { name: "extension", counts: "node", command: npm("test:extension") },
  { name: "portal's pages", counts: "node", command: npm("test:portal") },
  { name: "host", counts: "node", command: npm("test:host") },
  { name: "fuzz", counts: "fuzz", command: ["node", "tests/fuzz/run.mjs"] },
  { name: "window", counts: "unittest", command: ["tests/window/run.sh"] },
  { name: "browser (Chromium)", counts: "node", command: npm("test:chromium") },
  { name: "browser (Firefox)", counts: "node", command: npm("test:firefox") },
];

/**
 * @param {typeof SUITES[number]} suite
 * @returns {Promise<{name: string, passed: number, failed: number, seconds: number}>}
 */
async function runSuite({ name, counts, command }) {
  console.log(`\n== ${name}: ${command.join(" ")}`);
  const began = Date.now();
  // What is tested is what is packed, so it is built in the same way.
  const env = command.includes("--release") ? releaseEnvironment() : process.env;
  const child = spawn(command[0], command.slice(1), { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
  }
  const code = await new Promise((resolve) => {
    child.on("close", resolve);
    child.on("error", (error) => {
      console.log(String(error));
      resolve(null);
    });
  });
  const seconds = Math.round((Date.now() - began) / 1000);
  const patterns = COUNTS[counts];
  if (!patterns) {
    return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds };
  }
  const ran = sum(output, patterns.ran);
  const failed = sum(output, patterns.failed);
  // A suite that fell over, or in which nothing ran, has not passed whatever it counted.
  const fell = failed === 0 && (code !== 0 || ran === 0);
  return { name, passed: ran - failed, failed: fell ? 1 : failed, seconds };
}

/**
 * @param {string} output
 * @param {RegExp} pattern its groups are numbers
 */
function sum(output, pattern) {
  const numbers = [...output.matchAll(pattern)].flatMap(([, ...groups]) => groups);
  return numbers.reduce((total, number) => total + Number(number ?? 0), 0);
}

const results = [];
for (const suite of SUITES) {
  results.push(await runSuite(suite));
}

const width = Math.max(...SUITES.map(({ name }) => name.length));
console.log(`\n${"suite".padEnd(width)} passed  failed  seconds`);
for (const { name, passed, failed, seconds } of results) {
  console.log(
    `${name.padEnd(width)} ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(seconds).padStart(7)}`,
  );
}
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
