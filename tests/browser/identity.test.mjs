// The stores give the extension one id each: the host's manifest lists them all, and every one of them may start the host.

import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { EXTENSION, temporaryFolder } from "../stand/places.mjs";
import { EDGE_STORE_ID, chromiumId, ownIds } from "../stand/registration.mjs";
import { AUTHENTICATE, ask, onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";

test("the id in Edge's store has the form of an id, and is on the list of the Chromium family", () => {
  assert.match(EDGE_STORE_ID, /^[a-p]{32}$/);
  assert.ok(ownIds("allowed_origins").includes(EDGE_STORE_ID));
});

for (const { name, others, reason } of [
  { name: "is the second on the host's list opens the window", others: true, reason: "cancelled" },
  { name: "is not on the host's list is refused", others: false, reason: differences.forbidden },
]) {
  test(`an extension whose id ${name}`, async () => {
    const endings = new Endings();
    try {
      const { extension, id } = underAnotherId(endings);
      const own = ownIds(differences.idsHaveAt ? "allowed_extensions" : "allowed_origins");
      await onStand({ extension, ids: others ? [...own, id] : own }, async (stand) => {
        const page = await stand.browser.newPage();
        await page.goto(stand.portal.href);
        const answers = ask(page, AUTHENTICATE);
        if (others) {
          await stand.person.window();
          await stand.person.press("Escape");
        }
        assert.equal((await answers).at(-1)?.error?.reason, reason);
      });
    } finally {
      await endings.run();
    }
  });
}

/**
 * The extension as another store would give it out.
 *
 * @param {Endings} endings
 */
function underAnotherId(endings) {
  const extension = join(temporaryFolder(endings), "extension");
  cpSync(EXTENSION, extension, { recursive: true });
  const file = join(extension, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  manifest.key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  manifest.browser_specific_settings.gecko.id = "another-store@mpa-host.example";
  writeFileSync(file, JSON.stringify(manifest));
  const id = differences.idsHaveAt ? manifest.browser_specific_settings.gecko.id : chromiumId(manifest.key);
  return { extension, id };
}
