// Builds every package from programs that are built already:
//   node build.mjs [--out FOLDER, which is cleared if it holds nothing but what an earlier build put there]
//     [--programs FOLDER] [--version VERSION] [--extension-key FILE] [--signing-key FINGERPRINT]
//     [--extension-address URL, below which the extension's own package and its update manifest will be served]
//     [--windows-programs FOLDER [--windows-certificate FILE --windows-key FILE]]

import { generateKeyPairSync } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { sourceDateEpoch } from "./epoch.mjs";
import { idOf } from "./extension/crx3.mjs";
import { packForStores, packSigned, readKey } from "./extension/pack.mjs";
import { buildLinux } from "./linux/packages.mjs";
import { ROOT } from "./programs.mjs";
import { crateGraph, sbom } from "./sbom.mjs";
import { signRpms, signSums } from "./sign.mjs";
import { holdsOnlySummed, writeSums } from "./sums.mjs";
import { buildWindows } from "./windows/packages.mjs";

const LINUX = { x64: "x86_64-unknown-linux-gnu", arm64: "aarch64-unknown-linux-gnu" };

const WINDOWS = "x86_64-pc-windows-gnu";

const OUT = join(ROOT, "target/packages");

const { values } = parseArgs({
  options: {
    out: { type: "string", default: OUT },
    programs: { type: "string", default: join(ROOT, "target/release") },
    version: { type: "string", default: projectVersion() },
    "extension-key": { type: "string" },
    // The project's own address, until it has one.
    "extension-address": { type: "string", default: "https://mpa-host.example/releases" },
    "signing-key": { type: "string" },
    "windows-programs": { type: "string" },
    "windows-certificate": { type: "string" },
    "windows-key": { type: "string" },
  },
});

const out = resolve(values.out);
if (out !== OUT && existsSync(out) && readdirSync(out).length > 0 && !holdsOnlySummed(out)) {
  console.error(
    `packages: ${out} holds something that no earlier build of packages put there. Please name an empty folder with --out.`,
  );
  process.exit(1);
}
const epoch = sourceDateEpoch(ROOT);
const key = values["extension-key"] ? readKey(values["extension-key"]) : ownKey();
const work = mkdtempSync(join(tmpdir(), "mpa-packages-"));
try {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { version } = values;
  const extension = join(ROOT, "extension");
  packForStores(extension, out, epoch);
  packSigned(extension, out, { key, epoch, address: values["extension-address"], version });
  const built = buildLinux({ root: ROOT, out, work, programs: resolve(values.programs), version, epoch, key });
  if (values["signing-key"]) {
    signRpms(
      built.map(({ file }) => file),
      values["signing-key"],
    );
  }
  const windows = windowsPackages();
  writeBills(built, Reflect.get(LINUX, process.arch));
  writeBills(
    windows.map((file) => ({ file, programs: true })),
    WINDOWS,
  );
  writeSums(out);
  if (values["signing-key"]) {
    signSums(out, values["signing-key"]);
  }
  for (const file of [...built.map((one) => one.file), ...windows]) {
    console.log(`packages: ${basename(file)} (${Math.ceil(statSync(file).size / 1024)} KiB)`);
  }
  console.log(`packages: all in ${out}, the extension for the Chromium family under the id ${idOf(key)}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/**
 * Writes beside each package what it is made of.
 *
 * @param {import("./linux/packages.mjs").Built[]} packages
 * @param {string} platform for which their programs are built
 */
function writeBills(packages, platform) {
  if (packages.length === 0) {
    return;
  }
  const graph = crateGraph(ROOT, platform);
  for (const one of packages) {
    writeFileSync(`${one.file}.cdx.json`, sbom(one, { version: values.version, epoch, graph }));
  }
}

/** Those for Windows, where its programs have been built. */
function windowsPackages() {
  const {
    version,
    "windows-programs": programs,
    "windows-certificate": certificate,
    "windows-key": privateKey,
  } = values;
  if (programs === undefined) {
    return [];
  }
  if ((certificate === undefined) !== (privateKey === undefined)) {
    throw new Error("--windows-certificate and --windows-key sign only together");
  }
  const signing = certificate && privateKey ? { certificate, key: privateKey } : undefined;
  return buildWindows({ root: ROOT, out, work, programs: resolve(programs), version, epoch, signing });
}

/** The workspace's. */
function projectVersion() {
  const found = /^version = "(.*)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))?.[1];
  if (found === undefined) {
    throw new Error("Cargo.toml names no version");
  }
  return found;
}

/** A key for packages that are only tried out: whoever hands packages on gives one that is kept. */
function ownKey() {
  const file = join(ROOT, "target/extension-key.pem");
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    mkdirSync(join(ROOT, "target"), { recursive: true });
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  console.log(
    "packages: without --extension-key the extension is signed with a key made here, target/extension-key.pem",
  );
  return readKey(file);
}
