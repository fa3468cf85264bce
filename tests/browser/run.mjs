// Runs the tests of the whole chain in one browser, and prints at the end what each login cost in exchanges:
//   node run.mjs chromium|firefox|edge [FILE.test.mjs …]

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

import { FAMILIES } from "../stand/families.mjs";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
/** Stands share nothing and mostly wait; more of them at once than this only wait for each other. */
const AT_A_TIME = 2;
/** What hangs ends by the limit of its own wait; this is for a whole file of tests on a slow machine. */
const FILE_MS = 600_000;
/** How a test tells what its login cost. */
const COST = /^exchanges: (.*): (.*)$/;

const [family, ...wanted] = process.argv.slice(2);
if (!Object.hasOwn(FAMILIES, family ?? "")) {
  console.error(`usage: node run.mjs ${Object.keys(FAMILIES).join("|")} [FILE.test.mjs …]`);
  process.exit(2);
}
// Each test file is a process of its own, and learns it this way.
process.env.MPA_BROWSER = family;

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".test.mjs"));
const chosen = wanted.length > 0 ? wanted : files;

/** @type {string[][]} */
const costs = [];
const tests = run({ files: chosen.map((name) => join(FOLDER, name)), concurrency: AT_A_TIME, timeout: FILE_MS });
tests.on("test:fail", () => {
  process.exitCode = 1;
});
tests.on("test:diagnostic", ({ message }) => {
  const match = COST.exec(message);
  if (match) {
    costs.push([match[1], match[2]]);
  }
});
// After the reporter's own last lines.
process.on("exit", () => {
  const width = Math.max(...costs.map(([name]) => name.length));
  console.log("\nexchanges with the card (until the PIN can be entered + from the PIN to the signature, in all)");
  for (const [name, cost] of costs) {
    console.log(`  ${name.padEnd(width)}  ${cost}`);
  }
});
tests.compose(new spec()).pipe(process.stdout);
