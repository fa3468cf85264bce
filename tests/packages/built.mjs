// The packages as the tests want them: from the programs that were tested, in folders of their own, signed with a key made here.

import { generateKeyPairSync } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT, program, temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";

/** Where the tested programs are. */
export const PROGRAMS = join(program("mpa-host"), "..");

/** The version of this tree, and a higher one. */
export const VERSION = String(/^version = "(.*)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))?.[1]);
export const HIGHER = VERSION.replace(/\d+$/, (last) => String(Number(last) + 1));

/**
 * A key for the extension, as whoever hands it on has one.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 */
export function extensionKey(endings) {
  const file = join(temporaryFolder(endings), "extension.pem");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }));
  return file;
}

/**
 * Builds all packages, and gives the folder in which they are.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {string[]} options of installer/packages/build.mjs
 * @param {NodeJS.ProcessEnv} [environment]
 */
export async function built(endings, options, environment = {}) {
  const out = join(temporaryFolder(endings), "packages");
  const script = join(ROOT, "installer/packages/build.mjs");
  await run([process.execPath, script, "--out", out, "--programs", PROGRAMS, ...options], {
    env: { ...process.env, ...environment },
    within: 120_000,
  });
  return out;
}

/**
 * The files of a folder that have an ending, with their paths.
 *
 * @param {string} folder
 * @param {string} ending
 */
export function filesOf(folder, ending) {
  const found = readdirSync(folder).filter((name) => name.endsWith(ending));
  return found.sort().map((name) => join(folder, name));
}

/**
 * The deb of one package.
 *
 * @param {string} folder
 * @param {string} name the package's
 */
export function deb(folder, name) {
  const [file] = filesOf(folder, ".deb").filter((path) => path.includes(`/${name}_`));
  if (file === undefined) {
    throw new Error(`there is no deb of ${name} in ${folder}`);
  }
  return file;
}
