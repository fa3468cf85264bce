// A signed package for Chromium, and the manifest by which it finds newer ones.
// The form is that of Chromium's components/crx_file/crx3.proto, written here byte by byte.

import { createHash, createPublicKey, sign } from "node:crypto";

/** Numbers of the fields in crx3.proto. */
const SHA256_WITH_RSA = 2;
const SIGNED_HEADER_DATA = 10_000;
const PUBLIC_KEY = 1;
const SIGNATURE = 2;
const CRX_ID = 1;

const ID_BYTES = 16;

/**
 * Signs an archive. RSA with PKCS #1 v1.5 gives the same signature each time.
 *
 * @param {Buffer} archive a ZIP
 * @param {import("node:crypto").KeyObject} key private, RSA
 */
export function crx3(archive, key) {
  if (key.asymmetricKeyType !== "rsa") {
    throw new Error("the extension's key has to be an RSA key");
  }
  const spki = publicKey(key);
  const signedData = field(CRX_ID, digest(spki).subarray(0, ID_BYTES));
  const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), uint32(signedData.length), signedData, archive]);
  const proof = Buffer.concat([field(PUBLIC_KEY, spki), field(SIGNATURE, sign("sha256", signed, key))]);
  const header = Buffer.concat([field(SHA256_WITH_RSA, proof), field(SIGNED_HEADER_DATA, signedData)]);
  return Buffer.concat([Buffer.from("Cr24"), uint32(3), uint32(header.length), header, archive]);
}

/**
 * The id that Chromium gives to what is signed with a key: half the digest of its public part, in the letters a to p.
 *
 * @param {import("node:crypto").KeyObject} key
 */
export function idOf(key) {
  const digits = digest(publicKey(key)).toString("hex", 0, ID_BYTES);
  return [...digits].map((digit) => String.fromCharCode("a".charCodeAt(0) + Number.parseInt(digit, 16))).join("");
}

/**
 * The update manifest (developer.chrome.com, "Linux: self-hosting").
 *
 * @param {{id: string, version: string, crx: string}} extension `crx`: the package's address
 */
export function updateManifest({ id, version, crx }) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}">
    <updatecheck codebase="${crx.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" version="${version}"/>
  </app>
</gupdate>
`;
}

/** @param {import("node:crypto").KeyObject} key */
function publicKey(key) {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

/** @param {Buffer} bytes */
function digest(bytes) {
  return createHash("sha256").update(bytes).digest();
}

/** @param {number} number */
function uint32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/**
 * A field of bytes in the encoding of Protocol Buffers.
 *
 * @param {number} number the field's
 * @param {Buffer} content
 */
function field(number, content) {
  const lengthDelimited = 2;
  return Buffer.concat([varint(number * 8 + lengthDelimited), varint(content.length), content]);
}

/** @param {number} number */
function varint(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 0x7f; rest >>>= 7) {
    bytes.push((rest & 0x7f) | 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
