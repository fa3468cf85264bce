// The memory of a running process, searched as its owner could never do: by root, through /proc.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/** Why the memory of another process cannot be read here, or `false`. */
export const UNREADABLE = process.getuid?.() === 0 ? false : "SKIPPED: only root reads the memory of a process";

/** The most that is read at once. */
const CHUNK = 1 << 24;

/**
 * What is in the writable memory of a process, piece by piece.
 *
 * @param {number} pid
 */
export function* writableMemory(pid) {
  const memory = openSync(`/proc/${pid}/mem`, "r");
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, "latin1").split("\n")) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (!match) {
        continue;
      }
      const [start, end] = [parseInt(match[1], 16), parseInt(match[2], 16)];
      for (let at = start; at < end; at += CHUNK) {
        const piece = Buffer.alloc(Math.min(CHUNK, end - at));
        const length = readOrNothing(memory, piece, at);
        yield piece.subarray(0, length);
      }
    }
  } finally {
    closeSync(memory);
  }
}

/**
 * How often digits stand in the writable memory of a process: as bytes, as UTF-16 and as UTF-32.
 *
 * @param {number} pid
 * @param {string} digits
 */
export function occurrences(pid, digits) {
  const patterns = [1, 2, 4].map((width) => {
    const pattern = Buffer.alloc(digits.length * width);
    [...digits].forEach((digit, index) => pattern.write(digit, index * width, "latin1"));
    return pattern;
  });
  let count = 0;
  for (const piece of writableMemory(pid)) {
    for (const pattern of patterns) {
      for (let at = piece.indexOf(pattern); at >= 0; at = piece.indexOf(pattern, at + 1)) {
        count += 1;
      }
    }
  }
  return count;
}

/**
 * @param {number} memory
 * @param {Buffer} piece
 * @param {number} at
 */
function readOrNothing(memory, piece, at) {
  try {
    return readSync(memory, piece, 0, piece.length, at);
  } catch {
    // A page that the process has not touched, or has just given back.
    return 0;
  }
}
