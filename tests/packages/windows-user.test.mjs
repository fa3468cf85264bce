// The installer for one person where something is in its way, under wine: an older version elsewhere, and programs that run.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { PROGRAMS } from "../../installer/packages/windows/programs.mjs";
import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { until } from "../stand/until.mjs";
import { compile, startWindows } from "../stand/wine.mjs";
import { STATUS, build, local, standing, stands, uninstallEntry } from "./on-windows.mjs";

/** Where it is put with /D=. */
const CHOSEN = "C:\\users\\chosen";

const endings = new Endings();
/** @type {import("../stand/wine.mjs").Windows} */
let windows;
/** @type {Record<"first" | "second" | "standIn", string>} its installers */
let installers;
/** @type {string} */
let folder;
/** @type {string[]} Told where it is, it works in its place rather than in a copy of itself, and its end is the removal's. */
let uninstall;

before(async () => {
  windows = await startWindows(endings, await startDisplay(endings));
  const programs = temporaryFolder(endings);
  copyFileSync(join(PROGRAMS, "mpa-host.exe"), join(programs, "mpa-host.exe"));
  await compile("mpa_setup.c", join(programs, "mpa-setup.exe"));
  const [[first], [second], [standIn]] = [
    build(endings, "0.1.0"),
    build(endings, "0.2.0"),
    build(endings, "0.1.0", { programs }),
  ];
  installers = { first, second, standIn };
  folder = join(windows.prefix, "drive_c/users/chosen");
  uninstall = [join(folder, "uninstall.exe"), "/S", `_?=${CHOSEN}`];
});
after(() => endings.run());

test("a newer version goes where the older one was put, and what cannot be removed keeps the rest", async () => {
  const untouched = await standing(windows);
  const { first, second } = installers;
  await windows.run(first, "/S", "/BROWSERS=chrome,firefox", `/D=${CHOSEN}`);
  await windows.run(second, "/S", "/BROWSERS=chrome,firefox");
  assert.match(await uninstallEntry(windows, "HKCU"), /DisplayVersion\s+REG_SZ\s+0\.2\.0/);
  assert.ok(!existsSync(join(local(windows), "Programs/mpa-host")), "no second copy");

  const triedInVain = async () => {
    await assert.rejects(windows.run(...uninstall), /: 1\n/);
    const kept = readdirSync(folder);
    for (const name of ["mpa-host.exe", "mpa-setup.exe", "uninstall.exe"]) {
      assert.ok(kept.includes(name), `${name} is there for another try`);
    }
    assert.match(await uninstallEntry(windows, "HKCU"), /DisplayVersion/);
  };
  // A host that runs writes into its folder of logs.
  const running = windows.host(endings, join(folder, "mpa-host.exe"));
  assert.equal((await running.ask(STATUS)).answer, "status");
  await triedInVain();
  assert.equal((await running.ask(STATUS)).answer, "status", "a login under way goes on");
  assert.equal(await running.close(), 0);
  await windows.run(...uninstall);
  await isGone(untouched);
});

test("a program that cannot be deleted is named, and a second removal takes it along", async () => {
  const untouched = await standing(windows);
  await windows.run(installers.standIn, "/S", `/D=${CHOSEN}`);

  const running = windows.host(endings, join(folder, "mpa-setup.exe"));
  await until("the program", () => asked().at(-1)?.includes("chrome-extension://stand/"));
  await assert.rejects(windows.run(...uninstall), /: 1\n/);
  assert.deepEqual(readdirSync(folder).toSorted(), ["mpa-setup.exe", "uninstall.exe"]);
  assert.match(await uninstallEntry(windows, "HKCU"), /DisplayVersion/);
  assert.equal(await running.close(), 0);
  await windows.run(...uninstall);
  await isGone(untouched);
});

test("a second copy in another folder is refused, unless the first is gone", async () => {
  const untouched = await standing(windows);
  const other = join(windows.prefix, "drive_c/users/other");
  await windows.run(installers.standIn, "/S", "/D=C:\\users\\other");
  const installed = await standing(windows);
  await assert.rejects(windows.run(installers.standIn, "/S", `/D=${CHOSEN}`), /: 1\n/);
  await stands(windows, installed);
  assert.ok(!existsSync(folder));
  // The same folder, as another may write it.
  await windows.run(installers.standIn, "/S", "/D=c:\\Users\\OTHER\\");
  rmSync(other, { recursive: true });
  await windows.run(installers.standIn, "/S", `/D=${CHOSEN}`);
  await windows.run(...uninstall);
  await isGone(untouched);
});

test("mpa-setup speaks the installer's language, whichever that is", async () => {
  const untouched = await standing(windows);
  const earlier = asked().length;
  await windows.run(installers.standIn, "/S", `/D=${CHOSEN}`);
  const name = /DisplayName\s+REG_SZ\s+(.*\S)/.exec(await uninstallEntry(windows, "HKCU"))?.[1];
  await windows.run(...uninstall);
  await isGone(untouched);
  // wine speaks Japanese where this machine has that language.
  const lang = name === "My Number card login" ? "en" : "ja";
  const languages = asked()
    .slice(earlier)
    .map((line) => / (install|uninstall) .* --lang (\S+)/.exec(line)?.slice(1));
  assert.deepEqual(languages, [
    ["install", lang],
    ["uninstall", lang],
  ]);
});

/**
 * Nothing of it is left. In its place it cannot remove itself, nor therefore its folder.
 *
 * @param {string[]} untouched the registry before
 */
async function isGone(untouched) {
  assert.deepEqual(readdirSync(folder), ["uninstall.exe"]);
  rmSync(folder, { recursive: true });
  await stands(windows, untouched);
}

/** How the stand-in was asked, each time. */
function asked() {
  const file = join(windows.prefix, "drive_c/mpa-setup.txt");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split(/\r?\n/) : [];
}
