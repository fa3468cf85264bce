// The programs that this project is compared with: where they are, and how each is asked for one login.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { PIN } from "../stand/card.mjs";
import { TARGET, program } from "../stand/places.mjs";

/** @typedef {{name: string, command: string[], input?: string, switches?: string[]}} Program */

/**
 * One of tests/bench/peers.
 * @param {string} name
 */
export function peer(name) {
  return join(TARGET, "bench/peers/release", name);
}

/** OpenSC's module, wherever this Debian's architecture has it. */
function module() {
  const found = ["x86_64-linux-gnu", "aarch64-linux-gnu", "."]
    .map((folder) => join("/usr/lib", folder, "opensc-pkcs11.so"))
    .find((file) => existsSync(file));
  if (!found) {
    throw new Error("opensc-pkcs11.so is not installed");
  }
  return found;
}

/** This project's login without a window, so that it can be compared with what has none. */
export const OURS = Object.freeze({
  name: "this project (without its window)",
  command: [join(program("examples"), "without_window")],
  input: `${PIN}\n`,
});

/** The same with extended reading on. */
export const EXTENDED = Object.freeze({ ...OURS, command: [...OURS.command, "extended-reading"] });

/**
 * Others that make the same signature with the same card; each is given the PIN at once.
 *
 * @param {string} data a file of 32 bytes to be signed
 * @returns {[string, () => Program][]}
 */
export function cardPeers(data) {
  const signature = `${data}.signature`;
  return [
    ["myna-card 3.3.4", () => ({ name: "myna-card 3.3.4", command: [peer("myna")], input: `${PIN}\n` })],
    [
      "pkcs11-tool, OpenSC's module",
      () => ({
        name: "pkcs11-tool",
        command: [
          ...["pkcs11-tool", "--module", module(), "--login", "--pin", PIN],
          ...["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01"],
          ...["--input-file", data, "--output-file", signature],
        ],
      }),
    ],
    [
      "pkcs15-crypt (no certificate read)",
      () => ({
        name: "pkcs15-crypt",
        command: [
          ...["pkcs15-crypt", "--sign", "--key", "01", "--sha-256", "--pkcs1", "--pin", PIN],
          ...["--input", data, "--output", signature],
        ],
      }),
    ],
  ];
}

/**
 * Runs a program to its end and gives the time that it took, from its start on, and what it printed.
 *
 * @param {Program} what
 * @param {NodeJS.ProcessEnv} env
 */
export async function timed({ command, input = "" }, env) {
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env, stdio: "pipe", timeout: 60_000 });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, "close");
  const time = performance.now() - began;
  if (code !== 0) {
    throw new Error(`${command[0]}: ${code}: ${complaint.trim().replaceAll("\n", "; ")}`);
  }
  return { time, output };
}
