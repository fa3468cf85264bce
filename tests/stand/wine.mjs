// A Windows for one stand: wine with a prefix of its own, in which a stand-in for winscard.dll has one reader.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { CERTIFICATES, ROOT, program, temporaryFolder } from "./places.mjs";
import { PIN } from "./card.mjs";
import { run, start } from "./processes.mjs";
import { Trace } from "./trace.mjs";

/** A new prefix takes wine some seconds, and more on a busy machine. */
const PATIENCE_MS = 120_000;

/** What wine's reg.exe says of a key that is not there. */
const NO_KEY = /Unable to find the specified registry key/;

/** What wine seldom says of a program that it has not started, for no reason that it names; a second start is then the first. */
const NOT_STARTED = /ShellExecuteEx failed: Internal error/;

/**
 * Makes a Windows whose windows are on this display.
 * @param {import("./endings.mjs").Endings} endings
 * @param {import("./display.mjs").Display} display
 */
export async function startWindows(endings, display) {
  const home = temporaryFolder(endings);
  const prefix = join(home, "prefix");
  mkdirSync(prefix);
  const env = {
    ...process.env,
    ...display.environment,
    HOME: home,
    LANG: "ja_JP.UTF-8",
    LC_ALL: undefined,
    WINEARCH: "win64",
    WINEPREFIX: prefix,
    WINEDEBUG: "-all",
    // No menu of the machine's own desktop, no offer to fetch anything, and the reader of the tests.
    WINEDLLOVERRIDES: "winemenubuilder.exe=;mscoree=;mshtml=;winscard=n",
  };
  endings.add("wine", () =>
    run(["wineserver", "--kill", "--wait"], { env, within: PATIENCE_MS }).catch(() => undefined),
  );
  await run(["wineboot", "--init"], { env, within: PATIENCE_MS });
  await run(["wineserver", "--wait"], { env, within: PATIENCE_MS });
  const [library, launcher] = [join(home, "winscard.dll"), join(home, "exit_code.exe")];
  await compile("winscard.c", library, "-shared", "-lws2_32");
  await compile("exit_code.c", launcher, "-mwindows");
  // Programs look in the system's folder after their own: what is under test stays as it is installed.
  renameSync(library, join(prefix, "drive_c/windows/system32/winscard.dll"));
  return new Windows(prefix, env, { port: await freePort(), launcher });
}

/**
 * Compiles a stand-in for Windows.
 * @param {string} source in tests/stand/windows
 * @param {string} to
 * @param {...string} switches
 */
export async function compile(source, to, ...switches) {
  const warnings = ["-Wall", "-Wextra", "-Werror"];
  const file = join(ROOT, "tests/stand/windows", source);
  await run(["x86_64-w64-mingw32-gcc", "-O1", ...warnings, "-o", to, file, ...switches]);
}

/** A running Windows. */
export class Windows {
  /**
   * @param {string} prefix
   * @param {NodeJS.ProcessEnv} env
   * @param {object} own
   * @param {number} own.port that of the reader
   * @param {string} own.launcher the program that runs a host and knows its exit code
   */
  constructor(prefix, env, { port, launcher }) {
    this.prefix = prefix;
    this.env = { ...env, MPA_READER_PORT: String(port) };
    this.port = port;
    this.launcher = launcher;
  }

  /**
   * Runs a program to its end, and gives what it printed; fails unless it succeeds.
   * @param {string[]} command
   */
  async run(...command) {
    const options = { env: this.env, within: PATIENCE_MS };
    return run(["wine", ...command], options).catch((failure) => {
      if (NOT_STARTED.test(failure.message)) {
        return run(["wine", ...command], options);
      }
      throw failure;
    });
  }

  /**
   * The registry below one key, as `reg query` tells it; nothing where the key is not there.
   * @param {string} key
   */
  async registry(key) {
    // In English, so that this one failure can be told from every other.
    const env = { ...this.env, LC_ALL: "C.UTF-8" };
    return run(["wine", "reg", "query", key, "/s"], { env, within: PATIENCE_MS }).catch((failure) => {
      if (NO_KEY.test(failure.message)) {
        return "";
      }
      throw failure;
    });
  }

  /**
   * Starts a host as a browser does.
   * @param {import("./endings.mjs").Endings} endings
   * @param {string} file
   */
  host(endings, file) {
    const child = spawn("wine", [this.launcher, file, "chrome-extension://stand/", "--parent-window=0"], {
      env: this.env,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const ended = once(child, "close");
    endings.add("the host", async () => {
      child.stdin.end();
      await ended;
    });
    return new WindowsHost(child, ended);
  }

  /**
   * Puts an emulated card on the reader of the host that runs.
   * @param {import("./endings.mjs").Endings} endings
   */
  async insertCard(endings) {
    const trace = join(temporaryFolder(endings), "trace");
    const emulator = [
      ...[program("card-emulator"), "--port", String(this.port), "--pin", PIN, "--trace", trace],
      ...["--certificate", join(CERTIFICATES, "auth.der")],
    ];
    await start(endings, emulator, { name: "card-emulator" }).line(/^inserted$/);
    return new Trace(trace);
  }
}

/** A running host for Windows. */
export class WindowsHost {
  #bytes = Buffer.alloc(0);

  /**
   * @param {import("node:child_process").ChildProcessByStdio<import("node:stream").Writable, import("node:stream").Readable, null>} child
   * @param {Promise<unknown[]>} ended
   */
  constructor(child, ended) {
    this.child = child;
    this.ended = ended;
    // Kept on from the start: what comes while nobody waits for it would be lost.
    child.stdout.on("data", (/** @type {Buffer} */ chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
  }

  /**
   * Sends one frame with these bytes.
   * @param {Buffer} body
   */
  send(body) {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    this.child.stdin.write(Buffer.concat([length, body]));
  }

  /** The next frame's bytes, exactly as they came. */
  async receive() {
    for (;;) {
      const end = this.#bytes.length < 4 ? Infinity : 4 + this.#bytes.readUInt32LE();
      if (this.#bytes.length >= end) {
        const body = this.#bytes.subarray(4, end);
        this.#bytes = this.#bytes.subarray(end);
        return body;
      }
      await once(this.child.stdout, "data", { signal: AbortSignal.timeout(PATIENCE_MS) });
    }
  }

  /**
   * @param {unknown} request
   * @returns {Promise<Record<string, any>>}
   */
  async ask(request) {
    this.send(Buffer.from(JSON.stringify(request)));
    return JSON.parse((await this.receive()).toString());
  }

  /** Closes the port and gives the exit code, or the signal by which the process was ended. */
  async close() {
    this.child.stdin.end();
    const [code, signal] = await this.ended;
    return code ?? signal;
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
