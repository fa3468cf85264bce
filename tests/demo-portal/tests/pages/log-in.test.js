// How a page logs in at a portal that is crowded: it waits and comes again by itself, and the card signs once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as others } from "node:timers/promises";

const TEXTS = readFileSync(new URL("../../pages/texts.json", import.meta.url), "utf8");
const TOKEN = {
  unverifiedCertificate: "certificate",
  algorithm: "RS256",
  signature: "signature",
  format: "web-eid:1.0",
  appVersion: "https://mpa-host.example/releases/0.1.0",
};
const ORIGIN = "https://portal.example";
/** What a server answers where it says nothing else. */
const USUAL = { "/auth/challenge": { nonce: "nonce" }, "/auth/login": { location: "/account" } };

/** @type {{path: string, body: string}[]} what the page has posted to the server */
let posted;
/** @type {({code: string, retryAfter?: string | null} | undefined)[]} what the server says to the next requests, if not the usual */
let refusals;
/** @type {string[]} what the extension was asked */
let asked;
/** @type {string[]} what the status line has said */
let said;

const line = {
  dataset: {},
  replaceChildren: (/** @type {{textContent: string}[]} */ ...parts) =>
    said.push(parts.map(({ textContent }) => textContent).join(" ")),
};
Object.assign(globalThis, {
  document: {
    documentElement: { lang: "ja" },
    getElementById: (/** @type {string} */ id) => ({ content: { dataset: { protocol: "web-eid" } }, status: line })[id],
    createElement: () => ({ textContent: "" }),
  },
  location: { origin: ORIGIN },
  window: Object.assign(new EventTarget(), { postMessage: extension }),
  fetch: server,
});
const { logIn } = await import("../../pages/log-in.js");

/** @param {{action: string}} message */
function extension({ action }) {
  asked.push(action);
  for (const data of [{ action: `${action}-ack` }, { action: `${action}-success`, ...TOKEN }]) {
    globalThis.window.dispatchEvent(
      Object.assign(new Event("message"), { data, source: globalThis.window, origin: ORIGIN }),
    );
  }
}

/** @param {string} path @param {{body: string}} [request] */
async function server(path, request) {
  if (request === undefined) return new Response(TEXTS);
  posted.push({ path, body: request.body });
  const refusal = refusals.shift();
  if (refusal === undefined) return Response.json(USUAL[path]);
  const { code, retryAfter = "10" } = refusal;
  const headers = retryAfter === null ? {} : { "Retry-After": retryAfter };
  return Response.json({ code, message: `${code}。` }, { status: 503, headers });
}

const CROWDED = { code: "crowded" };
const WAIT_MS = 10_000;

beforeEach(() => {
  [posted, refusals, asked, said] = [[], [], [], []];
  mock.timers.enable({ apis: ["setTimeout"] });
  chance(0);
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** @param {number} of what is left to chance */
function chance(of) {
  mock.method(Math, "random", () => of);
}

/** @param {number} milliseconds @returns {Promise<string[]>} where the page has posted by then */
async function after(milliseconds) {
  await settled();
  mock.timers.tick(milliseconds);
  await settled();
  return posted.map(({ path }) => path);
}

/** All that needs no time has happened. */
async function settled() {
  for (let round = 0; round < 20; round += 1) await others();
}

test("brings the same token again, without the card, until there is room", async () => {
  refusals = [undefined, CROWDED, CROWDED];
  const login = logIn();
  assert.deepEqual(await after(0), ["/auth/challenge", "/auth/login"]);
  assert.equal((await after(WAIT_MS - 1)).length, 2, "not before the server said");
  assert.equal((await after(1)).length, 3);
  assert.equal((await after(WAIT_MS)).length, 4);
  assert.equal(await login, "/account");
  assert.deepEqual(new Set(posted.slice(1).map(({ body }) => body)), new Set([JSON.stringify(TOKEN)]));
  assert.deepEqual(asked, ["web-eid:authenticate"]);
});

test("says once that it waits, and that the PIN is not needed again", async () => {
  refusals = [undefined, CROWDED, CROWDED];
  const login = logIn();
  await after(0);
  await after(WAIT_MS);
  await after(WAIT_MS);
  await login;
  const { "status.crowded": busy, "status.crowded-signed": hint } = JSON.parse(TEXTS);
  assert.deepEqual(
    said.filter((words) => words.includes("混み合って")),
    [`${busy.ja} ${hint.ja}`],
  );
  assert.deepEqual([line.dataset.state, line.dataset.code], ["working", "crowded"]);
});

test("waits for a challenge, too, and asks the extension then", async () => {
  refusals = [CROWDED];
  const login = logIn();
  assert.deepEqual(await after(0), ["/auth/challenge"]);
  assert.deepEqual(asked, []);
  assert.equal(
    said.at(-1),
    ["status.crowded", "status.crowded-before"].map((key) => JSON.parse(TEXTS)[key].ja).join(" "),
  );
  assert.deepEqual(await after(WAIT_MS), ["/auth/challenge", "/auth/challenge", "/auth/login"]);
  assert.deepEqual(asked, ["web-eid:authenticate"]);
  assert.equal(await login, "/account");
});

/** @type {[name: string, chance: number, retryAfter: string | null, wait: number][]} in milliseconds */
const WAITS = [
  ["as long as the server says, at least", 0, "4", 4_000],
  ["up to half as long again, by chance", 1, "4", 6_000],
  ["ten seconds where the server does not say", 0, null, 10_000],
  ["ten seconds where the server names a date", 0, "Wed, 21 Oct 2026 07:28:00 GMT", 10_000],
  ["not as long as the server likes", 0, "3600", 15_000],
];

for (const [name, of, retryAfter, wait] of WAITS) {
  test(`waits ${name}`, async () => {
    chance(of);
    refusals = [undefined, { ...CROWDED, retryAfter }];
    const login = logIn();
    await after(0);
    assert.equal((await after(wait - 1)).length, 2);
    assert.equal((await after(1)).length, 3);
    assert.equal(await login, "/account");
  });
}

test("comes again six times, and says then that it was in vain", async () => {
  refusals = [undefined, ...Array(10).fill(CROWDED)];
  const failed = assert.rejects(logIn(), { code: "crowded", message: "crowded。" });
  await after(0);
  for (let time = 1; time <= 10; time += 1) await after(WAIT_MS);
  await failed;
  assert.equal(posted.length, 1 + 1 + 6);
  assert.equal(asked.length, 1);
});

for (const code of ["store-unavailable", "revocation-unanswered", "challenge-missing"]) {
  test(`${code}: the challenge may be gone, so it is told at once`, async () => {
    refusals = [undefined, { code }];
    await assert.rejects(logIn(), { code });
    assert.equal((await after(WAIT_MS)).length, 2);
  });
}
