// The host as a browser runs it, with both ends of its port in hand: frames, halves of frames, and no reader at all.

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { endianness } from "node:os";
import { join } from "node:path";

import { frame } from "../bench/host.mjs";
import { hasEnded } from "../stand/processes.mjs";
import { program } from "../stand/places.mjs";
import { until } from "../stand/until.mjs";

const LENGTH_BYTES = 4;
const readLength = endianness() === "LE" ? "readUInt32LE" : "readUInt32BE";

/** How long a host may take to end once nothing keeps it: a run that nothing interrupts included (PROTOCOL.md, "Transport"). */
const END_WITHIN_MS = 15_000;

/** @typedef {{answer: string, code?: string, waitingFor?: string, message?: string, signature?: string}} Answer */

/** A request for a login. */
export const AUTHENTICATE = Object.freeze({
  protocol: 1,
  request: "authenticate",
  origin: "https://portal.example",
  challengeNonce: Buffer.alloc(33, "n").toString("base64"),
  lang: "ja",
  timeoutMs: 120_000,
});

/** A running host and what it has answered. */
export class Port {
  /** @type {Answer[]} */
  answers = [];
  #changes = new EventEmitter();
  #input = Buffer.alloc(0);

  /**
   * @param {import("../stand/endings.mjs").Endings} endings
   * @param {NodeJS.ProcessEnv} env
   * @param {string} home
   * @param {{wrapper?: string[]}} [options] `wrapper`: a command that runs the host
   */
  constructor(endings, env, home, { wrapper = [] } = {}) {
    this.home = home;
    const [command, ...args] = [...wrapper, program("mpa-host"), "chrome-extension://test/"];
    this.child = spawn(command, args, { env, stdio: ["pipe", "pipe", "ignore"] });
    // A host that has ended closes its end first.
    this.child.stdin.on("error", () => undefined);
    this.child.stdout.on("error", () => undefined);
    this.ended = once(this.child, "exit").then(([code, signal]) => {
      this.#changes.emit("change");
      return code ?? signal;
    });
    endings.add("mpa-host", async () => {
      this.child.kill("SIGCONT");
      this.child.kill("SIGKILL");
      await this.ended;
    });
  }

  get pid() {
    if (this.child.pid === undefined) {
      throw new Error("the host did not start");
    }
    return this.child.pid;
  }

  /** Begins to read what the host says; until then its output fills up. */
  listen() {
    this.child.stdout.on("data", (bytes) => {
      this.#input = Buffer.concat([this.#input, bytes]);
      while (this.#input.length >= LENGTH_BYTES && this.#input.length >= LENGTH_BYTES + this.#input[readLength]()) {
        const end = LENGTH_BYTES + this.#input[readLength]();
        this.answers.push(JSON.parse(this.#input.subarray(LENGTH_BYTES, end).toString()));
        this.#input = this.#input.subarray(end);
      }
      this.#changes.emit("change");
    });
    return this;
  }

  /** @param {unknown} message */
  send(message) {
    this.child.stdin.write(frame(message));
    return this;
  }

  /**
   * The answer of this number, from 0.
   *
   * @param {number} [number]
   * @param {number} [within] milliseconds
   */
  async answer(number = 0, within = 20_000) {
    return until("an answer of the host", () => this.answers[number], within);
  }

  /**
   * Waits for the end of the process, and gives its exit code or the signal that ended it.
   *
   * @param {number} [within] milliseconds
   */
  async exit(within = END_WITHIN_MS) {
    await until("the end of the host", () => hasEnded(this.pid), within);
    return this.ended;
  }

  /** What the host has written into its log. */
  log() {
    return hostLog(this.home);
  }

  /**
   * Waits for a line of the log.
   *
   * @param {RegExp} pattern
   */
  async logged(pattern) {
    await until(`${pattern} in the log`, () => pattern.test(this.log()));
  }
}

/** @param {string} home */
export function stateFolder(home) {
  return join(home, ".local/state/mpa-host");
}

/** @param {string} home */
function hostLog(home) {
  const folder = stateFolder(home);
  try {
    const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
    return logs.map((name) => readFileSync(join(folder, name), "utf8")).join("");
  } catch {
    // There is none before the host has started.
    return "";
  }
}
