// Lays out what a package installs, as one folder that looks like the system's root.

import { spawnSync } from "node:child_process";
import { chmodSync, lutimesSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { packSigned } from "../extension/pack.mjs";
import { files } from "../extension/editions.mjs";
import { zip } from "../extension/zip.mjs";
import { FIREFOX_EXTENSIONS, HOMEPAGE, shared } from "./table.mjs";

/**
 * What all packages of one build have in common.
 *
 * @typedef {object} Build
 * @property {string} root the tree
 * @property {string} out the folder for the finished packages
 * @property {string} work a folder for what lies between
 * @property {string} programs the folder with mpa-host and mpa-setup
 * @property {string} version
 * @property {number} epoch the time of everything in the packages, in seconds since 1970
 * @property {import("node:crypto").KeyObject} key signs the extension for the Chromium family
 */

/** The program's names, and the names that a browser's policies know the extension's files by (mpa-setup, `--force-extension`). */
const PROGRAMS = ["mpa-host", "mpa-setup"];
const CRX = "mpa-host.crx";

/** The manual's sections: what everybody may run. */
const MANUALS = ["mpa-host.1", "mpa-setup.1"];

/**
 * Fills a folder; its modes depend on nothing but this.
 *
 * @param {import("./table.mjs").Package} wanted
 * @param {Build} build
 * @param {string} root an empty folder
 * @param {{documentation: string, sideload: boolean}} form where a system keeps documentation, and whether its Firefox takes extensions
 */
export function stage(wanted, build, root, { documentation, sideload }) {
  const put = (/** @type {string} */ path, /** @type {Buffer | string} */ content, mode = 0o644) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  };
  if (wanted.programs) {
    for (const name of PROGRAMS) {
      put(`usr/bin/${name}`, readFileSync(join(build.programs, name)), 0o755);
    }
    for (const manual of MANUALS) {
      put(`usr/share/man/man1/${manual}.gz`, gzip(manualPage(build, manual)));
    }
  }
  if (wanted.extension === "crx") {
    stageCrx(wanted, build, put);
  }
  if (wanted.extension === "xpi" && sideload) {
    const extension = join(build.root, "extension");
    const { id } = JSON.parse(readFileSync(join(extension, "manifest.json"), "utf8")).browser_specific_settings.gecko;
    put(`${FIREFOX_EXTENSIONS}/${id}.xpi`, zip(files(extension, "firefox", { version: build.version }), build.epoch));
  }
  for (const [name, content] of documents(wanted, build)) {
    put(join(documentation, wanted.name, name), content);
  }
}

/**
 * Gives all of a folder the time of the build, and its folders their mode, whatever umask they were made under.
 *
 * @param {string} root
 * @param {number} epoch
 */
export function settle(root, epoch) {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) {
      chmodSync(path, 0o755);
    }
    lutimesSync(path, epoch, epoch);
  }
  chmodSync(root, 0o755);
  lutimesSync(root, epoch, epoch);
}

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {Build} build
 * @param {(path: string, content: Buffer | string) => void} put
 */
function stageCrx(wanted, build, put) {
  const folder = join(build.work, `${wanted.name}-extension`);
  const { epoch, key, version } = build;
  const address = `file://${shared(wanted.name)}`;
  packSigned(join(build.root, "extension"), folder, { key, epoch, address, crx: CRX, version });
  for (const name of readdirSync(folder)) {
    put(`${shared(wanted.name)}/${name}`, readFileSync(join(folder, name)));
  }
}

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {Build} build
 * @returns {[string, Buffer | string][]}
 */
function documents(wanted, build) {
  return [
    ["copyright", copyright(wanted, build)],
    ["changelog.gz", gzip(changelog(wanted, build))],
  ];
}

/**
 * @param {Build} build
 * @param {string} name
 */
function manualPage(build, name) {
  const source = readFileSync(join(build.root, "installer/packages/linux/man", name), "utf8");
  return source.replace("@VERSION@", build.version).replace("@DATE@", day(build.epoch));
}

/**
 * Debian's form (Debian Policy, 4.4); what changed stands in the project's own list.
 *
 * @param {import("./table.mjs").Package} wanted
 * @param {Build} build
 */
function changelog({ name }, { version, epoch }) {
  const moment = new Date(epoch * 1000).toUTCString().replace("GMT", "+0000");
  return (
    `${name} (${version}) unstable; urgency=medium\n\n` +
    `  * Version ${version}: what changed is told at ${HOMEPAGE}.\n\n` +
    ` -- mpa-host <packages@mpa-host.example>  ${moment}\n`
  );
}

/**
 * Debian's machine-readable form, version 1.0.
 *
 * @param {import("./table.mjs").Package} wanted
 * @param {Build} build
 */
function copyright(wanted, { root }) {
  const field = (/** @type {string} */ text) =>
    text
      .trim()
      .split("\n")
      .map((line) => (line.trim() === "" ? " ." : ` ${line.trimEnd()}`))
      .join("\n");
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");
  const font = wanted.programs
    ? `\nFiles: host/assets/*\nCopyright: 2014-2021 Adobe (http://www.adobe.com/)\nLicense: OFL-1.1\n\nLicense: OFL-1.1\n${field(read("host/assets/OFL.txt"))}\n`
    : "";
  return (
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n` +
    `Upstream-Name: mpa-host\nSource: ${HOMEPAGE}\n\n` +
    `Files: *\nCopyright: 2026 The mpa-host developers\nLicense: MIT or Apache-2.0\n${font}\n` +
    `License: MIT\n${field(read("LICENSE-MIT"))}\n\n` +
    `License: Apache-2.0\n On Debian systems its text stands in /usr/share/common-licenses/Apache-2.0;\n elsewhere at https://www.apache.org/licenses/LICENSE-2.0.\n`
  );
}

/**
 * Debian wants the smallest form and no name or time in it.
 *
 * @param {string} text
 */
function gzip(text) {
  const packed = spawnSync("gzip", ["-9n"], { input: text });
  if (packed.status !== 0) {
    throw new Error(`gzip: ${packed.error ?? packed.stderr}`);
  }
  return packed.stdout;
}

/** @param {number} epoch */
export function day(epoch) {
  return new Date(epoch * 1000).toISOString().slice(0, 10);
}
