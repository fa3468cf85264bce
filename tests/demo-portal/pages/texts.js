/** The portal's texts in the page's language: the same table that the server writes the pages with. */

/** The page's language. */
export const lang = document.documentElement.lang;

const table = fetch("/assets/texts.json").then((response) => response.json());

/**
 * @param {string} key
 * @returns {Promise<string | undefined>} the text, if there is one
 */
export async function text(key) {
  return (await phrases())(key);
}

/**
 * For who needs many of them at once.
 * @returns {Promise<(key: string) => string | undefined>}
 */
export async function phrases() {
  const texts = await table;
  return (key) => (Object.hasOwn(texts, key) ? texts[key][lang] : undefined);
}
