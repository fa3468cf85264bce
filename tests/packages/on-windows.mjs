// What the tests of the packages for Windows share: packages, and what the registry holds.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { buildWindows } from "../../installer/packages/windows/packages.mjs";
import { PROGRAMS } from "../../installer/packages/windows/programs.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";

const EPOCH = 1_790_000_000;
const ROOTS = ["HKCU\\Software", "HKLM\\Software"];

/** What every host answers. */
export const STATUS = { protocol: 1, request: "status" };

/**
 * Builds both packages, and gives their paths.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 * @param {string} version
 * @param {{signing?: {certificate: string, key: string}, programs?: string}} [from]
 */
export function build(endings, version, { signing, programs = PROGRAMS } = {}) {
  const [out, work] = [join(temporaryFolder(endings), "out"), temporaryFolder(endings)];
  mkdirSync(out);
  return buildWindows({ root: ROOT, out, work, programs, version, epoch: EPOCH, signing });
}

/** Windows' own lists of what is installed: the empty keys of a list stay when the list does. */
const LISTS = /\\(Classes\\Installer|CurrentVersion\\(Installer|Uninstall))(\\|$)/;

/** What wine keeps for itself. */
const WINES_OWN = /^HKEY_CURRENT_USER\\Software\\Wine(\\|$)/;

/**
 * The registry as far as programs write it: each key, and each value with its key.
 *
 * @param {import("../stand/wine.mjs").Windows} windows
 */
export async function standing(windows) {
  const found = [];
  for (const root of ROOTS) {
    const lines = (await windows.registry(root)).split("\r\n").filter((line) => line !== "");
    let key = "";
    for (const [at, line] of lines.entries()) {
      const isKey = line.startsWith("HKEY_");
      key = isKey ? line : key;
      const isEmpty = isKey && !lines[at + 1]?.startsWith(" ");
      if (!WINES_OWN.test(key) && !(isEmpty && LISTS.test(key))) {
        found.push(isKey ? key : `${key}: ${line.trim()}`);
      }
    }
  }
  return found;
}

/**
 * Nothing has come and nothing has gone.
 *
 * @param {import("../stand/wine.mjs").Windows} windows
 * @param {string[]} untouched
 */
export async function stands(windows, untouched) {
  const now = await standing(windows);
  assert.ok(untouched.length > 100, "the registry was read");
  assert.deepEqual(
    { left: now.filter((line) => !untouched.includes(line)), gone: untouched.filter((line) => !now.includes(line)) },
    { left: [], gone: [] },
  );
}

/**
 * Windows' list of programs, for one person or for all.
 *
 * @param {import("../stand/wine.mjs").Windows} windows
 * @param {string} root
 */
export function uninstallEntry(windows, root) {
  return windows.registry(`${root}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall`);
}

/**
 * The person's folder of programs' data.
 *
 * @param {import("../stand/wine.mjs").Windows} windows
 */
export function local(windows) {
  const users = join(windows.prefix, "drive_c/users");
  const [user] = readdirSync(users).filter((name) => existsSync(join(users, name, "AppData/Local")));
  return join(users, user, "AppData/Local");
}
