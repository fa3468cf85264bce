// A host that is not there, may not be started, or does not do what a host does: the page is told which, and nothing keeps running.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { processesWith } from "../stand/processes.mjs";
import { standIn } from "../stand/stand-in.mjs";
import { until } from "../stand/until.mjs";
import { AUTHENTICATE, ask, onStand } from "./at-the-portal.mjs";
import { differences } from "./differences.mjs";

/** The person has a second, and the extension waits ten more for a host to end. */
const REQUEST = { ...AUTHENTICATE, options: { userInteractionTimeout: 1_000 } };

/** The id of an extension that is not this one, in the form of each family. */
const SOMEBODY_ELSE = ["somebody@else.example", "ponmlkjihgfedcbaponmlkjihgfedcba"];

/** @type {{name: string, behaviour?: string, choices?: import("../stand/browser.mjs").Choices, reason: string, code: string}[]} */
const CASES = [
  { name: "is not there", choices: { host: null }, reason: "host-missing", code: "ERR_WEBEID_NATIVE_UNAVAILABLE" },
  {
    name: "does not list this extension",
    choices: { ids: SOMEBODY_ELSE.filter((id) => id.includes("@") === differences.idsHaveAt) },
    reason: differences.forbidden,
    code: "ERR_WEBEID_NATIVE_UNAVAILABLE",
  },
  {
    name: "is listed but was taken away",
    choices: { host: "/nowhere/mpa-host" },
    reason: differences.takenAway,
    code: "ERR_WEBEID_NATIVE_UNAVAILABLE",
  },
  { name: "exits at once", behaviour: "exits", reason: "host-exited", code: "ERR_WEBEID_NATIVE_FATAL" },
  { name: "crashes", behaviour: "crashes", reason: "host-exited", code: "ERR_WEBEID_NATIVE_FATAL" },
  {
    name: "closes the port and stays",
    behaviour: "closes-its-output",
    reason: "host-exited",
    code: "ERR_WEBEID_NATIVE_FATAL",
  },
  {
    name: "exits when a login begins",
    behaviour: "exits-at-login",
    reason: "host-exited",
    code: "ERR_WEBEID_NATIVE_FATAL",
  },
  { name: "says nothing", behaviour: "silent", reason: "host-silent", code: "ERR_WEBEID_NATIVE_UNAVAILABLE" },
  {
    name: "says nothing when a login begins",
    behaviour: "silent-at-login",
    reason: "host-silent",
    code: "ERR_WEBEID_NATIVE_UNAVAILABLE",
  },
  { name: "speaks no frames", behaviour: "garbled", reason: differences.garbled, code: "ERR_WEBEID_NATIVE_FATAL" },
  { name: "leaves a field out", behaviour: "malformed", reason: "host-garbled", code: "ERR_WEBEID_NATIVE_FATAL" },
  { name: "is too old", behaviour: "outdated", reason: "host-outdated", code: "ERR_WEBEID_VERSION_MISMATCH" },
  { name: "is too new", behaviour: "newer", reason: "extension-outdated", code: "ERR_WEBEID_VERSION_MISMATCH" },
];

for (const { name, behaviour, choices, reason, code } of CASES) {
  test(`the page is told of a host that ${name}`, () =>
    onHost(behaviour, choices, async (stand) => {
      const page = await stand.browser.newPage();
      await page.goto(stand.portal.href);
      const error = (await ask(page, REQUEST)).at(-1)?.error;
      assert.deepEqual({ reason: error?.reason, code: error?.code }, { reason, code });
      await until("the end of the host", () => hosts(stand.home).length === 0);
      // The next page is not kept waiting by this one.
      const again = (await ask(page, REQUEST)).at(-1)?.error;
      assert.equal(again?.reason, reason);
      assert.equal(stand.card.trace.exchanges().length, 0, "nothing was sent to the card");
    }));
}

/**
 * Runs the steps on a stand with a program in the host's place.
 *
 * @param {string | undefined} behaviour
 * @param {import("../stand/browser.mjs").Choices | undefined} choices
 * @param {(stand: import("./at-the-portal.mjs").Stand) => Promise<void>} steps
 */
async function onHost(behaviour, choices, steps) {
  const endings = new Endings();
  try {
    await onStand(behaviour === undefined ? { ...choices } : { host: standIn(endings, behaviour) }, steps);
  } finally {
    await endings.run();
  }
}

/** @param {string} home */
function hosts(home) {
  return processesWith(home).filter((command) => /mpa-host|stand-in-host/.test(command));
}
