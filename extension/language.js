// The language in which the host speaks to the person, where the page does not name one.

const LANGUAGE = /^[a-z]{2}$/;

/** @returns {string} the browser's own, as two letters (ISO 639-1) */
export function browserLanguage() {
  const [language = ""] = chrome.i18n.getUILanguage().split("-");
  return LANGUAGE.test(language) ? language : "en";
}
