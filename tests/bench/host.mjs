// The host as a browser runs it: started with pipes, spoken to in frames.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { endianness } from "node:os";

import { program } from "../stand/places.mjs";

const LITTLE = endianness() === "LE";

/**
 * One frame of native messaging.
 * @param {unknown} message
 */
export function frame(message) {
  const body = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  if (LITTLE) {
    length.writeUInt32LE(body.length);
  } else {
    length.writeUInt32BE(body.length);
  }
  return Buffer.concat([length, body]);
}

/** A running host. */
export class Host {
  /** @param {NodeJS.ProcessEnv} env */
  constructor(env) {
    this.child = spawn(program("mpa-host"), ["chrome-extension://bench/"], { env, stdio: ["pipe", "pipe", "ignore"] });
    this.ended = once(this.child, "close");
  }

  /**
   * Sends a request and waits for its answer.
   * @param {unknown} request
   * @returns {Promise<{answer: string, code?: string}>}
   */
  async ask(request) {
    this.child.stdin.write(frame(request));
    let bytes = Buffer.alloc(0);
    for (;;) {
      const [chunk] = await once(this.child.stdout, "data");
      bytes = Buffer.concat([bytes, chunk]);
      const length = bytes.length < 4 ? Infinity : LITTLE ? bytes.readUInt32LE() : bytes.readUInt32BE();
      if (bytes.length >= 4 + length) {
        return JSON.parse(bytes.subarray(4, 4 + length).toString());
      }
    }
  }

  /** Closes the port, and waits until the host has ended. */
  async close() {
    this.child.stdin.end();
    await this.ended;
  }
}

/** A request for a login that takes as long as it likes. */
export const AUTHENTICATE = {
  protocol: 1,
  request: "authenticate",
  origin: "https://portal.example",
  challengeNonce: Buffer.alloc(33, "n").toString("base64"),
  lang: "ja",
  timeoutMs: 600_000,
};
