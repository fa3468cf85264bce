// The popup and the set-up page as files: nothing inline, nothing missing, and no way out but the named one.

import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";

import { shipped, shippedFiles } from "./files.js";
import { OWN_PAGES, matches, pageFiles } from "./pages.js";

const manifest = JSON.parse(shipped("manifest.json"));

test("the popup is the manifest's, and the background opens the set-up page", () => {
  const [popup, setup] = OWN_PAGES;
  assert.equal(popup?.page, manifest.action.default_popup);
  assert.ok(shippedFiles().some((path) => path.endsWith(".js") && shipped(path).includes(`"${setup?.page}"`)));
});

for (const { page, modules } of OWN_PAGES) {
  const markup = shipped(page);

  test(`${page} starts only its own modules`, () => {
    const scripts = matches(markup, /<script([^>]*)>/g);
    assert.deepEqual(
      scripts,
      modules.map((path) => ` type="module" src="${posix.relative(posix.dirname(page), path)}"`),
    );
    assert.doesNotMatch(markup, /<style|\sstyle=|\son\w+=|javascript:/i);
  });

  test(`what ${page} names is there`, () => {
    const named = matches(markup, /\s(?:src|href)="([^"]+)"/g).map((path) => posix.join(posix.dirname(page), path));
    assert.deepEqual(
      named.filter((path) => !shippedFiles().includes(path)),
      [],
    );
  });

  test(`${page} holds what its modules look for`, () => {
    const wanted = modules.flatMap((path) => matches(shipped(path), /held\("([\w-]+)"\)/g));
    const ids = matches(markup, /\sid="([\w-]+)"/g);
    assert.deepEqual(
      wanted.filter((id) => !ids.includes(id)),
      [],
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  test(`${page} keeps all its words in _locales`, () => {
    assert.doesNotMatch(markup.replaceAll(/<!doctype[^>]*>/gi, ""), />[^<>]*\S[^<>]*</);
  });
}

test("only one file leads out of the extension", () => {
  assert.deepEqual(
    pageFiles().filter((path) => /\bhttps?:\/\/\w/.test(shipped(path))),
    ["popup/links.js"],
  );
});
