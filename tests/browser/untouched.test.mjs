// A stand leaves the person's own things alone: the reader service of the machine, the home folder, /etc.

import assert from "node:assert/strict";
import { homedir, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { temporaryFolder } from "../stand/places.mjs";
import { run } from "../stand/processes.mjs";

const WITNESS = fileURLToPath(new URL("witness.mjs", import.meta.url));

// In a mount namespace of its own: a place for the witness's reader service where programs look for the machine's, and
// over each folder that must stay as it is, a layer that catches every change.
const UNDER_WATCH = `
  set -e
  mount -t tmpfs tmpfs /run
  mkdir /run/pcscd
  layers=$1; witness=$2; node=$3; shift 3
  mount -t tmpfs tmpfs "$layers"
  for folder in "$@"; do
    mkdir -p "$layers/upper$folder" "$layers/work$folder"
    mount -t overlay overlay -o "lowerdir=$folder,upperdir=$layers/upper$folder,workdir=$layers/work$folder" "$folder"
  done
  exec "$node" "$witness" "$layers/upper"
`;

test("a login touches neither the machine's own reader service nor the home folder nor /etc", async () => {
  const endings = new Endings();
  try {
    const layers = temporaryFolder(endings);
    const watched = [...new Set([homedir(), userInfo().homedir, "/etc"])];
    const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
    const inside = ["sh", "-c", UNDER_WATCH, "sh", layers, WITNESS, process.execPath, ...watched];
    const report = await run(["unshare", "--mount", ...asRoot, ...inside], { within: 120_000 });
    assert.deepEqual(JSON.parse(report), {
      login: { connections: 0, changes: [] },
      // What the same witness sees of a program that does talk to the machine's service and write into the home folder.
      control: { connections: 1, changes: [`${homedir()}/left-behind`] },
    });
  } finally {
    await endings.run();
  }
});
