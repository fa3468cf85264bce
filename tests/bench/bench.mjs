// What a login costs, measured on the real parts, beside the limit and what others take on the same machine at the same time.
// Nothing here fails because something is slow, or not there: it prints a table, and writes it to target/bench/figures.md.
//
//   node tests/bench/bench.mjs [start] [card] [click] [rest] [portal]      all of them unless some are named

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { TARGET, temporaryFolder } from "../stand/places.mjs";
import { cardRows } from "./card.mjs";
import { clickRows } from "./click.mjs";
import { popupRows } from "./popup.mjs";
import { portalRows } from "./portal.mjs";
import { restRows } from "./rest.mjs";
import { startRows } from "./start.mjs";
import { Table } from "./table.mjs";

const named = process.argv.slice(2);

/** @type {Record<string, (table: Table) => Promise<void>>} */
const PARTS = {
  start: (table) =>
    apart(async (endings) => {
      const { env, display } = await quiet(endings);
      await startRows(table, endings, env, display);
    }),
  card: (table) =>
    apart(async (endings) => {
      const { env, display } = await quiet(endings);
      await cardRows(table, env, display);
    }),
  click: async (table) => {
    for (const family of ["chromium", "firefox"]) {
      await apart((endings) => clickRows(table, endings, family));
    }
  },
  rest: async (table) => {
    for (const family of ["chromium", "firefox"]) {
      await apart((endings) => restRows(table, endings, family));
      await apart((endings) => popupRows(table, endings, family));
    }
  },
  portal: async (table) => {
    table.part("the portal's side");
    for (const [what, figure] of await portalRows()) {
      table.row(what, figure);
    }
  },
};

/**
 * A display, and an environment without anything of the person's: a home of its own, no bus and no runtime folder.
 * A desktop's locale is of UTF-8, for which the display's libraries do more than for none.
 * @param {Endings} endings
 */
async function quiet(endings) {
  const display = await startDisplay(endings);
  const env = { PATH: process.env.PATH, HOME: temporaryFolder(endings), LANG: "C.UTF-8", ...display.environment };
  return { display, env };
}

/** @param {(endings: Endings) => Promise<void>} steps whose parts end with them */
async function apart(steps) {
  const endings = new Endings();
  try {
    await steps(endings);
  } finally {
    await endings.run();
  }
}

const unknown = named.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`usage: node tests/bench/bench.mjs [${Object.keys(PARTS).join("] [")}]`);
  process.exit(2);
}
const table = new Table();
for (const [name, part] of Object.entries(PARTS)) {
  if (named.length === 0 || named.includes(name)) {
    await table.measure(name, () => part(table));
  }
}
mkdirSync(join(TARGET, "bench"), { recursive: true });
table.write(join(TARGET, "bench/figures.md"));
console.log(table.text());
