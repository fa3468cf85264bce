// The packages for Windows: an installer for one person (NSIS), and an MSI for administrators.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { addPagesInclude } from "./add-pages.mjs";
import { guid, msiSource } from "./msi.mjs";
import { icon } from "./resource.mjs";

const SCRIPT = fileURLToPath(new URL("user.nsi", import.meta.url));

/** The extension's icon, in the form that the wizard's first and last page take. */
const PICTURE = fileURLToPath(new URL("wizard.bmp", import.meta.url));

/** The programs that both packages hold. */
const PROGRAMS = ["mpa-host.exe", "mpa-setup.exe"];

/**
 * @typedef {object} Wanted
 * @property {string} root the tree
 * @property {string} out the folder for the packages
 * @property {string} work a folder for what is needed on the way
 * @property {string} programs the folder of the built programs
 * @property {string} version
 * @property {number} epoch the moment that stands in the packages
 * @property {SigningKey} [signing] without it nothing is signed
 */

/**
 * @typedef {object} SigningKey
 * @property {string} certificate a file in PEM
 * @property {string} key a file in PEM
 */

/**
 * Builds both packages and gives their paths.
 *
 * @param {Wanted} wanted
 */
export function buildWindows(wanted) {
  const { root, out, work, programs, version, signing, epoch } = wanted;
  const folder = join(work, "windows");
  mkdirSync(folder, { recursive: true });
  for (const name of PROGRAMS) {
    copyFileSync(join(programs, name), join(folder, name));
    sign(join(folder, name), epoch, signing);
  }
  writeFileSync(join(folder, "mpa.ico"), icon(root));
  const built = [
    userInstaller(folder, join(out, `mpa-host-${version}-setup.exe`), version),
    administratorPackage(root, folder, join(out, `mpa-host-${version}.msi`), version, epoch),
  ];
  for (const file of built) {
    sign(file, epoch, signing);
  }
  return built;
}

/**
 * @param {string} folder that of the programs
 * @param {string} file
 * @param {string} version
 */
function userInstaller(folder, file, version) {
  const pages = join(folder, "add-pages.nsh");
  writeFileSync(pages, addPagesInclude());
  const files = { PROGRAMS: folder, OUT: file, ICON: join(folder, "mpa.ico"), PICTURE, ADD_PAGES: pages };
  const told = { VERSION: version, ...files };
  const definitions = Object.entries(told).map(([name, value]) => `-D${name}=${value}`);
  execFileSync("makensis", ["-V2", "-WX", "-INPUTCHARSET", "UTF8", ...definitions, SCRIPT], { stdio: "inherit" });
  return file;
}

/**
 * @param {string} root
 * @param {string} folder that of the programs
 * @param {string} file
 * @param {string} version
 * @param {number} epoch
 */
function administratorPackage(root, folder, file, version, epoch) {
  const { source, manifests } = msiSource(root, version);
  for (const [name, content] of Object.entries(manifests)) {
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, "mpa.wxs"), source);
  // wixl writes the moment of the build, which faketime stops, and a random package code, which is replaced.
  const moment = new Date(epoch * 1000).toISOString().replace("T", " ").replace(/\..*/, "");
  const stopped = { cwd: folder, env: { ...process.env, TZ: "UTC" } };
  for (const name of [...PROGRAMS, ...Object.keys(manifests)]) {
    execFileSync("touch", ["-d", `@${epoch}`, name], stopped);
  }
  execFileSync("faketime", ["-f", moment, "wixl", "-a", "x64", "-o", "mpa.msi", "mpa.wxs"], stopped);
  const summary = ["mpa-host", "mpa-host", "x64;1033", guid(`package ${version}`)];
  execFileSync("faketime", ["-f", moment, "msibuild", "mpa.msi", "-s", ...summary], stopped);
  renameSync(join(folder, "mpa.msi"), file);
  return file;
}

/**
 * Signs a file in its place. No server is asked for the time: whoever hands packages on adds it.
 *
 * @param {string} file
 * @param {number} epoch
 * @param {SigningKey} [signing]
 */
function sign(file, epoch, signing) {
  if (!signing) {
    return;
  }
  const whose = ["-certs", signing.certificate, "-key", signing.key, "-h", "sha256", "-st", String(epoch)];
  execFileSync("osslsigncode", ["sign", ...whose, "-n", "mpa-host", "-in", file, "-out", `${file}.signed`]);
  renameSync(`${file}.signed`, file);
}
