// The id that `key` in the manifest gives the extension in Chromium and Edge.

import { createHash } from "node:crypto";

import { shipped } from "./files.js";

/** @returns {string} the first 32 hexadecimal digits of SHA-256 over the key (SPKI, DER), 0 to f written a to p */
export function extensionId() {
  const { key } = JSON.parse(shipped("manifest.json"));
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex");
  return [...digest.slice(0, 32)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join("");
}
