// A login that succeeds, and what it costs in exchanges with the card.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { phases } from "../stand/trace.mjs";
import { beginLogin, loggedIn, onStand } from "./at-the-portal.mjs";

// The bounds are for a certificate of 1583 bytes and short APDUs; the locking of the card is included in the last.
const CASES = [
  { name: "a card as measured", switches: [], most: { beforePin: 2, toSignature: 3, all: 13 } },
  {
    name: "a card whose first answer is 6F00",
    switches: ["--first-command-6f00"],
    most: { beforePin: 3, toSignature: 3, all: 14 },
  },
];

for (const { name, switches, most } of CASES) {
  test(`logs in with ${name}`, (context) =>
    onStand({ switches }, async (stand) => {
      const { page } = await beginLogin(stand);
      await stand.person.enterPin(PIN);
      await loggedIn(page);
      await stand.person.seesNothing();

      const exchanges = stand.card.trace.exchanges();
      const cost = phases(exchanges);
      context.diagnostic(`exchanges: ${name}: ${cost.beforePin} + ${cost.toSignature}, ${cost.all} in all`);
      assert.equal(cost.verifies, 1, "one PIN entered, one VERIFY");
      assert.ok(cost.beforePin <= most.beforePin, `${cost.beforePin} exchanges before the PIN can be entered`);
      assert.ok(cost.toSignature <= most.toSignature, `${cost.toSignature} exchanges from the PIN to the signature`);
      assert.ok(cost.all <= most.all, `${cost.all} exchanges in all`);
      const locking = exchanges.at(-1);
      assert.ok(locking?.isSelectOfAnotherApplet && locking.status === "9000", "the last exchange locks the card");
    }));
}

test("the portal's session ends with the logout", () =>
  onStand({}, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    await page.click("#logout");
    await page.waitForSelector("#login");
    await page.goto(new URL("/account", stand.portal).href);
    assert.equal(new URL(page.url()).pathname, "/");
  }));
