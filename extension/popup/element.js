// Makes elements and puts them in place: text stays text, whatever is in it.

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} words
 * @param {() => unknown} press
 * @param {Readonly<Record<string, string>>} [attributes]
 */
export function button(words, press, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", press);
  return made;
}

/**
 * Puts other children into a place; whoever was in it with the keyboard stays there.
 *
 * @param {HTMLElement} place
 * @param {...(Node | string)} children
 */
export function refill(place, ...children) {
  const wasInside = place.contains(document.activeElement);
  place.replaceChildren(...children);
  if (wasInside) {
    place.tabIndex = -1;
    place.focus();
  }
}

/**
 * An element that the page's own markup holds.
 *
 * @param {string} id
 */
export function held(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page holds no #${id}`);
  }
  return found;
}
