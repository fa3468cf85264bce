// The demo portal.

import { join } from "node:path";

import { CERTIFICATES, program } from "./places.mjs";
import { start } from "./processes.mjs";
import { startTlsFront } from "./tls.mjs";

/**
 * Starts the portal on a free port of loopback, or as a site of the given name, and gives its address.
 * @param {import("./endings.mjs").Endings} endings
 * @param {string} [site] `https://` and a host name
 * @param {string} [downloads] the folder of the packages that its set-up page offers
 */
export async function startPortal(endings, site, downloads) {
  const offering = downloads === undefined ? [] : ["--downloads", downloads];
  const command = [program("demo-portal"), "--trust", join(CERTIFICATES, "auth-ca.der"), "--port", "0", ...offering];
  if (site === undefined) {
    const portal = start(endings, command);
    const [, address] = await portal.line(/^demo-portal: (http:\/\/\S+)$/);
    return new URL(address);
  }
  const front = await startTlsFront(endings, new URL(site).hostname);
  const address = new URL(`${site}:${front.port}`);
  const portal = start(endings, [...command, "--origin", address.origin]);
  const [, port] = await portal.line(/^demo-portal: listens at http:\/\/localhost:(\d+)\/$/);
  front.forwardTo(Number(port));
  return address;
}
