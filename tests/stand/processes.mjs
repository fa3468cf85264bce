// Child processes that cannot outlive this one, and what they print, as something to wait for.

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";

import { until } from "./until.mjs";

/** How long something may take unless its caller knows better. */
const LIMIT_MS = 20_000;

/** How long a child may take to end by itself before it is killed. */
const PATIENCE_MS = 5_000;

/** A running child and the lines it prints. */
export class Process {
  /** @type {string[]} */
  lines = [];
  #changes = new EventEmitter();
  #ended = false;

  /**
   * @param {string} name
   * @param {import("node:child_process").ChildProcess} child
   */
  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.on("close", (code, signal) => {
        this.#ended = true;
        resolve(code ?? signal);
        this.#changes.emit("change");
      });
      // A program that is not there gives this event and no 'close'.
      child.on("error", (error) => {
        this.#ended = true;
        this.lines.push(String(error));
        resolve(error.message);
        this.#changes.emit("change");
      });
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) {
        continue;
      }
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        this.#changes.emit("change");
      });
    }
  }

  get pid() {
    if (this.child.pid === undefined) {
      throw new Error(`${this.name} did not start: ${this.lines.join("\n")}`);
    }
    return this.child.pid;
  }

  /**
   * The first line, from the given one on, that fits; fails if the process ends or the time is over before one comes.
   * @param {RegExp} pattern
   * @param {{from?: number, within?: number}} [options]
   * @returns {Promise<RegExpMatchArray>}
   */
  async line(pattern, { from = 0, within = LIMIT_MS } = {}) {
    const limit = AbortSignal.timeout(within);
    for (;;) {
      for (const line of this.lines.slice(from)) {
        const match = pattern.exec(line);
        if (match) {
          return match;
        }
      }
      if (this.#ended || limit.aborted) {
        const why = this.#ended ? "ended" : "took too long";
        throw new Error(`${this.name} ${why} before it printed ${pattern}:\n${this.lines.join("\n")}`);
      }
      // That the time is over is seen in the next round.
      await once(this.#changes, "change", { signal: limit }).catch(() => undefined);
    }
  }

  /** Ends the child and everything in its process group. */
  async end() {
    if (this.#ended) {
      return;
    }
    this.child.stdin?.end();
    this.#signal("SIGTERM");
    const kill = setTimeout(() => this.#signal("SIGKILL"), PATIENCE_MS);
    await this.ended;
    clearTimeout(kill);
  }

  /** @param {NodeJS.Signals} signal */
  #signal(signal) {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }
}

/**
 * Starts a program in a process group of its own; the kernel kills it if this process dies without a word.
 * @param {import("./endings.mjs").Endings} endings
 * @param {string[]} command
 * @param {{name?: string, env?: NodeJS.ProcessEnv, leash?: boolean}} [options]
 *   `leash: false` for a program that changes its credentials, which would undo the kernel's promise: it must end with its standard input
 */
export function start(endings, command, { name = command[0], env = process.env, leash = true } = {}) {
  const [program, ...args] = leash ? ["setpriv", "--pdeathsig", "KILL", ...command] : command;
  const started = new Process(name, spawn(program, args, { env, detached: true, stdio: "pipe" }));
  // Writing to a program that has just ended is not an error of this one.
  started.child.stdin?.on("error", () => undefined);
  endings.add(name, () => started.end());
  return started;
}

/**
 * Runs a program to its end and gives what it printed on standard output; fails unless it succeeds in time.
 * @param {string[]} command
 * @param {{env?: NodeJS.ProcessEnv, input?: string, within?: number}} [options]
 */
export async function run(command, { env = process.env, input = "", within = LIMIT_MS } = {}) {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, stdio: "pipe", timeout: within, killSignal: "SIGKILL" });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code, signal] = await once(child, "close");
  if (code !== 0) {
    throw new Error(`${command.join(" ")}: ${signal ?? code}\n${output}${complaint}`);
  }
  return output;
}

/**
 * Waits until a process that somebody else started has ended.
 * @param {number} pid
 */
export async function processEnds(pid) {
  await until(`the end of process ${pid}`, () => hasEnded(pid));
}

/**
 * Whether a process has ended, be its parent still to learn of it or not.
 * @param {number} pid
 */
export function hasEnded(pid) {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return true;
  }
}

/**
 * The command lines of all processes that have a text in their environment or in their command line.
 * @param {string} text
 */
export function processesWith(text) {
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return numbers.flatMap((number) => {
    const command = told(`/proc/${number}/cmdline`);
    return command.includes(text) || told(`/proc/${number}/environ`).includes(text) ? [command] : [];
  });
}

/**
 * What a file of /proc says; nothing where the process has ended or keeps it to itself.
 * @param {string} file
 */
export function told(file) {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
