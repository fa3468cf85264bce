// What a hostile page can put into a message, and what of it leaves the content script: nothing that is not plain and short.
// A message is cloned on its way, as the browser does it: getters and proxies stay in the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage, plain } from "./fake-page.js";
import { AUTHENTICATE, STATUS } from "./page-messages.js";

const cyclic = {};
Object.assign(cyclic, { cyclic });

/** @type {[name: string, value: unknown][]} */
const VALUES = [
  ["a text of 16 MB", "n".repeat(16_000_000)],
  ["a text longer than any field by one", "n".repeat(1_025)],
  ["a text object", new String(AUTHENTICATE.challengeNonce)],
  ["a list of one", [AUTHENTICATE.challengeNonce]],
  ["a prototype in a field", JSON.parse('{"__proto__":{"length":44},"constructor":{"prototype":{}}}')],
  [
    "a length that is computed",
    {
      get length() {
        return 44;
      },
    },
  ],
  ["an object in itself", cyclic],
  ["a big integer", 10n ** 100n],
  ["a date", new Date(0)],
  ["a map", new Map([["length", 44]])],
  ["an error", new Error("nonce")],
  ["bytes", new Uint8Array(44)],
  ["true", true],
];

for (const [name, value] of VALUES) {
  test(`${name} arrives at the background as plainly wrong`, () => {
    const { post, ports } = openPage();
    const options = { lang: value, userInteractionTimeout: value };
    post(structuredClone({ ...AUTHENTICATE, libraryVersion: value, challengeNonce: value, options }));
    assert.deepEqual(
      ports.map(({ posted }) => posted),
      [
        [
          {
            ...{ action: AUTHENTICATE.action, libraryVersion: false, challengeNonce: false },
            options: { lang: false, userInteractionTimeout: false },
          },
        ],
      ],
    );
  });
}

/**
 * What a script may fire at the document that it shares with the content script.
 *
 * @type {[name: string, detail: unknown][]}
 */
const DETAILS = [
  ["a prototype", { __proto__: { mode: "01" } }],
  ["an object that throws at every touch", throwing()],
  ["text that turns into something else", { toString: () => '{"mode":"01"}', toJSON: () => ({ mode: "01" }) }],
  ["a text object", new String('{"mode":"01"}')],
  ["a prototype in text", '{"__proto__":{"mode":"01"}}'],
  ["text as deep as it is long", "[".repeat(65_536)],
  ["a text of 16 MB", `{"mode":"01","digest":"${"M".repeat(16_000_000)}"}`],
];

for (const [name, detail] of DETAILS) {
  test(`an official page that fires ${name} asks for nothing`, () => {
    const { document, ports } = openPage({ script: "official" });
    document.dispatchEvent(new CustomEvent("launchApp", { detail }));
    assert.deepEqual(
      ports.map(({ posted }) => posted),
      [[{}]],
    );
  });
}

test("a thousand requests in a row are a thousand conversations, each answered once and then closed", () => {
  const { post, ports, told } = openPage();
  for (let index = 0; index < 1_000; index += 1) {
    post(AUTHENTICATE);
  }
  const error = { code: "ERR_WEBEID_ACTION_PENDING", message: "Another login.", reason: "busy" };
  for (const { answer } of ports) {
    answer({ action: "web-eid:authenticate-failure", error });
    answer({ action: "web-eid:authenticate-failure", error });
  }
  const failures = told.filter(({ message }) => /-failure$/.test(Object(message).action));
  assert.deepEqual([ports.length, failures.length, ports.every(({ closed }) => closed)], [1_000, 1_000, true]);
});

/** What other windows, and the page itself, can claim that was answered. */
const FORGED = ["success", "failure", "ack"].map((end) => `${AUTHENTICATE.action}-${end}`);

for (const action of FORGED) {
  test(`${action} from another window changes nothing for a login under way`, () => {
    const { post, ports, told, says } = openPage();
    post(AUTHENTICATE);
    post({ action, signature: "Zm9yZ2Vk" }, { source: new EventTarget() });
    post({ action, signature: "Zm9yZ2Vk" }, { origin: "https://evil.example" });
    post({ action, signature: "Zm9yZ2Vk" }, { made: true });
    assert.deepEqual([ports.length, told.length, ports[0]?.closed], [1, 1, false]);
    assert.deepEqual(says(), [{ rival: false, setUp: false }]);
    post(STATUS);
    assert.equal(ports.length, 2);
  });
}

test("a page that claims a success to itself is still told what came of the login", () => {
  const { post, ports, told } = openPage();
  post(AUTHENTICATE);
  post({ action: "web-eid:authenticate-success", signature: "Zm9yZ2Vk" });
  const error = { code: "ERR_WEBEID_USER_CANCELLED", message: "Cancelled.", reason: "cancelled" };
  ports[0]?.answer({ action: "web-eid:authenticate-failure", error });
  assert.deepEqual(plain(told.at(-1)?.message), { action: "web-eid:authenticate-failure", error });
});

test("a page that acknowledges its own request is left to the other extension that it plays", () => {
  const { post, ports, says } = openPage();
  post(AUTHENTICATE);
  post({ action: "web-eid:authenticate-ack" });
  post(AUTHENTICATE);
  assert.deepEqual([ports.length, says()], [1, [{ rival: true, setUp: false }]]);
});

function throwing() {
  const thrower = () => {
    throw new Error("touched");
  };
  return new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower });
}
