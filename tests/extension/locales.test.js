// The words for people: complete in both languages, and none that nobody uses.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EXTENSION_REASONS, messageKey } from "../../extension/failure.js";
import { locale, shipped, shippedFiles } from "./files.js";
import { matches, pageKeys } from "./pages.js";

const LANGUAGES = /** @type {const} */ (["en", "ja"]);

const used = [
  ...EXTENSION_REASONS.map(messageKey),
  ...shippedFiles()
    .filter((path) => path.startsWith("content/"))
    .flatMap((path) => matches(shipped(path), /"(failure_\w+)"/g)),
  ...matches(shipped("manifest.json"), /__MSG_(\w+)__/g),
  ...pageKeys(),
];

for (const language of LANGUAGES) {
  const words = locale(language);

  test(`${language} has every sentence that is used, and no other`, () => {
    assert.deepEqual(Object.keys(words).sort(), [...new Set(used)].sort());
  });

  test(`${language} says something different for each`, () => {
    const messages = Object.values(words).map(({ message }) => message);
    assert.ok(messages.every((message) => message.trim() === message && message !== ""));
    assert.equal(new Set(messages).size, messages.length);
  });
}

test("no other language is half there", () => {
  const languages = shippedFiles()
    .filter((path) => path.startsWith("_locales/"))
    .map((path) => path.split("/")[1]);
  assert.deepEqual(languages, LANGUAGES);
});

test("both languages keep their sentences in the same order", () => {
  assert.deepEqual(Object.keys(locale("ja")), Object.keys(locale("en")));
});

test("both languages have the same values in the same sentences", () => {
  /** @param {"en" | "ja"} language */
  const values = (language) =>
    Object.entries(locale(language)).map(([key, { message }]) => [key, ...(message.match(/\$\d/g) ?? []).sort()]);
  assert.deepEqual(values("ja"), values("en"));
});

test("Japanese is written in Japanese, and only there", () => {
  const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
  assert.ok(Object.values(locale("ja")).every(({ message }) => japanese.test(message)));
  assert.ok(!Object.values(locale("en")).some(({ message }) => japanese.test(message)));
});
