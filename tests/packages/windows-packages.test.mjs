// The packages for Windows under wine: built twice alike, signed, installed, used, upgraded while the host runs, and gone without a trace.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";

import { ADD_PAGES } from "../../installer/packages/windows/add-pages.mjs";
import { KEYS } from "../../installer/packages/windows/msi.mjs";
import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";
import { startWindows } from "../stand/wine.mjs";
import { STATUS, build, local, standing, stands, uninstallEntry } from "./on-windows.mjs";

const endings = new Endings();
/** @type {import("../stand/wine.mjs").Windows} */
let windows;
/** @type {string} */
let certificate;
/** @type {Record<"first" | "second" | "again", string[]>} */
let packages;

before(async () => {
  windows = await startWindows(endings, await startDisplay(endings));
  const folder = temporaryFolder(endings);
  certificate = join(folder, "certificate.pem");
  const key = join(folder, "key.pem");
  const ours = ["-subj", "/CN=mpa-host test", "-addext", "extendedKeyUsage=codeSigning", "-days", "9999"];
  await run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...ours, "-keyout", key, "-out", certificate]);
  const signing = { certificate, key };
  packages = {
    first: build(endings, "0.1.0", { signing }),
    second: build(endings, "0.2.0", { signing }),
    again: build(endings, "0.1.0", { signing }),
  };
});
after(() => endings.run());

test("the same tree gives the same packages, and a key from outside signs them", async () => {
  assert.deepEqual(packages.first.map(digest), packages.again.map(digest));
  for (const file of packages.first) {
    const told = await run(["osslsigncode", "verify", "-CAfile", certificate, "-in", file]);
    assert.match(told, /Signature verification: ok/, basename(file));
  }
});

test("one person installs, upgrades while the host runs, and removes, and nothing is left", async () => {
  const untouched = await standing(windows);
  const [first] = packages.first;
  const [second] = packages.second;
  await windows.run(first, "/S", "/BROWSERS=chrome,firefox");
  const program = join(local(windows), "Programs/mpa-host/mpa-host.exe");
  for (const [key, family] of [
    ["Google\\Chrome", "chromium.json"],
    ["Mozilla", "firefox.json"],
  ]) {
    const told = await windows.registry(`HKCU\\Software\\${key}\\NativeMessagingHosts\\mpa_host`);
    assert.ok(told.includes(family), told);
  }
  assert.equal(await windows.registry("HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\mpa_host"), "");
  assert.match(await uninstallEntry(windows, "HKCU"), /DisplayVersion\s+REG_SZ\s+0\.1\.0/);

  const running = windows.host(endings, program);
  assert.equal((await running.ask(STATUS)).answer, "status");
  await windows.run(second, "/S", "/BROWSERS=chrome,firefox");
  assert.equal((await running.ask(STATUS)).answer, "status");
  assert.equal(await running.close(), 0);
  assert.match(await uninstallEntry(windows, "HKCU"), /DisplayVersion\s+REG_SZ\s+0\.2\.0/);
  const upgraded = windows.host(endings, program);
  assert.equal((await upgraded.ask(STATUS)).answer, "status");
  assert.equal(await upgraded.close(), 0);
  // What was set aside goes at the next installation.
  await windows.run(second, "/S", "/BROWSERS=chrome,firefox");
  assert.deepEqual(
    readdirSync(join(program, "..")).filter((name) => name.endsWith(".old")),
    [],
  );

  // It goes on in a copy of itself, since no program can delete itself.
  await windows.run(join(program, "../uninstall.exe"), "/S");
  await until("the end of the removal", () => filesOfOurs().length === 0);
  await stands(windows, untouched);
});

test("an administrator installs for some browsers, upgrades and removes, and nothing is left", async () => {
  const untouched = await standing(windows);
  const [, first] = packages.first;
  const [, second] = packages.second;
  await windows.run("msiexec", "/i", first, "/qn", "ADDLOCAL=Main,Firefox");
  const folder = join(windows.prefix, "drive_c/Program Files/mpa-host");
  const told = await windows.registry("HKLM\\Software\\Mozilla\\NativeMessagingHosts\\mpa_host");
  assert.match(told, /C:\\Program Files\\mpa-host\\firefox\.json/);
  assert.equal(await windows.registry("HKLM\\Software\\Google\\Chrome\\NativeMessagingHosts\\mpa_host"), "");
  const { path } = JSON.parse(readFileSync(join(folder, "firefox.json"), "utf8"));
  const host = windows.host(endings, join(folder, path));
  assert.equal((await host.ask(STATUS)).answer, "status");
  assert.equal(await host.close(), 0);

  await windows.run("msiexec", "/i", second, "/qn");
  const entries = (await uninstallEntry(windows, "HKLM")).match(/DisplayVersion\s+REG_SZ\s+\S+/g) ?? [];
  assert.deepEqual(
    entries.map((entry) => entry.split(/\s+/).at(-1)),
    ["0.2.0"],
  );
  await windows.run("msiexec", "/x", second, "/qn");
  await stands(windows, untouched);
  assert.ok(!existsSync(folder));
});

test("any choice of an MSI's features brings and keeps the programs", async () => {
  const untouched = await standing(windows);
  const [, msi] = packages.first;
  const folder = join(windows.prefix, "drive_c/Program Files/mpa-host");
  await windows.run("msiexec", "/i", msi, "/qn", "ADDLOCAL=Chrome,Firefox");
  await windows.run("msiexec", "/i", msi, "/qn", "REMOVE=Chrome");
  assert.notEqual(await windows.registry("HKLM\\Software\\Mozilla\\NativeMessagingHosts\\mpa_host"), "");
  assert.equal(await windows.registry("HKLM\\Software\\Google\\Chrome\\NativeMessagingHosts\\mpa_host"), "");
  const { path } = JSON.parse(readFileSync(join(folder, "firefox.json"), "utf8"));
  const host = windows.host(endings, join(folder, path));
  assert.equal((await host.ask(STATUS)).answer, "status");
  assert.equal(await host.close(), 0);
  await windows.run("msiexec", "/x", msi, "/qn");
  await stands(windows, untouched);
  assert.ok(!existsSync(folder));
});

test("the MSI registers every browser where mpa-setup does, and each has a page that adds the extension", () => {
  assert.deepEqual(
    Object.fromEntries(Object.entries(KEYS).map(([feature, keys]) => [feature.toLowerCase(), keys.toSorted()])),
    plannedKeys("system"),
  );
  assert.deepEqual(ADD_PAGES.flatMap(({ names }) => names).toSorted(), Object.keys(plannedKeys("user")).toSorted());
  const programs = ADD_PAGES.map(({ registered }) => registered);
  assert.equal(new Set(programs).size, programs.length, "no program is opened twice");
});

/**
 * The keys below SOFTWARE that mpa-setup plans on Windows for each browser that it can register there; its own tests hold the list.
 *
 * @param {"user" | "system"} scope
 */
function plannedKeys(scope) {
  const plans = readFileSync(join(ROOT, "installer/tests/it/plans.txt"), "utf8").split(/^== /m);
  const found = plans.flatMap((plan) => {
    const name = new RegExp(`^(\\S+) Windows ${scope}$`, "m").exec(plan)?.[1];
    const keys = [...plan.matchAll(/^SOFTWARE\\(.*)\\NativeMessagingHosts\\mpa_host$/gm)].map(([, key]) => key);
    return name === undefined || keys.length === 0 ? [] : [/** @type {const} */ ([name, keys.toSorted()])];
  });
  assert.ok(found.length > 0, "the plans were read");
  return Object.fromEntries(found);
}

/** @param {string} file */
function digest(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** What there still is of this project's in the person's folders. */
function filesOfOurs() {
  return readdirSync(local(windows), { recursive: true, encoding: "utf8" }).filter((name) => name.includes("mpa"));
}
