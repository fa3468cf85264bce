// A program in the host's place that does not do what a host does:
//   node stand-in-host.mjs BEHAVIOUR

import { closeSync } from "node:fs";
import { endianness } from "node:os";

const [, , behaviour] = process.argv;

/**
 * @param {number} protocol
 * @param {string} hostVersion
 */
const greeting = (protocol, hostVersion) => () => answer({ answer: "status", protocol, hostVersion });

/** @type {Record<string, (request: {request: string}) => void>} What each does with a request. */
const BEHAVIOURS = {
  silent: () => undefined,
  exits: () => process.exit(0),
  crashes: () => process.kill(process.pid, "SIGSEGV"),
  "closes-its-output": () => closeSync(1),
  garbled: () =>
    process.stdout.write("This is not a frame, and its first four bytes are no length that a browser allows.\n"),
  malformed: () => answer({ answer: "status" }),
  outdated: greeting(0, "0.0.9"),
  newer: greeting(2, "9.0.0"),
  older: ({ request }) =>
    request === "status"
      ? greeting(1, "0.0.9")()
      : answer({ answer: "error", code: "request-unknown", message: "This program is too old for that." }),
  "exits-at-login": ({ request }) => (request === "status" ? greeting(1, "0.1.0")() : process.exit(0)),
  "silent-at-login": ({ request }) => request === "status" && greeting(1, "0.1.0")(),
};

const LENGTH_BYTES = 4;
const [readLength, writeLength] =
  endianness() === "LE"
    ? /** @type {const} */ (["readUInt32LE", "writeUInt32LE"])
    : /** @type {const} */ (["readUInt32BE", "writeUInt32BE"]);

/** @param {object} message */
function answer(message) {
  const body = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(LENGTH_BYTES);
  length[writeLength](body.length);
  process.stdout.write(Buffer.concat([length, body]));
}

let input = Buffer.alloc(0);
process.stdin.on("data", (bytes) => {
  input = Buffer.concat([input, bytes]);
  while (input.length >= LENGTH_BYTES && input.length >= LENGTH_BYTES + input[readLength]()) {
    const end = LENGTH_BYTES + input[readLength]();
    const request = JSON.parse(input.subarray(LENGTH_BYTES, end).toString());
    input = input.subarray(end);
    BEHAVIOURS[behaviour](request);
  }
});
