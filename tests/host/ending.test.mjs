// The end of a host, at every stage of a login and in every way that a browser or a system has:
// it ends in time and by itself, the card is left locked, and the next login finds nothing in its way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frame } from "../bench/host.mjs";
import { PIN } from "../stand/card.mjs";
import { atDesk, certificateRead, counterTold, isLocked } from "./desk.mjs";
import { AUTHENTICATE } from "./port.mjs";

/** @typedef {import("./desk.mjs").Desk} Desk */
/** @typedef {import("./port.mjs").Port} Port */

const STATUS = Object.freeze({ protocol: 1, request: "status" });

/** A frame without its end. */
const HALF_FRAME = frame(STATUS).subarray(0, -1);
/** A whole frame that holds no message. */
const NO_MESSAGE = frame("????").fill(0xff, 4);
/** No frame: its first four bytes are a length above the limit. */
const NO_FRAME = Buffer.from("GET / HTTP/1.1\r\n\r\n");

/** @type {Record<string, {switches?: string[], reach: (desk: Desk, port: Port) => Promise<void>}>} How far a login has come. */
const STAGES = {
  "before a request": { reach: async () => undefined },
  "while a card is waited for": {
    switches: ["--removed"],
    reach: async (desk, port) => {
      port.send(AUTHENTICATE);
      await desk.person.window();
    },
  },
  "while the PIN is typed": {
    reach: async (desk, port) => {
      port.send(AUTHENTICATE);
      await desk.person.window();
      await desk.card.trace.until("the certificate", certificateRead);
      await desk.person.press(PIN.slice(0, 1));
    },
  },
  "while the card signs": {
    switches: ["--fault", "1:2A delay 1500"],
    reach: async (desk, port) => {
      port.send(AUTHENTICATE);
      await desk.person.window();
      await counterTold(desk, 0);
      await desk.person.enterPin(PIN);
      await desk.card.trace.until("the signature", (all) => all.some((exchange) => exchange.isSignature));
    },
  },
};

/**
 * @type {Record<string, {act: (port: Port) => void, exit: (stage: string) => unknown, code?: string}>}
 *   What happens, the exit code, and the last thing said.
 */
const ENDS = {
  "its input ends": { act: (port) => port.child.stdin.end(), exit: () => 0 },
  "it is told to cancel": { act: (port) => port.send({ protocol: 1, request: "cancel" }), exit: () => 0 },
  "its input ends inside a frame": {
    act: (port) => port.child.stdin.end(HALF_FRAME),
    exit: (stage) => (stage === "before a request" ? 1 : 0),
    code: "message-truncated",
  },
  "its input is no frame": {
    act: (port) => port.child.stdin.write(NO_FRAME),
    exit: (stage) => (stage === "before a request" ? 1 : 0),
    code: "message-too-large",
  },
  "it is asked to end": {
    act: (port) => port.child.kill("SIGTERM"),
    exit: (stage) => (stage === "before a request" ? "SIGTERM" : 0),
  },
};

for (const [stage, { switches, reach }] of Object.entries(STAGES)) {
  for (const [name, { act, exit, code }] of Object.entries(ENDS)) {
    test(`${stage}, ${name}`, () =>
      atDesk({ switches }, async (desk) => {
        const port = desk.start().listen();
        await reach(desk, port);
        act(port);
        assert.equal(await port.exit(), exit(stage));
        assert.deepEqual(
          port.answers.map((answer) => answer.code),
          code ? [code] : [],
        );
        await desk.person.seesNothing();
        const sent = stage === "while the card signs" ? 1 : 0;
        assert.equal(desk.card.trace.verifies(), sent);
        assert.equal(desk.card.tries(), 3);
        assert.ok(isLocked(desk.card.trace), "locked");
        assert.ok(sent === 0 || desk.card.trace.exchanges().at(-1)?.isSelectOfAnotherApplet);
      }));
  }

  test(`${stage}, a frame that holds no message is refused, and the login goes on`, () =>
    atDesk({ switches }, async (desk) => {
      const port = desk.start().listen();
      await reach(desk, port);
      port.child.stdin.write(NO_MESSAGE);
      assert.equal((await port.answer()).code, "message-not-utf8");
      port.send(STATUS);
      assert.equal((await port.answer(1)).answer, "status");
      port.child.stdin.end();
      assert.equal(await port.exit(), 0);
      assert.ok(isLocked(desk.card.trace), "locked");
    }));
}

test("a host whose answer nobody can take any more locks the card and ends", () =>
  atDesk({ switches: STAGES["while the card signs"].switches }, async (desk) => {
    const port = desk.start();
    await STAGES["while the card signs"].reach(desk, port);
    port.child.stdout.destroy();
    await port.exit();
    await desk.person.seesNothing();
    assert.ok(isLocked(desk.card.trace), "locked");
    assert.equal(desk.card.trace.verifies(), 1);
  }));

/** More questions than a pipe, and whoever holds its other end, have room for answers. */
const TOO_MANY = 5_000;

test("a host whose output is full, since nobody reads it, ends when its reader does", () =>
  atDesk({}, async (desk) => {
    const port = desk.start();
    for (let asked = 0; asked < TOO_MANY; asked += 1) {
      port.send(STATUS);
    }
    port.send(AUTHENTICATE);
    port.child.stdin.end();
    port.child.stdout.destroy();
    await port.exit();
    assert.equal(desk.card.trace.verifies(), 0);
  }));

test("a host whose output is full while the card signs locks it and ends when it is asked to", () =>
  atDesk({ switches: STAGES["while the card signs"].switches }, async (desk) => {
    const port = desk.start();
    await STAGES["while the card signs"].reach(desk, port);
    for (let asked = 0; asked < TOO_MANY; asked += 1) {
      port.send(STATUS);
    }
    port.child.kill("SIGTERM");
    await port.exit();
    await desk.person.seesNothing();
    assert.ok(isLocked(desk.card.trace), "locked");
    assert.ok(desk.card.trace.exchanges().at(-1)?.isSelectOfAnotherApplet);
  }));

test("a second host is told that another login is under way, and the first goes on", () =>
  atDesk({}, async (desk) => {
    const first = await desk.asking();
    const second = desk.start().listen().send(AUTHENTICATE);
    assert.equal((await second.answer()).code, "busy");
    assert.equal(await second.exit(), 0);
    await desk.person.enterPin(PIN);
    assert.equal((await first.answer()).answer, "authenticate");
    assert.equal(desk.card.trace.verifies(), 1);
  }));

test("after a host was killed between VERIFY and the lock, the next one locks the card first", () =>
  atDesk({ switches: STAGES["while the card signs"].switches }, async (desk) => {
    const killed = desk.start().listen();
    await STAGES["while the card signs"].reach(desk, killed);
    killed.child.kill("SIGKILL");
    assert.equal(await killed.exit(), "SIGKILL");
    const before = desk.card.trace.exchanges().length;
    const port = desk.start().listen().send(AUTHENTICATE);
    await desk.person.window();
    await counterTold(desk, before);
    const [first] = desk.card.trace.exchanges().slice(before);
    assert.ok(first.isSelectOfAnotherApplet && first.status === "9000", "locked first");
    await desk.person.enterPin(PIN);
    assert.equal((await port.answer()).answer, "authenticate");
  }));
