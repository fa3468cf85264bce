// The rpms on a copy of this machine that is thrown away, with a database of their own: what their scripts do when they come,
// when a newer one comes, and when they go.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { HIGHER, VERSION, built, extensionKey, filesOf } from "./built.mjs";
import { startMachine } from "./machine.mjs";

const NAMES = ["mpa-host", "mpa-chromium", "mpa-chrome", "mpa-edge", "mpa-firefox"];

/** What the packages need is on this machine from packages of another form, and Debian's rpm wants to be told that it is meant. */
const UNASKED = ["--nodeps", "--force-debian"];

/** What is there only if the scripts have asked mpa-setup. */
const REGISTERED = [
  "/etc/chromium/native-messaging-hosts/mpa_host.json",
  "/etc/chromium/policies/managed/zz-mpa-host.json",
  "/etc/opt/chrome/policies/managed/zz-mpa-host.json",
  "/etc/opt/edge/policies/managed/zz-mpa-host.json",
  "/usr/lib64/mozilla/native-messaging-hosts/mpa_host.json",
  "/var/lib/mpa-host/receipt.json",
];

const endings = new Endings();
after(() => endings.run());

test("the rpms register when they come, keep it when newer ones come, and leave nothing when they go", async () => {
  const key = ["--extension-key", extensionKey(endings)];
  const first = filesOf(await built(endings, key), ".rpm");
  const higher = filesOf(await built(endings, [...key, "--version", HIGHER]), ".rpm");
  const machine = await startMachine(endings);
  const rpm = ["rpm", "--dbpath", join(machine.home, "rpm")];
  const versions = async () => {
    const told = await machine.run([...rpm, "--query", "--queryformat", "%{VERSION}\n", ...NAMES]);
    return told.trim().split("\n");
  };
  const registered = () => {
    const changes = machine.changes();
    REGISTERED.forEach((path) => assert.ok(changes.includes(`made ${path}`), path));
  };
  const before = machine.changes();
  await machine.run([...rpm, "--initdb"]);

  await machine.run([...rpm, "--install", ...UNASKED, ...first]);
  assert.deepEqual(new Set(await versions()), new Set([VERSION]));
  registered();

  await machine.run([...rpm, "--upgrade", ...UNASKED, ...higher]);
  assert.deepEqual(new Set(await versions()), new Set([HIGHER]));
  registered();

  await machine.run([...rpm, "--erase", ...NAMES]);
  assert.deepEqual(machine.changes(), before);
});
