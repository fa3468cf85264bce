// Runs the tests of the whole chain one after the other, and prints at the end what each login cost in exchanges.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
/** How a test tells what its login cost. */
const COST = /^exchanges: (.*): (.*)$/;

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".test.mjs"));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : files;

/** @type {string[][]} */
const costs = [];
const tests = run({ files: chosen.map((name) => join(FOLDER, name)), concurrency: false, timeout: 180_000 });
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
