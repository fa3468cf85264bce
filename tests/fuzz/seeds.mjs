// What the fuzz targets begin with: the golden messages and the test certificates, in the form that each target reads.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { endianness } from "node:os";
import { join } from "node:path";

import { CERTIFICATES, ROOT, TARGET } from "../stand/places.mjs";

const REQUESTS = join(ROOT, "tests/fixtures/messages/requests");

/** Words that a fuzzer would take long to guess. */
export const DICTIONARY = join(TARGET, "fuzz/words.dict");

/** Origins of each kind; the golden ones are beside them. */
const ORIGINS = [
  "http://localhost:8080",
  "http://[::1]",
  "https://login.e-tax.nta.go.jp:8443",
  "https://[2001:db8::1]",
];

/** The status words that the host tells apart (JICSAP 1.1; ISO/IEC 7816-4). */
const STATUS_WORDS = ["9000", "6100", "63C2", "63C0", "6983", "6984", "6A82", "6A86", "6B00", "6C10", "6F00"];

/**
 * Writes a target's seeds into a folder that holds nothing else.
 *
 * @param {string} target
 * @param {string} folder
 */
export function writeSeeds(target, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const requests = readdirSync(REQUESTS).map((name) => readFileSync(join(REQUESTS, name)));
  const seeds = seedsOf(target, requests);
  for (const [number, seed] of seeds.entries()) {
    writeFileSync(join(folder, String(number)), seed);
  }
  writeFileSync(DICTIONARY, dictionary(requests));
}

/**
 * @param {string} target
 * @param {Buffer[]} requests
 * @returns {(Buffer | string)[]}
 */
function seedsOf(target, requests) {
  const fields = requests.map((request) => JSON.parse(request.toString()));
  switch (target) {
    case "framing":
      // The first byte is how much of it one read brings.
      return [Buffer.concat([Buffer.from([255]), ...requests.map(frame)])];
    case "messages":
      return requests;
    case "origin":
      return [...ORIGINS, ...fields.flatMap(({ origin }) => origin ?? [])];
    case "challenge":
      return fields.flatMap(({ challengeNonce, digestInfo }) => [
        ...(challengeNonce ? [challengeNonce] : []),
        ...(digestInfo ? [Buffer.from(digestInfo, "base64")] : []),
      ]);
    case "certificate":
      // Before the file, the clock's eight bytes and sixteen of a signature.
      return certificates().map((der) => Buffer.concat([Buffer.alloc(24), der]));
    default:
      // Where the input ends, a login goes as it should: the first seed is a whole one.
      return ["", Buffer.alloc(64), Buffer.alloc(64, 1)];
  }
}

function certificates() {
  const names = readdirSync(CERTIFICATES).filter((name) => name.endsWith(".der") && !name.endsWith(".key.der"));
  return names.map((name) => readFileSync(join(CERTIFICATES, name)));
}

/** @param {Buffer} body */
function frame(body) {
  const length = Buffer.alloc(4);
  if (endianness() === "LE") {
    length.writeUInt32LE(body.length);
  } else {
    length.writeUInt32BE(body.length);
  }
  return Buffer.concat([length, body]);
}

/**
 * The words of the golden requests and the status words, as libFuzzer reads them.
 *
 * @param {Buffer[]} requests
 */
function dictionary(requests) {
  const words = new Set(requests.flatMap((request) => request.toString().match(/"[^"]*"/g) ?? []));
  const quoted = [...words].map((word) => `"${word.replace(/[\\"]/g, "\\$&")}"`);
  const bytes = STATUS_WORDS.map((word) => `"${word.replace(/../g, "\\x$&")}"`);
  return `${[...quoted, ...bytes].join("\n")}\n`;
}
