// Where things are: in the tree, in the build folder, and in a folder that is removed again.

import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The tree. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The build folder. */
export const TARGET = join(ROOT, "target");

/** The extension, as it ships. */
export const EXTENSION = join(ROOT, "extension");

/** The folder of the test certificates. */
export const CERTIFICATES = join(ROOT, "tests/fixtures/certificates");

/** Where `tests/prepare.sh` unpacks the driver of the virtual reader. */
export const READER_DRIVER = join(TARGET, "vpcd/libifdvpcd.so");

/**
 * A program of this workspace. `MPA_PROFILE=debug` takes the one of a plain `cargo build`.
 * @param {string} name
 */
export function program(name) {
  return join(TARGET, process.env.MPA_PROFILE ?? "release", name);
}

/**
 * A new private folder that goes when the stand does.
 * Its path is short: a socket's may have 107 bytes.
 * @param {import("./endings.mjs").Endings} endings
 */
export function temporaryFolder(endings) {
  const folder = mkdtempSync(join(tmpdir(), "mpa-"));
  temporaryFolders.add(folder);
  endings.add(folder, async () => {
    // A program that was just ended may have had a child process that still writes.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    temporaryFolders.delete(folder);
  });
  return folder;
}

/** @type {Set<string>} */
const temporaryFolders = new Set();

// For an end that runs no endings, such as an uncaught error.
process.on("exit", () => {
  for (const folder of temporaryFolders) {
    rmSync(folder, { recursive: true, force: true });
  }
});
