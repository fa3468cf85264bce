// What the content script lets pass between an official page and the background.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage } from "./fake-page.js";

const LOGIN = Object.freeze({ mode: "01", service_id: "01", digest: "MDEw" });
const SUCCESS = Object.freeze({
  mode: "01",
  result: "0",
  uuid: "5f2a3c41-7d0e-4b6a-9c58-2e9f1a7b6d30",
  signature: "kX0=",
  certificate: "MIIG",
  combination_code: "3b9d",
});
const FAILURE = Object.freeze({ result: "1", reason: "timed-out", message: "Too late.", waitingFor: "card" });

/** @param {Parameters<typeof openPage>[0]} [settings] */
function openOfficial(settings = {}) {
  const page = openPage({ script: "official", ...settings });
  /** @type {unknown[]} */
  const received = [];
  page.document.addEventListener("recvMsg", (event) => {
    assert.equal(event.bubbles, true);
    received.push(JSON.parse(Reflect.get(event, "detail")));
  });
  return {
    ...page,
    received,
    /** @param {unknown} detail */
    launch: (detail) => page.document.dispatchEvent(new CustomEvent("launchApp", { detail })),
  };
}

for (const [platform, app] of /** @type {const} */ ([
  ["Win32", "29"],
  ["MacIntel", "40"],
  ["Linux x86_64", "29"],
])) {
  test(`${platform}: the page finds the hidden inputs`, () => {
    const { document } = openOfficial({ platform });
    assert.deepEqual(
      document.children.map(({ id, type, value }) => [id, type, value]),
      [
        ["extension-is-installed", "hidden", "3"],
        ["app-is-installed", "hidden", app],
      ],
    );
  });
}

test("the inputs are there when the page has been read, not before", () => {
  const { document } = openOfficial({ state: { readyState: "loading" } });
  assert.equal(document.children.length, 0);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  assert.equal(document.children.length, 2);
});

for (const [name, settings] of /** @type {const} */ ([
  ["an insecure page", { isSecureContext: false }],
  ["an XML document", { contentType: "application/xml" }],
])) {
  test(`${name} is left alone`, () => {
    const { document, launch, ports } = openOfficial(settings);
    launch(JSON.stringify(LOGIN));
    assert.deepEqual({ children: document.children, ports }, { children: [], ports: [] });
  });
}

/**
 * @param {unknown} detail
 * @param {object} forwarded
 */
function checkForwarded(detail, forwarded) {
  const { launch, ports } = openOfficial();
  launch(detail);
  assert.deepEqual(
    ports.map(({ name, posted }) => ({ name, posted })),
    [{ name: "official", posted: [forwarded] }],
  );
}

/** @type {[name: string, detail: unknown, forwarded: object][]} */
const FORWARDED = [
  ["a login", JSON.stringify(LOGIN), LOGIN],
  ["fields that nobody knows", JSON.stringify({ ...LOGIN, origin: "https://evil.example" }), LOGIN],
  [
    "several digests",
    JSON.stringify({ ...LOGIN, mode: "02", digest: Array(1_000).fill("MDEw".repeat(15)) }),
    { ...LOGIN, mode: "02", digest: false },
  ],
  ["an object instead of text", LOGIN, {}],
  ["text that is no JSON", "{mode:01}", {}],
  ["a list", JSON.stringify([LOGIN]), {}],
  ["nothing", undefined, {}],
  ["too long a digest", JSON.stringify({ ...LOGIN, digest: "M".repeat(1_028) }), { ...LOGIN, digest: false }],
  ["too long a text", JSON.stringify({ ...LOGIN, padding: "x".repeat(65_536) }), {}],
];

for (const [name, detail, forwarded] of FORWARDED) {
  test(`${name}: only known fields pass`, () => checkForwarded(detail, forwarded));
}

/**
 * @param {unknown} answer the background's
 * @param {object} expected what the page receives
 * @param {string} [platform]
 */
function checkAnswer(answer, expected, platform = "Win32") {
  const { launch, ports, received } = openOfficial({ platform });
  launch(JSON.stringify(LOGIN));
  ports[0]?.answer(answer);
  assert.deepEqual(received, [expected]);
  assert.equal(ports[0]?.closed, true);
}

const failed = { ...LOGIN, ...FAILURE, errcode: "EW044-C300" };
const broken = {
  ...LOGIN,
  result: "1",
  errcode: "EW044-C300",
  reason: "extension-failed",
  message: "Something went wrong in this extension. Reload the page and press the login button again.",
};

/** @type {[name: string, answer: unknown, expected: object, platform?: string][]} */
const ANSWERS = [
  ["a login", { ...SUCCESS, subject: "somebody" }, SUCCESS],
  ["a failure", { ...FAILURE, stack: "somewhere" }, failed],
  ["a failure on macOS", FAILURE, { ...failed, errcode: "EM044-C300" }, "MacIntel"],
  ["a login without a signature", { ...SUCCESS, signature: undefined }, broken],
  ["a login whose uuid is no text", { ...SUCCESS, uuid: 5 }, broken],
  ["a failure without words", { ...FAILURE, message: undefined, waitingFor: undefined }, broken],
  ["nothing", undefined, broken],
];

for (const [name, answer, expected, platform] of ANSWERS) {
  test(`${name} from the background: what the page receives`, () => checkAnswer(answer, expected, platform));
}

test("what cannot be read is answered without an echo", () => {
  const { launch, ports, received } = openOfficial();
  launch("{mode:01}");
  ports[0]?.answer({ result: "1", reason: "request-malformed", message: "Unreadable." });
  assert.deepEqual(received, [
    { result: "1", errcode: "EW044-C300", reason: "request-malformed", message: "Unreadable." },
  ]);
});

test("a mode that is not there yet is answered by its name, with what the page asked", () => {
  const request = { ...LOGIN, mode: "02", digest: Array(100).fill("MDEw".repeat(15)) };
  const { launch, ports, received } = openOfficial();
  launch(JSON.stringify(request));
  const refusal = { result: "1", reason: "mode-unsupported", message: "Not yet." };
  ports[0]?.answer(refusal);
  assert.deepEqual(received, [{ ...request, ...refusal, errcode: "EW044-C300" }]);
});

test("the same request once more while it is open is one request; after its answer it is another", () => {
  const { launch, ports, received } = openOfficial();
  const again = () => launch(JSON.stringify(LOGIN));
  again();
  again();
  assert.deepEqual([ports.length, received], [1, []]);
  launch(JSON.stringify({ ...LOGIN, digest: "MDEx" }));
  assert.equal(ports.length, 2);
  ports[0]?.answer(SUCCESS);
  again();
  assert.deepEqual([ports.length, received], [3, [SUCCESS]]);
});

test("mode 05 ends every request that is open, and each is answered once", () => {
  const { launch, ports, received } = openOfficial();
  for (let index = 0; index < 1_000; index += 1) {
    launch(JSON.stringify({ ...LOGIN, digest: String(index) }));
    if (index > 0) {
      ports[index]?.answer({ result: "1", reason: "busy", message: "Another login." });
    }
  }
  launch('{"mode":"05"}');
  assert.deepEqual(
    received.slice(-2).map((answer) => [Object(answer).digest, Object(answer).reason]),
    [
      ["0", "page-left"],
      [undefined, undefined],
    ],
  );
  assert.equal(received.length, 1_001);
});

test("mode 05 ends the login under way and is answered", () => {
  const { launch, ports, received } = openOfficial();
  launch(JSON.stringify(LOGIN));
  launch('{"mode":"05"}');
  assert.equal(ports[0]?.closed, true);
  assert.equal(ports.length, 1);
  const [ended, closed] = /** @type {Record<string, unknown>[]} */ (received);
  assert.deepEqual(
    { mode: ended?.["mode"], result: ended?.["result"], reason: ended?.["reason"] },
    { mode: "01", result: "1", reason: "page-left" },
  );
  assert.deepEqual(closed, { mode: "05", result: "0" });
  launch(JSON.stringify(LOGIN));
  assert.equal(ports[1]?.closed, false);
});

/**
 * @param {(page: ReturnType<typeof openOfficial>) => void} happen after the request
 * @param {string} reason
 */
function checkLoss(happen, reason) {
  const page = openOfficial();
  page.launch(JSON.stringify(LOGIN));
  happen(page);
  const [answer] = /** @type {Record<string, unknown>[]} */ (page.received);
  assert.deepEqual([answer?.["result"], answer?.["reason"], answer?.["digest"]], ["1", reason, LOGIN.digest]);
  assert.notEqual(answer?.["message"], "");
}

/** @type {[name: string, happen: Parameters<typeof checkLoss>[0], reason: string][]} */
const LOSSES = [
  ["the background goes", ({ ports }) => ports[0]?.drop(), "extension-failed"],
  [
    "the extension is removed",
    ({ extension, ports }) => {
      extension.connectable = false;
      ports[0]?.drop();
    },
    "extension-gone",
  ],
  [
    "the page comes back from the back/forward cache",
    ({ dispatch }) => {
      dispatch("pagehide", { persisted: true });
      dispatch("pageshow", { persisted: true });
    },
    "page-left",
  ],
];

for (const [name, happen, reason] of LOSSES) {
  test(`${name}: the page is told`, () => checkLoss(happen, reason));
}

test("a second copy of the script takes the place of the first", () => {
  const { document, inject, launch, ports, says } = openOfficial();
  inject();
  launch(JSON.stringify(LOGIN));
  assert.deepEqual(
    { inputs: document.children.length, ports: ports.length, says: says() },
    { inputs: 2, ports: 1, says: [{ rival: false, setUp: false }] },
  );
});

/**
 * @param {string | undefined} left by which extension the inputs were marked that an earlier copy left behind
 * @param {object} expected
 */
function checkLeft(left, expected) {
  const { document: earlier } = openOfficial();
  earlier.children.forEach(({ dataset }) => Object.assign(dataset, { mpa: left }));
  const { document, says } = openOfficial({ before: (it) => it.body.append(...earlier.children) });
  assert.deepEqual({ inputs: document.children.length, says: says() }, expected);
}

test("inputs that this extension left behind at an update are taken away", () => {
  checkLeft("own-extension", { inputs: 2, says: [{ rival: false, setUp: false }] });
});

test("inputs that another copy of this extension marked are a rival's", () => {
  checkLeft("other-extension", { inputs: 2, says: [{ rival: true, setUp: false }] });
});
