// Who may ask for a login: the visible page of the active tab, in its own name, and nothing else.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";

import { AUTHENTICATE, ask, onStand } from "./at-the-portal.mjs";

const TYPE = "text/html; charset=utf-8";

/** @type {Record<string, {headers: Record<string, string>, body: string}>} */
const PAGES = {
  "/plain": { headers: {}, body: "<title>plain</title>" },
  "/sandboxed": { headers: { "Content-Security-Policy": "sandbox allow-scripts" }, body: "<title>sandboxed</title>" },
  "/frame": { headers: {}, body: '<title>frame</title><iframe src="/plain"></iframe>' },
  "/sandboxed-frame": {
    headers: {},
    body: '<title>sandboxed frame</title><iframe sandbox="allow-scripts" src="/plain"></iframe>',
  },
};

test("a page in the active tab may ask: its window opens", () =>
  onSite(async (stand, site) => {
    const page = await stand.browser.newPage();
    await page.goto(`${site}/plain`);
    const answers = ask(page, AUTHENTICATE);
    await stand.person.window();
    await stand.person.press("Escape");
    assert.deepEqual(
      (await answers).map(({ action, error }) => [action, error?.reason]),
      [
        ["web-eid:authenticate-ack", undefined],
        ["web-eid:authenticate-failure", "cancelled"],
      ],
    );
  }));

test("a page in a background tab is refused", () =>
  onSite(async (stand, site) => {
    const page = await stand.browser.newPage();
    await page.goto(`${site}/plain`);
    const front = await stand.browser.newPage();
    await front.bringToFront();
    const answers = await ask(page, AUTHENTICATE);
    assert.equal(answers.at(-1)?.error?.code, "ERR_WEBEID_CONTEXT_INSECURE");
    assert.equal(answers.at(-1)?.error?.reason, "tab-inactive");
    await nothingStarted(stand);
  }));

for (const { name, path, framed, to } of [
  { name: "a sandboxed document", path: "/sandboxed", framed: false, to: "self" },
  { name: "a frame, in its own window", path: "/frame", framed: true, to: "self" },
  { name: "a frame, in the page's window", path: "/frame", framed: true, to: "parent" },
  { name: "a sandboxed frame, in its own window", path: "/sandboxed-frame", framed: true, to: "self" },
]) {
  test(`${name} is not even acknowledged`, () =>
    onSite(async (stand, site) => {
      const page = await stand.browser.newPage();
      await page.goto(site + path);
      const [frame] = page.mainFrame().childFrames();
      const asking = framed ? frame : page;
      assert.deepEqual(
        await ask(asking, AUTHENTICATE, { silent: true, to: /** @type {"self" | "parent"} */ (to) }),
        [],
      );
      await nothingStarted(stand);
    }));
}

/**
 * @param {import("./at-the-portal.mjs").Stand} stand
 */
async function nothingStarted({ card, display }) {
  assert.ok(display.isEmpty(), "no window is on the screen");
  assert.equal(card.trace.exchanges().length, 0, "nothing was sent to the card");
}

/**
 * Runs the steps with a site of the test's own on loopback.
 *
 * @param {(stand: import("./at-the-portal.mjs").Stand, site: string) => Promise<void>} steps
 */
async function onSite(steps) {
  const server = createServer((request, response) => {
    const page = PAGES[request.url ?? ""];
    response.writeHead(page ? 200 : 404, { "Content-Type": TYPE, ...page?.headers });
    response.end(page?.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    await onStand({}, (stand) => steps(stand, `http://localhost:${port}`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
