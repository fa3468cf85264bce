// Runs a login while it stands in for the machine's own reader service, and reports what it saw; started by untouched.test.mjs
// in a mount namespace where that is possible:
//   node witness.mjs FOLDER-OF-CHANGES

import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

import { PIN } from "../stand/card.mjs";
import { run } from "../stand/processes.mjs";
import { beginLogin, loggedIn, onStand } from "./at-the-portal.mjs";

const [, , changes] = process.argv;

let connections = 0;
const service = createServer((client) => {
  connections += 1;
  client.destroy();
});
service.listen("/run/pcscd/pcscd.comm");
await once(service, "listening");

await onStand({}, async (stand) => {
  const { page } = await beginLogin(stand);
  await stand.person.enterPin(PIN);
  await loggedIn(page);
});
const login = seen();

connections = 0;
// Sent away by a service that says nothing, this client fails.
await run(["pcsc_scan", "-r"]).catch(() => undefined);
writeFileSync(join(homedir(), "left-behind"), "");
console.log(JSON.stringify({ login, control: seen() }));
service.close();

function seen() {
  const files = readdirSync(changes, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return { connections, changes: files.map((file) => join(file.parentPath, file.name).slice(changes.length)) };
}
