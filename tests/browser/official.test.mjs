// The official portal's own protocol: spoken on its own sites alone, since there the page chooses what is signed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { phases } from "../stand/trace.mjs";
import { AUTHENTICATE, STATUS, ask, beginLogin, counterTold, loggedIn, onStand } from "./at-the-portal.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */
/** @typedef {import("puppeteer-core").Page} Page */
/** @typedef {{mode: string, result?: string, errcode?: string, reason?: string, message?: string}} Answer */
/** @typedef {{mode: string, result: string, reason?: string, message?: string}} OfficialAnswer */

const OFFICIAL = "https://demo.myna.go.jp";
const PRESENCE = Object.freeze({ action: "mpa:presence" });
const INSTALLED = "#extension-is-installed";
/** A DigestInfo with SHA-256, and one with SHA-1, which is not accepted. */
const DIGEST = "MDEwDQYJYIZIAWUDBAIBBQAEIJrdj9hsjR2ikNsBCfwtIgwdj/U9bMF/r6W5WE8SgETF";
const SHA1_DIGEST = Buffer.from("3021300906052b0e03021a05000414".padEnd(70, "5a"), "hex").toString("base64");

test("logs in on the official portal's login page", (context) =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const { page } = await beginLogin(stand);
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    await stand.person.seesNothing();

    const exchanges = stand.card.trace.exchanges();
    const cost = phases(exchanges);
    context.diagnostic(`exchanges: the official portal: ${cost.beforePin} + ${cost.toSignature}, ${cost.all} in all`);
    assert.deepEqual(cost, { beforePin: 2, toSignature: 3, all: 14, verifies: 1 });
    const [locking, number] = exchanges.slice(-2);
    assert.ok(locking.isSelectOfAnotherApplet && locking.status === "9000", "the card is locked");
    assert.equal(number.command.toString("hex"), "00b2010c00", "then its number is read");
  }));

test("the page is told that the person cancelled", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await officialPage(stand);
    const answer = launch(page, { mode: "01", service_id: "01", digest: DIGEST });
    await stand.person.window();
    await counterTold(stand);
    await stand.person.press("Escape");
    const { message, ...told } = await answer;
    assert.deepEqual(told, {
      ...{ mode: "01", service_id: "01", digest: DIGEST },
      ...{ result: "1", errcode: "EW044-C300", reason: "cancelled" },
    });
    assert.ok(message, "and in words");
    assert.equal(stand.card.trace.verifies(), 0);
  }));

test("a page that closes its login ends the window", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await officialPage(stand);
    const login = launch(page, { mode: "01", service_id: "01", digest: DIGEST });
    await stand.person.window();
    assert.deepEqual(await launch(page, { mode: "05" }), { mode: "05", result: "0" });
    assert.equal((await login).result, "1");
    await stand.person.seesNothing();
  }));

const REFUSED = [
  { name: "a signature with the signature key", request: { mode: "02", digest: DIGEST }, reason: "mode-unsupported" },
  { name: "the four attributes", request: { mode: "04" }, reason: "mode-unsupported" },
  { name: "a mode that nobody knows", request: { mode: "99" }, reason: "request-malformed" },
  { name: "no digest", request: { mode: "01" }, reason: "request-malformed" },
  { name: "a list of digests", request: { mode: "01", digest: [DIGEST] }, reason: "request-malformed" },
  { name: "a SHA-1 DigestInfo", request: { mode: "01", digest: SHA1_DIGEST }, reason: "digest-info-invalid" },
  { name: "a bare digest", request: { mode: "01", digest: DIGEST.slice(-44) }, reason: "digest-info-invalid" },
];

test("what is not a login is refused by name before the card is touched", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await officialPage(stand);
    for (const { name, request, reason } of REFUSED) {
      const answer = await launch(page, { service_id: "01", ...request });
      assert.deepEqual([answer.result, answer.reason], ["1", reason], name);
    }
    nothingStarted(stand);
  }));

test("an official page does not speak Web eID", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await officialPage(stand);
    assert.deepEqual(await ask(page, AUTHENTICATE, { silent: true }), []);
    nothingStarted(stand);
  }));

test("loopback does not speak the official protocol", () =>
  onStand({}, async (stand) => {
    const page = await stand.browser.newPage();
    await page.goto(stand.portal.href);
    assert.equal(await page.$(INSTALLED), null);
    assert.deepEqual(await spoken(page), []);
    // The page's scripts and the background have heard of everything before this.
    assert.equal((await ask(page, STATUS)).at(-1)?.action, "web-eid:status-success");
    nothingStarted(stand);
  }));

for (const { name, site } of [
  { name: "a look-alike", site: "https://evilmyna.go.jp" },
  { name: "an official name with something behind it", site: "https://myna.go.jp.portal.example" },
]) {
  test(`${name} has none of the extension's scripts in it, and so does not speak the official protocol`, () =>
    onStand({ site }, async (stand) => {
      const page = await stand.browser.newPage();
      await page.goto(stand.portal.href);
      assert.equal(await page.$(INSTALLED), null);
      assert.deepEqual(await spoken(page), []);
      assert.deepEqual(await ask(page, PRESENCE, { silent: true }), []);
      nothingStarted(stand);
    }));
}

test("where the official extension is there before, this one is silent", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await stand.browser.newPage();
    await page.evaluateOnNewDocument(`document.addEventListener("readystatechange", () => {
      document.querySelector("${INSTALLED}") ?? document.body?.append(Object.assign(document.createElement("input"), {
        type: "hidden", id: "${INSTALLED.slice(1)}", value: "official",
      }));
    });`);
    await page.goto(stand.portal.href);
    await page.waitForSelector(INSTALLED);
    assert.deepEqual(await spoken(page), []);
    assert.deepEqual(await page.$$eval(INSTALLED, (inputs) => inputs.map((input) => input.getAttribute("value"))), [
      "official",
    ]);
    await backgroundAnswers(stand);
    nothingStarted(stand);
  }));

test("where the official extension comes later, this one takes its marks away and is silent", () =>
  onStand({ site: OFFICIAL }, async (stand) => {
    const page = await officialPage(stand);
    assert.deepEqual(await spoken(page), ["page-left", "closed"]);
    await page.evaluate((id) => {
      document.body.append(Object.assign(document.createElement("input"), { type: "hidden", id }));
    }, INSTALLED.slice(1));
    await page.waitForFunction((selector) => document.querySelectorAll(selector).length === 1, {}, INSTALLED);
    assert.equal(await page.$("#app-is-installed"), null);
    assert.deepEqual(await spoken(page), []);
    await backgroundAnswers(stand);
    nothingStarted(stand);
  }));

/**
 * Opens the login page and waits for the extension's mark in it.
 *
 * @param {Stand} stand
 */
async function officialPage({ browser, portal }) {
  const page = await browser.newPage();
  await page.goto(portal.href);
  await page.waitForSelector(INSTALLED);
  return page;
}

/**
 * Fires a request as the official page does, and waits for the answer to it.
 *
 * @param {Page} page
 * @param {{mode: string, [field: string]: unknown}} request
 * @returns {Promise<OfficialAnswer>}
 */
function launch(page, request) {
  return page.evaluate(
    (detail, mode) =>
      new Promise((/** @type {(answer: OfficialAnswer) => void} */ resolve) => {
        document.addEventListener("recvMsg", (event) => {
          const answer = JSON.parse(/** @type {CustomEvent} */ (event).detail);
          if (answer.mode === mode) {
            resolve(answer);
          }
        });
        document.dispatchEvent(new CustomEvent("launchApp", { detail }));
      }),
    JSON.stringify(request),
    request.mode,
  );
}

/**
 * Fires a login and, in the same breath, its end: a script that hears them has answered both before the page goes on.
 *
 * @param {Page} page
 * @returns {Promise<string[]>} how each was answered
 */
function spoken(page) {
  return page.evaluate(
    (details) => {
      /** @type {string[]} */
      const answers = [];
      const hear = (/** @type {Event} */ event) => {
        answers.push(JSON.parse(/** @type {CustomEvent} */ (event).detail).reason ?? "closed");
      };
      document.addEventListener("recvMsg", hear);
      details.forEach((detail) => document.dispatchEvent(new CustomEvent("launchApp", { detail })));
      document.removeEventListener("recvMsg", hear);
      return answers;
    },
    [{ mode: "01", service_id: "01", digest: DIGEST }, { mode: "05" }].map((request) => JSON.stringify(request)),
  );
}

/**
 * Has the background answer another page: whatever it was asked before has begun by then.
 *
 * @param {Stand} stand
 */
async function backgroundAnswers(stand) {
  assert.equal((await launch(await officialPage(stand), { mode: "04" })).reason, "mode-unsupported");
}

/** @param {Stand} stand */
function nothingStarted({ card, display }) {
  assert.ok(display.isEmpty(), "no window is on the screen");
  assert.equal(card.trace.exchanges().length, 0, "nothing was sent to the card");
}
