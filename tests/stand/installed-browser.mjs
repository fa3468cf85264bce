// Which browser of this machine can be used. Run as a program it prints the path, or fails:
//   node installed-browser.mjs [chromium|firefox|edge]

import { accessSync, closeSync, constants, openSync, readSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { FAMILIES } from "./families.mjs";

/**
 * @param {string | undefined} family one of `FAMILIES`, or any, in their order
 * @returns {{family: string, path: string} | undefined}
 */
export function installedBrowser(family = undefined) {
  for (const [itsFamily, { programs }] of Object.entries(FAMILIES)) {
    if (family !== undefined && family !== itsFamily) {
      continue;
    }
    for (const name of programs) {
      for (const folder of (process.env.PATH ?? "").split(delimiter)) {
        const path = join(folder, name);
        if (isProgram(path) && !isSnap(path)) {
          return { family: itsFamily, path };
        }
      }
    }
  }
  return undefined;
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A browser in a snap cannot start a native host, and does not see the folders of a stand.
 * @param {string} path
 */
function isSnap(path) {
  const real = realpathSync(path);
  if (real.startsWith("/snap/") || real === "/usr/bin/snap") {
    return true;
  }
  // Ubuntu's packages of the same names are scripts that start the snap.
  const start = Buffer.alloc(4096);
  const file = openSync(real, "r");
  readSync(file, start);
  closeSync(file);
  return start.subarray(0, 2).equals(Buffer.from("#!")) && start.includes("/snap/bin/");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = installedBrowser(process.argv[2]);
  if (found) {
    console.log(found.path);
  } else {
    process.exitCode = 1;
  }
}
