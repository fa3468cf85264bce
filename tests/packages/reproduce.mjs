// Everything that is handed on is built a second time, from a clean checkout at another path, and is the same to the last bit.
// Standard: reproducible-builds.org, "Definitions"; what must be the same here is the tree and the versions of the compilers.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";

import { sourceDateEpoch } from "../../installer/packages/epoch.mjs";
import { Endings } from "../stand/endings.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";
import { extensionKey } from "./built.mjs";

/** How long the programs may take to be compiled, on a machine that does other things, too. */
const COMPILING_MS = 1_800_000;
const PACKING_MS = 240_000;

const endings = new Endings();
after(() => endings.run());

test("a clean checkout at another path gives the same packages, programs and all", async () => {
  const folder = temporaryFolder(endings);
  const elsewhere = join(folder, "a checkout elsewhere");
  await checkOut(elsewhere);
  const key = extensionKey(endings);
  const here = await packages(ROOT, join(folder, "here"), key);
  const there = await packages(elsewhere, join(folder, "there"), key);
  for (const ending of [".deb", ".rpm", ".exe", ".msi", ".crx", ".xpi", ".zip", ".cdx.json"]) {
    assert.ok(
      [...here.keys()].some((name) => name.endsWith(ending)),
      `there is a ${ending}`,
    );
  }
  assert.deepEqual(there, here);
});

/**
 * Lays out what git has or would take of this tree, and nothing that was built.
 *
 * @param {string} folder
 */
async function checkOut(folder) {
  const listed = await run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  for (const name of listed.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name));
  }
}

/**
 * Builds programs and packages of a tree, and gives the hash of each file.
 *
 * @param {string} tree
 * @param {string} out
 * @param {string} key that signs the extension
 */
async function packages(tree, out, key) {
  const scripts = join(tree, "installer/packages");
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(sourceDateEpoch(ROOT)) };
  await run([process.execPath, join(scripts, "programs.mjs")], { env, within: COMPILING_MS });
  await run([process.execPath, join(scripts, "windows/programs.mjs")], { env, within: COMPILING_MS });
  const windows = join(tree, "target/windows/x86_64-win7-windows-gnu/release");
  await run(
    [process.execPath, join(scripts, "build.mjs"), "--out", out, "--windows-programs", windows, "--extension-key", key],
    { env, within: PACKING_MS },
  );
  const sums = readFileSync(join(out, "SHA256SUMS"), "utf8").trim().split("\n");
  return new Map(sums.map((line) => /** @type {[string, string]} */ (line.split("  ").toReversed())));
}
