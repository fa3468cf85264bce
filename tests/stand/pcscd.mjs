// A reader service for one stand: the system's own pcscd with a virtual reader and nothing else.
// It runs in namespaces of its own, so it neither meets the machine's own service nor sees a reader that is plugged in;
// programs reach it through the socket named in PCSCLITE_CSOCK_NAME.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { READER_DRIVER, temporaryFolder } from "./places.mjs";
import { run, start } from "./processes.mjs";

/** The port of the first virtual reader; the second has the next one. The network namespace is the stand's own: they are always free. */
export const FIRST_READER_PORT = 0x8c7b;

// What runs inside. The last `cat` is the namespace's first process and ends with its input, that is, with the stand, however that ends;
// the kernel then ends everything else inside.
const INSIDE = `
  set -e
  PATH=$PATH:/usr/sbin:/sbin
  [ -d /run/pcscd ] || { mount -t tmpfs tmpfs /run; mkdir /run/pcscd; }
  mount --bind "$1" /run/pcscd
  if [ -d /usr/lib/pcsc/drivers ]; then mount -t tmpfs tmpfs /usr/lib/pcsc/drivers; fi
  ip link set lo up
  option=
  if pcscd --help 2>&1 | grep -q -e --disable-polkit; then option=--disable-polkit; fi
  pcscd --foreground --info --config "$2" $option &
  exec cat >/dev/null
`;

/** Whether this user needs a user namespace to have the others. */
const NEEDS_USER_NAMESPACE = process.getuid?.() !== 0;

/**
 * Starts the service and waits until it answers.
 * @param {import("./endings.mjs").Endings} endings
 * @param {{readers?: boolean, folder?: string}} [options]
 *   `readers: false` for a machine to which none is connected; `folder`: that of a service which has ended, for one in its place
 */
export async function startPcscd(endings, { readers = true, folder = temporaryFolder(endings) } = {}) {
  const sockets = join(folder, "s");
  const configuration = join(folder, "c");
  for (const place of [sockets, configuration]) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
  }
  if (readers) {
    writeFileSync(join(configuration, "reader.conf"), readerConfiguration());
  }
  const namespaces = [
    "--mount",
    "--net",
    "--pid",
    "--fork",
    "--kill-child",
    ...(NEEDS_USER_NAMESPACE ? ["--map-root-user"] : []),
  ];
  const service = start(endings, ["unshare", ...namespaces, "sh", "-c", INSIDE, "sh", sockets, configuration], {
    name: "pcscd",
    leash: false,
  });
  await service.line(/daemon ready/);
  return new Pcscd(service, folder, join(sockets, "pcscd.comm"));
}

/** A running service. */
class Pcscd {
  /**
   * @param {import("./processes.mjs").Process} service
   * @param {string} folder
   * @param {string} socket
   */
  constructor(service, folder, socket) {
    this.service = service;
    this.folder = folder;
    /** What a program needs in its environment to reach this service and no other. */
    this.environment = { PCSCLITE_CSOCK_NAME: socket };
  }

  /**
   * A command that runs another inside the service's network, where its readers listen.
   * @param {string[]} command
   */
  inside(command) {
    const user = NEEDS_USER_NAMESPACE ? ["--user", "--preserve-credentials"] : [];
    return ["nsenter", "--target", String(this.service.pid), ...user, "--net", ...command];
  }

  /**
   * Runs a PC/SC client on this service, as any other program on the machine could be.
   * @param {string[]} command
   * @param {string} input
   */
  client(command, input) {
    return run(command, { env: { ...process.env, ...this.environment }, input });
  }
}

function readerConfiguration() {
  const port = `0x${FIRST_READER_PORT.toString(16)}`;
  return `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${port}\nLIBPATH ${READER_DRIVER}\nCHANNELID ${port}\n`;
}
