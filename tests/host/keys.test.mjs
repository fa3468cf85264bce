// The login window's keys come from the keyboard: no input method is sent them, and no characters are composed of them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PIN } from "../stand/card.mjs";
import { start } from "../stand/processes.mjs";
import { atDesk } from "./desk.mjs";

const INPUT_METHOD = fileURLToPath(new URL("input_method.py", import.meta.url));

/** What a desktop sets for a person who writes Japanese. */
const DESKTOP = ["env", "LANG=C.UTF-8", "XMODIFIERS=@im=stand-in"];

test("a PIN does not go through the person's input method", () =>
  atDesk({}, async (desk) => {
    const env = { ...process.env, ...desk.env };
    const method = start(desk.endings, ["python3", INPUT_METHOD], { name: "an input method", env });
    await method.line(/^ready$/);
    const port = await desk.asking({}, { wrapper: DESKTOP });
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
    assert.deepEqual(method.lines, ["ready"]);
  }));

test("the person's table of composed characters is not read", () =>
  atDesk({}, async (desk) => {
    // Whoever opens it to read waits for a writer.
    execFileSync("mkfifo", [join(desk.home, ".XCompose")]);
    const port = await desk.asking({}, { wrapper: DESKTOP.slice(0, 2) });
    port.send({ protocol: 1, request: "cancel" });
    await port.ended;
  }));
