// The words of the popup and the set-up page, in the browser's language.

/**
 * A sentence of `_locales` with its values.
 *
 * @typedef {readonly [key: string, ...values: string[]]} Sentence
 */

/**
 * Something to read: a sentence by its key, or words that come worded already, such as a reader's name.
 *
 * @typedef {Sentence | string} Words
 */

/** The language that `_locales` answers in. */
export const LANGUAGE = chrome.i18n.getUILanguage().split("-")[0] === "ja" ? "ja" : "en";

/**
 * @param {Words} words
 * @returns {string}
 */
export function said(words) {
  if (typeof words === "string") {
    return words;
  }
  const [key, ...values] = words;
  return chrome.i18n.getMessage(key, values);
}

/**
 * @param {Date} date
 * @returns {string} the day in this computer's time zone
 */
export function day(date) {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long" }).format(date);
}
