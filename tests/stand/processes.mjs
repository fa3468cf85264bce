// Child processes that cannot outlive this one, and what they print, as something to wait for.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long a child may take to end by itself before it is killed. */
const PATIENCE_MS = 5_000;

/** A running child and the lines it prints. */
export class Process {
  /** @type {string[]} */
  lines = [];
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #ended = false;

  /**
   * @param {string} name
   * @param {import('node:child_process').ChildProcess} child
   */
  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        this.#ended = true;
        resolve(code ?? signal);
        this.#changed();
      });
      // A program that is not there gives this event and no 'close'.
      child.on('error', (error) => {
        this.#ended = true;
        this.lines.push(String(error));
        resolve(error.message);
        this.#changed();
      });
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        this.#changed();
      });
    }
  }

  get pid() {
    if (this.child.pid === undefined) throw new Error(`${this.name} did not start: ${this.lines.join('\n')}`);
    return this.child.pid;
  }

  /**
   * The first line, from the given one on, that fits; fails if the process ends or the time is over before one comes.
   * @param {RegExp} pattern
   * @param {{from?: number, within?: number}} [options]
   * @returns {Promise<RegExpMatchArray>}
   */
  line(pattern, { from = 0, within = 20_000 } = {}) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {() => void} */ how) => {
        this.#listeners.delete(look);
        clearTimeout(limit);
        how();
      };
      const failure = (/** @type {string} */ why) =>
        new Error(`${this.name} ${why} before it printed ${pattern}:\n${this.lines.join('\n')}`);
      const look = () => {
        for (let index = from; index < this.lines.length; index += 1) {
          const match = pattern.exec(this.lines[index]);
          if (match) return settle(() => resolve(match));
        }
        if (this.#ended) settle(() => reject(failure('ended')));
      };
      const limit = setTimeout(() => settle(() => reject(failure('took too long'))), within);
      this.#listeners.add(look);
      look();
    });
  }

  /** Ends the child and everything in its process group. */
  async end() {
    if (this.#ended) return;
    this.child.stdin?.end();
    this.#signal('SIGTERM');
    const kill = setTimeout(() => this.#signal('SIGKILL'), PATIENCE_MS);
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

  #changed() {
    for (const look of [...this.#listeners]) look();
  }
}

/**
 * Starts a program in a process group of its own; the kernel kills it if this process dies without a word.
 * @param {import('./endings.mjs').Endings} endings
 * @param {string[]} command
 * @param {{name?: string, env?: NodeJS.ProcessEnv, leash?: boolean}} [options]
 *   `leash: false` for a program that changes its credentials, which would undo the kernel's promise: it must end with its standard input
 */
export function start(endings, command, { name = command[0], env = process.env, leash = true } = {}) {
  const [program, ...args] = leash ? ['setpriv', '--pdeathsig', 'KILL', ...command] : command;
  const started = new Process(name, spawn(program, args, { env, detached: true, stdio: 'pipe' }));
  // Writing to a program that has just ended is not an error of this one.
  started.child.stdin?.on('error', () => undefined);
  endings.add(name, () => started.end());
  return started;
}

/**
 * Runs a program to its end and gives what it printed on standard output; fails unless it succeeds in time.
 * @param {string[]} command
 * @param {{env?: NodeJS.ProcessEnv, input?: string, within?: number}} [options]
 */
export async function run(command, { env = process.env, input = '', within = 20_000 } = {}) {
  const child = spawn(command[0], command.slice(1), { env, stdio: 'pipe', timeout: within, killSignal: 'SIGKILL' });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')}: ${signal ?? code}\n${output}${complaint}`);
  return output;
}
