// The demo portal.

import { join } from "node:path";

import { CERTIFICATES, program } from "./places.mjs";
import { start } from "./processes.mjs";

/**
 * Starts the portal on a free port of loopback and gives its address.
 * @param {import("./endings.mjs").Endings} endings
 */
export async function startPortal(endings) {
  const portal = start(endings, [program("demo-portal"), "--trust", join(CERTIFICATES, "auth-ca.der"), "--port", "0"]);
  const [, address] = await portal.line(/^demo-portal: (http:\/\/\S+)$/);
  return new URL(address);
}
