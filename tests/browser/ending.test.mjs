// A demonstration that is ended, in whatever manner, leaves nothing running; and nothing lying about if it has a chance to tidy up.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Endings } from "../stand/endings.mjs";
import { ROOT, temporaryFolder } from "../stand/places.mjs";
import { processesWith, start } from "../stand/processes.mjs";
import { FAMILY } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";
import { differences } from "./differences.mjs";

const DEMO = join(ROOT, "tests/demo/demo.mjs");

/** @type {{name: string, signal: NodeJS.Signals, tidy: boolean}[]} */
const CASES = [
  { name: "Ctrl-C", signal: "SIGINT", tidy: true },
  { name: "the end of the terminal", signal: "SIGHUP", tidy: true },
  { name: "a request to end", signal: "SIGTERM", tidy: true },
  { name: "a kill that nobody can act upon", signal: "SIGKILL", tidy: false },
];

for (const { name, signal, tidy } of CASES) {
  test(`a demonstration is gone after ${name}`, async () => {
    const endings = new Endings();
    try {
      // Everything that the demonstration starts or makes carries this name, in its environment or in its path.
      const folder = temporaryFolder(endings);
      const env = { ...process.env, TMPDIR: folder, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
      const demo = start(endings, [process.execPath, DEMO, FAMILY], { name: "demo", env });
      await demo.line(/the login window is open/);
      const running = processesWith(folder);
      for (const part of ["pcscd", "card-emulator", "demo-portal", "Xvfb", differences.process, "mpa-host"]) {
        assert.ok(
          running.some((command) => command.includes(part)),
          `${part} was seen running`,
        );
      }
      process.kill(demo.pid, signal);
      await demo.ended;
      await until("the end of everything", () => processesWith(folder).length === 0);
      if (tidy) {
        assert.deepEqual(readdirSync(folder), []);
      }
    } finally {
      await endings.run();
    }
  });
}
