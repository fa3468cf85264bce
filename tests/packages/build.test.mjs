// What a build of packages does to the folder it is told to build into.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { ROOT } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";
import { HIGHER, PROGRAMS, built, extensionKey } from "./built.mjs";

const endings = new Endings();
after(() => endings.run());

test("a build clears what an earlier one put there, and leaves everything else alone", async () => {
  const key = ["--extension-key", extensionKey(endings)];
  const out = await built(endings, key);
  const again = [join(ROOT, "installer/packages/build.mjs"), "--out", out, "--programs", PROGRAMS, ...key];
  const higher = () => run([process.execPath, ...again, "--version", HIGHER], { within: 120_000 });
  const names = readdirSync(out);

  const kept = join(out, "mpa-host-0.0.1-setup.exe");
  writeFileSync(kept, "an earlier release");
  await assert.rejects(higher(), (/** @type {Error} */ { message }) =>
    message.includes(`packages: ${out} holds something`),
  );
  assert.equal(readFileSync(kept, "utf8"), "an earlier release");
  assert.deepEqual(readdirSync(out).length, names.length + 1);

  rmSync(kept);
  await higher();
  assert.equal(readdirSync(out).length, names.length, "the earlier version's are gone");
  assert.notDeepEqual(readdirSync(out), names);

  rmSync(join(out, "SHA256SUMS"));
  await assert.rejects(higher(), /holds something/);
});
