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

/** Enough for an input; with zeros everything goes as it should. */
const LENGTH = 64;
const ZEROS_AND_ONES = [Buffer.alloc(LENGTH), Buffer.alloc(LENGTH, 1)];

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
      // And the limits of PROTOCOL.md, from which it is a small step over them.
      return [...requests, ...atTheLimits(fields)];
    case "origin":
      return [...ORIGINS, ...fields.flatMap(({ origin }) => origin ?? [])];
    case "challenge":
      return fields.flatMap(({ challengeNonce, digestInfo }) => [
        ...(challengeNonce ? [challengeNonce] : []),
        ...(digestInfo ? [Buffer.from(digestInfo, "base64")] : []),
      ]);
    case "certificate":
      // Before the file, the clock's eight bytes and sixteen of a signature.
      return [...certificates(), longest(4096), longest(4097)].map((der) => Buffer.concat([Buffer.alloc(24), der]));
    case "card_responses":
      // And with the certificate asked for in one answer (the sixth byte), which is refused or given (the seventh), by a card
      // that takes short file ids or does not (the fourth).
      return [
        ...ZEROS_AND_ONES,
        ...["00000000000100", "00000000000101", "00000001000100", "00000001000101"].map(begun),
      ];
    default:
      return ["", ...ZEROS_AND_ONES];
  }
}

/**
 * Zeros after these bytes. An input that is shorter than what a target reads from it at least is passed over.
 *
 * @param {string} hex
 */
function begun(hex) {
  return Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(LENGTH)], LENGTH);
}

/** @param {Record<string, unknown>[]} requests */
function atTheLimits(requests) {
  const limits = [
    { timeoutMs: 1000 },
    { timeoutMs: 600_000 },
    { timeoutMs: 600_001 },
    { challengeNonce: "n".repeat(44) },
    { challengeNonce: "n".repeat(128) },
    { origin: `https://${"a".repeat(240)}.example` },
  ];
  return requests.flatMap((request) =>
    limits
      .filter((limit) => Object.keys(limit).every((field) => field in request))
      .map((limit) => JSON.stringify({ ...request, ...limit })),
  );
}

/**
 * What says of itself that it is so long, as a certificate would, with nothing but zeros in it.
 *
 * @param {number} length in bytes
 */
function longest(length) {
  const der = Buffer.alloc(length);
  der.writeUInt16BE(0x3082, 0);
  der.writeUInt16BE(length - 4, 2);
  return der;
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
