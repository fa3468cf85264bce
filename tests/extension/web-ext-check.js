// Runs Mozilla's linter over the extension, and builds the archive that a store would get.
// Two warnings are expected and no other: see below.

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const UNAVOIDABLE = [
  // Firefox does not use the service worker that Chromium needs, and takes `scripts` instead.
  "BACKGROUND_SERVICE_WORKER_IGNORED",
  // Only a declared support for Android would silence it, where no browser can start a host.
  "KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION",
];

const extension = fileURLToPath(new URL("../../extension", import.meta.url));
const webExt = fileURLToPath(new URL("../node_modules/web-ext/bin/web-ext.js", import.meta.url));

/** @param {string[]} args */
async function run(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    webExt,
    ...args,
    "--source-dir",
    extension,
    "--no-config-discovery",
  ]);
  return stdout;
}

const { errors, warnings, notices } = JSON.parse(await run("lint", "--output", "json"));
const codes = [...errors, ...warnings, ...notices].map(({ code }) => code);
if (JSON.stringify(codes) !== JSON.stringify(UNAVOIDABLE)) {
  throw new Error(`web-ext lint: ${JSON.stringify([...errors, ...warnings, ...notices], null, 2)}`);
}

const artifacts = await mkdtemp(join(tmpdir(), "mpa-web-ext-"));
try {
  await run("build", "--artifacts-dir", artifacts);
  console.log(`web-ext: no avoidable warning; built ${(await readdir(artifacts)).join()}`);
} finally {
  await rm(artifacts, { recursive: true });
}
