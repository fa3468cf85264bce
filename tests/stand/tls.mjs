// A front with TLS, as web servers have it: it holds a certificate that it made itself, and hands everything on.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";

import { temporaryFolder } from "./places.mjs";
import { run } from "./processes.mjs";

/**
 * Listens on a free port of loopback.
 * @param {import("./endings.mjs").Endings} endings
 * @param {string} name the host name in the certificate
 */
export async function startTlsFront(endings, name) {
  const server = createServer(await certificate(endings, name));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  /** @type {Set<import("node:net").Socket>} */
  const open = new Set();
  endings.add("the front with TLS", async () => {
    const closed = once(server, "close");
    server.close();
    open.forEach((socket) => socket.destroy());
    await closed;
  });
  return {
    port,
    /**
     * Hands what comes from now on to a port of loopback.
     *
     * @param {number} target
     */
    forwardTo(target) {
      server.on("secureConnection", (client) => {
        const inner = connect(target, "localhost");
        for (const [from, to] of [
          [client, inner],
          [inner, client],
        ]) {
          open.add(from);
          // A browser that goes away in mid-sentence is no error here.
          from.on("error", () => undefined);
          from.on("close", () => {
            open.delete(from);
            to.destroy();
          });
          from.pipe(to);
        }
      });
    },
  };
}

/**
 * @param {import("./endings.mjs").Endings} endings
 * @param {string} name
 */
async function certificate(endings, name) {
  const folder = temporaryFolder(endings);
  const [key, cert] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  await run([
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-days", "2"],
    ...["-keyout", key, "-out", cert],
  ]);
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
