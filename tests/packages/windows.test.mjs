// The host for Windows: its size, and, run under wine, its frames, what it sees on the reader, and a whole login through its window.

import assert from "node:assert/strict";
import { X509Certificate, createHash, createVerify, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { PROGRAMS } from "../../installer/packages/windows/programs.mjs";
import { PIN } from "../stand/card.mjs";
import { startDisplay } from "../stand/display.mjs";
import { Endings } from "../stand/endings.mjs";
import { Person } from "../stand/person.mjs";
import { ROOT } from "../stand/places.mjs";
import { startWindows } from "../stand/wine.mjs";

const HOST = join(PROGRAMS, "mpa-host.exe");
const ORIGIN = "https://portal.example";

const MOST_BYTES = 2_000_000;

/** The length of a frame whose first two bytes are a line feed and a carriage return, which text mode would change. */
const LINE_FEED_CARRIAGE_RETURN = 0x0d0a;

const endings = new Endings();
/** @type {import("../stand/display.mjs").Display} */
let display;
/** @type {import("../stand/wine.mjs").Windows} */
let windows;

before(async () => {
  display = await startDisplay(endings);
  windows = await startWindows(endings, display);
});
after(() => endings.run());

test("the host's file is small", () => {
  const { size } = statSync(HOST);
  assert.ok(size > 0 && size <= MOST_BYTES, `${size} bytes`);
});

test("frames are exact, whatever bytes they hold", async () => {
  const host = windows.host(endings, HOST);
  const fields = `"request":"authenticate","origin":"ftp://例","challengeNonce":"","lang":"ja","timeoutMs":1000`;
  const space = LINE_FEED_CARRIAGE_RETURN - Buffer.byteLength(`{"protocol":1,${fields}}`);
  const body = Buffer.from(`{"protocol":1,${"\r\n".repeat(space).slice(0, space)}${fields}}`);
  assert.equal(body.length, LINE_FEED_CARRIAGE_RETURN);
  host.send(body);
  const errors = JSON.parse(readFileSync(join(ROOT, "tests/fixtures/messages/answers/errors.json"), "utf8"));
  const expected = errors.find(/** @param {{code: string}} error */ ({ code }) => code === "origin-invalid");
  assert.equal((await host.receive()).toString(), JSON.stringify(expected));
  assert.equal((await host.ask({ protocol: 1, request: "status" })).answer, "status");
  assert.equal(await host.close(), 0);
});

test("the host sees reader and card through winscard.dll", async () => {
  const host = windows.host(endings, HOST);
  const watched = await host.ask({ protocol: 1, request: "watch" });
  assert.equal(watched.answer, "watch");
  await windows.insertCard(endings);
  let told = watched;
  while (told.readers[0]?.card?.kind !== "my-number") {
    told = JSON.parse((await host.receive()).toString());
  }
  const { readers, service } = await host.ask({ protocol: 1, request: "inspect" });
  assert.equal(service, "running");
  assert.equal(readers.length, 1);
  const [{ name, card }] = readers;
  assert.deepEqual([name, card.kind, card.triesLeft], ["Stand-in Reader 0", "my-number", 3]);
  assert.equal(await host.close(), 0);
});

test("a person logs in through the window, and the card is left locked", async () => {
  const host = windows.host(endings, HOST);
  const challengeNonce = randomBytes(33).toString("base64");
  const asked = host.ask({
    protocol: 1,
    request: "authenticate",
    origin: ORIGIN,
    challengeNonce,
    lang: "ja",
    timeoutMs: 120_000,
  });
  const person = new Person(display);
  await person.window();
  const trace = await windows.insertCard(endings);
  await trace.until("the certificate", (exchanges) => exchanges.some(({ isRead }) => isRead));
  await person.enterPin(PIN);
  const token = await asked;
  assert.equal(token.answer, "authenticate", JSON.stringify(token));
  const certificate = new X509Certificate(Buffer.from(token.unverifiedCertificate, "base64"));
  const digest = (/** @type {string} */ text) => createHash("sha256").update(text).digest();
  const verify = createVerify("RSA-SHA256").update(digest(ORIGIN)).update(digest(challengeNonce));
  assert.ok(verify.verify(certificate.publicKey, token.signature, "base64"));
  assert.equal(trace.verifies(), 1);
  const exchanges = trace.exchanges();
  const last = exchanges[exchanges.length - 1];
  assert.ok(last.isSelectOfAnotherApplet && last.status === "9000");
  assert.equal(await host.close(), 0);
});
