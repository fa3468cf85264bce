// On which sites the extension works, and that its registered scripts follow what the person allows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";

import { startBrowser } from "./fake-browser.js";
import { shipped } from "./files.js";

await startBrowser();
const {
  FIXED_SITES,
  allowSites,
  fixedSiteOf,
  forgetSite,
  grantedSites,
  isGranted,
  managedSites,
  onSitesChanged,
  siteOf,
} = await import("../../extension/sites.js");

const { host_permissions: fixed } = JSON.parse(shipped("manifest.json"));
const SCRIPTS = ["content/page.js", "content/web-eid.js", "content/presence.js"];

/** @type {[url: string | undefined, here: string | undefined, addable: string | undefined][]} */
const ADDRESSES = [
  ["https://portal.example/login?from=top#here", undefined, "portal.example"],
  ["https://portal.example:8443/", undefined, "portal.example"],
  ["https://PORTAL.Example/", undefined, "portal.example"],
  ["https://ポータル.example/", undefined, "xn--5ckzcybvd.example"],
  ["https://intranet/", undefined, "intranet"],
  ["https://192.0.2.7/", undefined, "192.0.2.7"],
  ["https://a_b.example/", undefined, "a_b.example"],
  ["https://evilmyna.go.jp/", undefined, "evilmyna.go.jp"],
  ["https://myna.go.jp.evil.example/", undefined, "myna.go.jp.evil.example"],

  ["https://myna.go.jp/", "myna.go.jp", undefined],
  ["https://img.myna.go.jp/", "*.myna.go.jp", undefined],
  ["https://a.b.e-tax.nta.go.jp:8443/", "*.e-tax.nta.go.jp", undefined],
  ["http://localhost:8080/", "localhost", undefined],
  ["https://127.0.0.1/", "127.0.0.1", undefined],
  ["http://[::1]:8080/", "[::1]", undefined],

  ["http://myna.go.jp/", undefined, undefined],
  ["http://portal.example/", undefined, undefined],
  ["https://portal.example./", undefined, undefined],
  ["https://[2001:db8::1]/", undefined, undefined],
  ["ftp://portal.example/", undefined, undefined],
  ["file:///login.html", undefined, undefined],
  ["about:blank", undefined, undefined],
  ["chrome://extensions", undefined, undefined],
  ["portal.example", undefined, undefined],
  ["", undefined, undefined],
  [undefined, undefined, undefined],
];

for (const [url, here, addable] of ADDRESSES) {
  test(`${url}: ${here ?? addable ?? "cannot be used"}`, () => {
    assert.deepEqual([fixedSiteOf(url), siteOf(url)], [here, addable]);
  });
}

test("the fixed sites, named once each", () => {
  assert.deepEqual(FIXED_SITES, [
    "myna.go.jp",
    "*.myna.go.jp",
    "e-tax.nta.go.jp",
    "*.e-tax.nta.go.jp",
    "localhost",
    "127.0.0.1",
    "[::1]",
  ]);
});

test("what the person allowed is what the browser remembers, and no fixed site is among it", async () => {
  await startBrowser(undefined, { granted: ["b.example", "a.example"] });
  assert.deepEqual(await grantedSites(), ["a.example", "b.example"]);
  assert.deepEqual(
    [await isGranted("a.example"), await isGranted("www.a.example"), await isGranted("localhost")],
    [true, false, false],
  );
});

/** @type {[name: string, managed: unknown, expected: string[]][]} */
const MANAGED = [
  ["no administrator", undefined, []],
  ["hosts", ["b.example", "a.example", "b.example"], ["a.example", "b.example"]],
  ["no list", "a.example", []],
  [
    "what is no host",
    ["https://a.example", "a.example/", "a.example:8443", "A.example", "*.example", "*", "", 7, null, "a.example."],
    [],
  ],
  ["lists in a list", [["a.example"], { host: "a.example", toString: "a.example" }], []],
  ["names that every object has", ["__proto__", "constructor"], ["__proto__", "constructor"]],
  ["a name longer than any host's", [`${"a.".repeat(1e6)}example`], []],
  ["an object that pretends to be a list", { length: 1, 0: "a.example" }, []],
  ["sites on which the extension works anyway", ["myna.go.jp", "demo.myna.go.jp", "localhost"], []],
];

for (const [name, managed, expected] of MANAGED) {
  test(`pre-selected by an administrator: ${name}`, async () => {
    await startBrowser(undefined, { granted: [], managed });
    assert.deepEqual(await managedSites(), expected);
    assert.deepEqual(await grantedSites(), []);
  });
}

/** @param {Awaited<ReturnType<typeof startBrowser>>} browser */
function registration({ sites: { registered } }) {
  return [...registered.values()].map(({ matches, js, runAt }) => ({ matches, js, runAt }));
}

/** @param {string[]} matches */
const scripts = (...matches) => [{ matches, js: SCRIPTS, runAt: "document_start" }];

test("a site is added and removed: the registered scripts follow, and its open pages are entered at once", async () => {
  const tabs = [
    { id: 1, url: "https://a.example:8443/login" },
    { id: 2, url: "https://b.example/" },
    { id: 3, url: "https://www.a.example/" },
    { id: 4, url: "https://a.example/", closed: true },
    { id: 5, url: "https://a.example/", frozen: true },
  ];
  const browser = await startBrowser(undefined, { granted: [], tabs });
  assert.deepEqual(registration(browser), []);

  assert.equal(await allowSites(["a.example"]), true);
  await setImmediate();
  assert.deepEqual(registration(browser), scripts("https://a.example/*"));
  assert.deepEqual(browser.sites.deeds, [{ entered: 1, files: SCRIPTS }]);

  await allowSites(["b.example"]);
  await setImmediate();
  assert.deepEqual(registration(browser), scripts("https://a.example/*", "https://b.example/*"));
  assert.deepEqual(browser.sites.deeds.slice(1), [{ entered: 2, files: SCRIPTS }]);

  await forgetSite("a.example");
  await setImmediate();
  assert.deepEqual(registration(browser), scripts("https://b.example/*"));
  await forgetSite("b.example");
  await setImmediate();
  assert.deepEqual(registration(browser), []);
  assert.equal(browser.sites.deeds.length, 2);
});

test("changes that come together are reconciled one after the other", async () => {
  const browser = await startBrowser(undefined, { granted: [] });
  void allowSites(["a.example"]);
  void allowSites(["b.example"]);
  await setImmediate();
  assert.deepEqual(registration(browser), scripts("https://a.example/*", "https://b.example/*"));
});

test("when the browser starts, the registered scripts are made to fit", async () => {
  const browser = await startBrowser(undefined, { granted: ["a.example"] });
  assert.deepEqual(registration(browser), []);
  browser.onStartup.emit();
  await setImmediate();
  assert.deepEqual(registration(browser), scripts("https://a.example/*"));
});

test("all sites at once, by the browser's own switch, is turned off again", async () => {
  const browser = await startBrowser(undefined, { granted: ["a.example", "*.b.example"] });
  await browser.sites.api.permissions.request({ origins: ["https://*/*"] });
  await setImmediate();
  assert.deepEqual(await grantedSites(), ["a.example"]);
  assert.deepEqual([...browser.sites.origins], [...fixed, "https://a.example/*"]);
  assert.deepEqual(registration(browser), scripts("https://a.example/*"));
});

test("every change of the lists is told", async () => {
  const { sites } = await startBrowser(undefined, { granted: [] });
  let told = 0;
  onSitesChanged(() => {
    told += 1;
  });
  await allowSites(["a.example"]);
  await forgetSite("a.example");
  sites.api.storage.onChanged.emit({}, "managed");
  sites.api.storage.onChanged.emit({}, "session");
  assert.equal(told, 3);
});
