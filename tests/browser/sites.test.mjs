// Sites that the person adds: by one click in the popup and the browser's own question, one at a time, and away again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { PIN } from "../stand/card.mjs";
import { EXTENSION } from "../stand/places.mjs";
import { processesWith, run } from "../stand/processes.mjs";
import { until } from "../stand/until.mjs";
import { AUTHENTICATE, ask, loggedIn, onStand } from "./at-the-portal.mjs";
import { toolbar } from "./toolbar.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */
/** @typedef {import("./toolbar.mjs").Popup} Popup */
/** @typedef {import("puppeteer-core").Page} Page */

const SITE = "https://portal.example";
const WISHES = { site: SITE, visible: toolbar.asksOnScreen };
const { host_permissions: FROM_THE_START } = JSON.parse(readFileSync(join(EXTENSION, "manifest.json"), "utf8"));

test("a site that the person adds is served at once, without a reload, and a login succeeds there", () =>
  onStand(WISHES, async (stand) => {
    const page = await portalPage(stand);
    assert.deepEqual(await ask(page, AUTHENTICATE, { silent: true }), [], "silent before");
    await addSite(stand, page);

    await page.click("#login");
    await stand.person.window();
    await stand.person.enterPin(PIN);
    await loggedIn(page);
    assert.equal(stand.card.trace.verifies(), 1);
  }));

test("adding a site grants that site alone, and not the official portal's protocol", () =>
  onStand(WISHES, async (stand) => {
    const page = await portalPage(stand);
    await addSite(stand, page);

    const popup = await toolbar.open(stand, page);
    const { origins } = await popup.see(({ chrome }) => chrome.permissions.getAll());
    await popup.close();
    const added = origins.filter((/** @type {string} */ pattern) => !FROM_THE_START.includes(pattern));
    assert.deepEqual(added, [`${SITE}/*`]);

    assert.equal(await officialAnswers(page), 0);
    const another = await pageOf(stand, "https://www.portal.example/");
    assert.deepEqual(await ask(another, AUTHENTICATE, { silent: true }), [], "a name below it is another site");
  }));

test("a site that was taken away is no longer served, not even the page that was open", () =>
  onStand(WISHES, async (stand) => {
    const page = await portalPage(stand);
    await addSite(stand, page);

    const popup = await toolbar.open(stand, page);
    await popup.press("#added button");
    await verdict(popup, "ask");
    await popup.close();
    await until("the end of the popup's host", () => !hostRuns(stand));

    const answers = await ask(page, AUTHENTICATE);
    assert.deepEqual(
      answers.map(({ action, error }) => [action, error?.reason]),
      [
        ["web-eid:authenticate-ack", undefined],
        ["web-eid:authenticate-failure", "site-not-allowed"],
      ],
    );
    await page.reload();
    assert.deepEqual(await ask(page, AUTHENTICATE, { silent: true }), []);
    assert.ok(!hostRuns(stand), "no host was started");
    assert.equal(stand.card.trace.verifies(), 0);
  }));

/** @param {Stand} stand */
async function portalPage({ browser, portal, display }) {
  const page = await browser.newPage();
  if (toolbar.asksOnScreen) {
    // With the browser on the screen, whatever turns, a pointer that says "busy" too, would hide that the login window is at rest.
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    await run(["xdotool", "mousemove", "1023", "767"], { env: { ...process.env, ...display.environment } });
  }
  await page.goto(portal.href);
  return page;
}

/**
 * Adds the page's site as a person does, and waits until the page, as it stands, is served.
 *
 * @param {Stand} stand
 * @param {Page} page
 */
async function addSite(stand, page) {
  const popup = await toolbar.open(stand, page);
  await verdict(popup, "ask");
  await popup.press("#site button");
  await toolbar.consent(stand);
  await until("the extension's presence in the page", async () => {
    const answers = await ask(page, { action: "mpa:presence" }, { silent: true });
    return answers.some(({ action }) => action === "mpa:presence-ack");
  });
  await page.evaluate(() => window.postMessage({ action: "mpa:presence-stop" }));
  if (!toolbar.asksOnScreen) {
    await verdict(popup, "works");
    await popup.close();
  }
  // Those that looked at the card for the popup and for the page.
  await until("the end of the hosts", () => !hostRuns(stand));
}

/**
 * Waits until the popup says of the site that is shown what is expected.
 *
 * @param {Popup} popup
 * @param {string} expected
 */
async function verdict(popup, expected) {
  await until(`the verdict "${expected}"`, async () => {
    return (await popup.see(({ document }) => document.querySelector("#site").dataset.verdict)) === expected;
  });
}

/**
 * Fires a request as the official page does, and counts what answers it.
 * A request for the versions, which starts the host, comes after it: a refusal would be there long before its answer.
 *
 * @param {Page} page
 */
async function officialAnswers(page) {
  const answers = await page.evaluateHandle(() => {
    /** @type {Event[]} */
    const heard = [];
    document.addEventListener("recvMsg", (event) => heard.push(event));
    document.dispatchEvent(new CustomEvent("launchApp", { detail: JSON.stringify({ mode: "01" }) }));
    return heard;
  });
  assert.equal(
    (await ask(page, { action: "web-eid:status", libraryVersion: "2.1.0" })).at(-1)?.action,
    "web-eid:status-success",
  );
  return answers.evaluate((heard) => heard.length);
}

/**
 * Opens a page that no server has.
 *
 * @param {Stand} stand
 * @param {string} address
 */
async function pageOf({ browser }, address) {
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    void request.respond({ contentType: "text/html", body: "<!doctype html><title>Another site</title>" });
  });
  await page.goto(address);
  return page;
}

/** @param {Stand} stand */
function hostRuns({ home }) {
  return processesWith(home).some((line) => line.includes("mpa-host"));
}
