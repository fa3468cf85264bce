// What is left of a PIN in the host's memory, and who may look.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { atDesk } from "./desk.mjs";
import { UNREADABLE, occurrences } from "./memory.mjs";
import { stateFolder } from "./port.mjs";

/** PINs that hardly stand in any program's memory by chance; which of them do is seen in a run without them. */
const UNLIKELY = ["7391", "8264", "5917", "6283"];
const OTHER = "4862";

test("after VERIFY no page of the host's memory holds the PIN", { skip: UNREADABLE }, async () => {
  const without = await seen(OTHER, UNLIKELY);
  const pin = UNLIKELY.find((_, index) => without.entered[index] === 0 && without.signing[index] === 0);
  assert.ok(pin, "one of the PINs is not there by chance");
  const { entered, signing } = await seen(pin, [pin]);
  // The control: what is searched for is found while it is there, at the one place where it belongs.
  assert.deepEqual({ entered, signing }, { entered: [1], signing: [0] });
});

/**
 * How often each of some digits is in the host's memory when a PIN is entered but not confirmed,
 * and when the card computes the signature.
 *
 * @param {string} pin
 * @param {string[]} digits
 */
async function seen(pin, digits) {
  let entered = [NaN];
  let signing = [NaN];
  await atDesk({ switches: ["--pin", pin, "--fault", "1:2A hold"] }, async (desk) => {
    const port = await desk.asking();
    const count = () => digits.map((it) => occurrences(port.pid, it));
    await desk.person.enterPin(pin, {
      beforeConfirming: () => {
        entered = count();
      },
    });
    await desk.card.held();
    signing = count();
    await desk.card.release();
    assert.equal((await port.answer()).answer, "authenticate");
    assert.equal(await port.exit(), 0);
  });
  return { entered, signing };
}

test("a host that asks for a PIN writes no core dump, keeps it out of swap, and its files to their owner", () =>
  atDesk({}, async (desk) => {
    const wrapper = ["sh", "-c", 'umask 000; ulimit -c unlimited; exec "$@"', "sh"];
    const port = await desk.asking({}, { wrapper });
    assert.match(readFileSync(`/proc/${port.pid}/limits`, "latin1"), /^Max core file size +0 +0 /m);
    const [, locked] = /^VmLck:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${port.pid}/status`, "latin1")) ?? [];
    assert.ok(Number(locked) > 0, "memory is locked");
    const folder = stateFolder(desk.home);
    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
    assert.ok(modes.length >= 2, "log and lock are there");
    for (const [name, mode] of [["the folder itself", statSync(folder).mode & 0o777], ...modes]) {
      assert.equal(Number(mode) & 0o077, 0, `${name} is its owner's alone`);
    }
    await desk.person.press("Escape");
    assert.equal((await port.answer()).code, "cancelled");
    await port.exit();
  }));

test("another program of the same user cannot read the host's memory", { skip: UNREADABLE }, () =>
  atDesk({}, async (desk) => {
    const nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
    execFileSync("chown", ["-R", "65534:65534", desk.home]);
    execFileSync("chmod", ["-R", "a+rX", desk.pcscd.folder]);
    const port = desk.start({ wrapper: nobody }).listen();
    port.send({ protocol: 1, request: "status" });
    assert.equal((await port.answer()).answer, "status");
    const [program, ...args] = nobody;
    /** @param {number} pid */
    const read = (pid) => spawnSync(program, [...args, "dd", `if=/proc/${pid}/mem`, "count=0"], { encoding: "latin1" });
    const refused = read(port.pid);
    assert.match(refused.stderr, /Permission denied/);
    // The control: that program may read another of its user's processes.
    const own = desk.bystander(nobody);
    await own.line(/^ready$/);
    assert.equal(read(own.pid).status, 0);
    port.child.stdin.end();
    await port.exit();
  }),
);
