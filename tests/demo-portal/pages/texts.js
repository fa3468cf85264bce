/** The portal's texts in the page's language: the same table that the server writes the pages with. */

/** The page's language. */
export const lang = document.documentElement.lang;

const table = fetch("/assets/texts.json").then((response) => response.json());

/**
 * @param {string} key
 * @returns {Promise<string | undefined>} the text, if there is one
 */
export async function text(key) {
  const texts = await table;
  return Object.hasOwn(texts, key) ? texts[key][lang] : undefined;
}
