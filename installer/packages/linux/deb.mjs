// Packages for Debian and its family, by dpkg-deb.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { installing, removing } from "./scripts.mjs";
import { settle, stage } from "./staging.mjs";
import { HOMEPAGE, MAINTAINER } from "./table.mjs";

/** How Debian calls the processors that Node.js knows. */
const ARCHITECTURES = { x64: "amd64", arm64: "arm64" };

/** When a package comes, and when it stays after all: what was taken back before its removal failed is made again (Debian Policy, 6.5). */
const CONFIGURING = ["configure", "abort-upgrade", "abort-remove", "abort-deconfigure"];

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {import("./staging.mjs").Build} build
 * @returns {string} the package's file
 */
export function buildDeb(wanted, build) {
  const root = join(build.work, "deb", wanted.name);
  rmSync(root, { recursive: true, force: true });
  stage(wanted, build, root, { documentation: "usr/share/doc", sideload: true });
  const architecture = wanted.programs ? native() : "all";
  const size = installedSize(root);
  const control = join(root, "DEBIAN");
  mkdirSync(control);
  writeFileSync(join(control, "control"), fields(wanted, build, { architecture, size }));
  writeFileSync(join(control, "md5sums"), sums(root));
  writeFileSync(join(control, "postinst"), script(CONFIGURING, installing(wanted)), { mode: 0o755 });
  writeFileSync(join(control, "prerm"), script(["remove"], removing(wanted)), { mode: 0o755 });
  settle(root, build.epoch);
  for (const [name, mode] of /** @type {[string, string][]} */ ([
    ["control", "644"],
    ["md5sums", "644"],
    ["postinst", "755"],
    ["prerm", "755"],
  ])) {
    execFileSync("chmod", [mode, join(control, name)]);
  }
  const file = join(build.out, `${wanted.name}_${build.version}_${architecture}.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "--threads-max=1", "--build", root, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(build.epoch) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return file;
}

/** What this machine's programs are built for, in Debian's word. */
export function native() {
  const found = Object.entries(ARCHITECTURES).find(([name]) => name === process.arch);
  if (!found) {
    throw new Error(`no package is built for ${process.arch}`);
  }
  return found[1];
}

/**
 * @param {import("./table.mjs").Package} wanted
 * @param {import("./staging.mjs").Build} build
 * @param {{architecture: string, size: number}} found
 */
function fields(wanted, build, { architecture, size }) {
  const host = wanted.programs ? [] : [`mpa-host (= ${build.version})`];
  const linked = wanted.programs ? linkedWith(build) : [];
  const description = wanted.description
    .map((paragraph) => paragraph.map((line) => ` ${line}`).join("\n"))
    .join("\n .\n");
  return `${[
    `Package: ${wanted.name}`,
    `Version: ${build.version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${MAINTAINER}`,
    `Installed-Size: ${size}`,
    `Depends: ${[...linked, ...host, ...wanted.needs.deb].join(", ")}`,
    `Enhances: ${wanted.enhances.join(", ")}`,
    "Section: web",
    "Priority: optional",
    `Homepage: ${HOMEPAGE}`,
    `Description: ${wanted.summary}\n${description}`,
  ].join("\n")}\n`;
}

/**
 * The packages of the libraries that the programs are linked with, and their oldest versions that will do.
 *
 * @param {import("./staging.mjs").Build} build
 */
function linkedWith({ programs, work }) {
  const folder = join(work, "shlibdeps");
  mkdirSync(join(folder, "debian"), { recursive: true });
  // The tool wants to know whom it works for; nothing else is read there.
  writeFileSync(join(folder, "debian/control"), "Source: mpa-host\n\nPackage: mpa-host\nArchitecture: any\n");
  const names = ["mpa-host", "mpa-setup"].map((name) => `-e${join(programs, name)}`);
  const found = execFileSync("dpkg-shlibdeps", ["-O", ...names], { cwd: folder, encoding: "utf8" });
  const depends = /^shlibs:Depends=(.*)$/m.exec(found)?.[1];
  if (!depends?.includes("libpcsclite1")) {
    throw new Error(`the host is linked with no PC/SC library: ${found}`);
  }
  return depends.split(", ").sort();
}

/**
 * @param {string[]} occasions dpkg's words for those on which something is to be done
 * @param {string} command
 */
function script(occasions, command) {
  const body = command.replaceAll(/^/gm, "    ");
  return `#!/bin/sh\nset -e\ncase "$1" in\n  ${occasions.join(" | ")})\n${body}\n    ;;\nesac\n`;
}

/** @param {string} root */
function plainFiles(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith("DEBIAN/"))
    .sort();
}

/** @param {string} root */
function sums(root) {
  return execFileSync("md5sum", plainFiles(root), { cwd: root, encoding: "utf8" });
}

/**
 * In KiB, as Debian Policy counts it (5.6.20): every file and folder takes at least one.
 *
 * @param {string} root
 */
function installedSize(root) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => (entry.isFile() ? Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 1024) : 1))
    .reduce((total, kib) => total + kib, 0);
}
