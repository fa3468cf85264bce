// What programs hold while they wait for the person: the file, libraries, memory.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { PROGRAMS } from "../../installer/packages/windows/programs.mjs";
import { until } from "../stand/until.mjs";
import { DIALOGS, dialogWindow } from "./dialogs.mjs";
import { AUTHENTICATE, Host, frame } from "./host.mjs";
import { onCard } from "./on-card.mjs";
import { peer } from "./peers.mjs";
import { resources, told } from "./resources.mjs";
import { verdict } from "./table.mjs";

/** @typedef {import("./table.mjs").Table} Table */
/** @typedef {import("./windows.mjs").Windows} Windows */

const MOST_RESIDENT_MIB = 15;
const MOST_SIZE_MB = 6;
const MOST_SIZE_WINDOWS_MB = 2;

/**
 * @param {Table} table
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 */
export async function holdingRows(table, env, windows) {
  await table.measure("mpa-host", async () => {
    const mapped = windows.next();
    const host = new Host(env);
    host.ask(AUTHENTICATE).catch(() => undefined);
    await mapped;
    const held = resources(host.child.pid ?? 0);
    const ends = host.close();
    const mib = held.resident / 1024;
    table.row("mpa-host", told(held), {
      goal: [
        verdict(`≤ ${MOST_RESIDENT_MIB} MiB`, mib <= MOST_RESIDENT_MIB),
        verdict(`≤ ${MOST_SIZE_MB} MB`, held.size / 1e6 <= MOST_SIZE_MB),
      ].join("; "),
    });
    await ends;
  });
  await table.measure("mpa-host.exe, for Windows", async () => {
    const file = join(PROGRAMS, "mpa-host.exe");
    if (!existsSync(file)) {
      throw new Error("make packages has not built it");
    }
    const size = statSync(file).size / 1e6;
    table.row("mpa-host.exe, for Windows", `${size.toFixed(2)} MB`, {
      goal: verdict(`≤ ${MOST_SIZE_WINDOWS_MB} MB`, size <= MOST_SIZE_WINDOWS_MB),
    });
  });
  for (const { name, command, input } of DIALOGS) {
    await table.measure(name, async () => {
      const { looked } = await dialogWindow(command, input, env, windows, resources);
      table.row(name, told(looked));
    });
  }
  await table.measure("the limit", async () => {
    const child = spawn(peer("limit"), { env, stdio: ["pipe", "pipe", "ignore"] });
    await once(child, "spawn");
    // Half a frame: it has begun to read, and waits for the rest.
    child.stdin.write(frame(AUTHENTICATE).subarray(0, 4));
    const pid = child.pid ?? 0;
    // Until its own file takes the place of this program's, it looks like this one.
    await until("the minimal program", () => resources(pid).size === statSync(peer("limit")).size && settled(pid));
    table.row("the minimal program (no window)", told(resources(pid)));
    child.stdin.end();
    await once(child, "close");
  });
  await table.measure("pkcs11-tool", () =>
    onCard([], async (service, card) => {
      await card.arm("1:20 hold");
      const child = spawn("pkcs11-tool", ["--list-objects"], { env: { ...env, ...service }, stdio: "ignore" });
      await Promise.race([card.held(), once(child, "close").then(() => Promise.reject(new Error("it ended early")))]);
      table.row("pkcs11-tool, which waits for the card (no window)", told(resources(child.pid ?? 0)));
      await card.release();
      await once(child, "close");
    }),
  );
}

/**
 * Whether a program waits for something: it has loaded what it needs.
 * @param {number} pid
 */
function settled(pid) {
  return /^State:\s+S/m.test(readFileSync(`/proc/${pid}/status`, "latin1")) && resources(pid).libraries > 1;
}
