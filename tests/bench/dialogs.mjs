// Programs that ask for a PIN in a window of their own.

import { spawn } from "node:child_process";
import { once } from "node:events";

/** @typedef {import("./windows.mjs").Windows} Windows */

/** What a small host would ask for the PIN with. */
export const DIALOGS = [
  { name: "pinentry-gtk-2", command: ["pinentry-gtk-2"], input: "GETPIN\n" },
  { name: "zenity --password", command: ["zenity", "--password"], input: "" },
];

/**
 * From a program's start to its window.
 *
 * @template T
 * @param {string[]} command
 * @param {string} input
 * @param {NodeJS.ProcessEnv} env
 * @param {Windows} windows
 * @param {(pid: number) => T} look what is to be known of the program while its window is there
 */
export async function dialogWindow(command, input, env, windows, look) {
  const mapped = windows.next();
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env, stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(child, "close");
  // A program that is not there never gets a window.
  await Promise.race([once(child, "spawn"), ended]);
  child.stdin.on("error", () => undefined);
  child.stdin.write(input);
  try {
    const early = ended.then(([code]) => Promise.reject(new Error(`${command[0]} ended with ${code}`)));
    const time = (await Promise.race([mapped, early])) - began;
    return { time, looked: look(child.pid ?? 0) };
  } finally {
    child.kill();
    await ended;
  }
}
