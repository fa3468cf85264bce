/** The road as it is seen and heard: each step's state, words and buttons, and one line that says where the person is. */

const list = document.getElementById("setup-road");
const place = document.getElementById("place");

/**
 * A button of a step; with an address it is a link.
 * @typedef {object} Button
 * @property {string} label
 * @property {boolean} main the one to press; another one is there for who needs it
 * @property {string} [id]
 * @property {string} [href]
 * @property {boolean} [newTab] the address is a page that the person comes back from
 * @property {(event: Event) => void} press
 */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {"done" | "now" | "later"} state
 * @property {string} mark the state in a word
 * @property {string} words
 * @property {Button[]} buttons
 */

/** What is shown, so that nothing is written, or read out, a second time. */
const shown = new Map();
/** The button that had the focus has gone with its step, and there is no other yet. */
let focusOwed = false;

/**
 * @param {Row[]} rows
 * @param {string | undefined} where the line that says where the person is, if it is known
 */
export function draw(rows, where) {
  focusOwed ||= list.contains(document.activeElement);
  for (const row of rows) {
    const now = JSON.stringify(row);
    if (shown.get(row.name) === now) continue;
    shown.set(row.name, now);
    drawRow(list.querySelector(`[data-step="${row.name}"]`), row);
  }
  list.hidden = false;
  if (where !== undefined && place.textContent !== where) place.textContent = where;
  if (focusOwed) passFocus();
}

/** Who moves by keyboard goes on at the next step, unless they have gone elsewhere by now. */
function passFocus() {
  const next = list.querySelector("[data-state=now] :is(a, button)");
  if (document.activeElement === document.body) next?.focus();
  focusOwed = document.activeElement === document.body;
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 */
function drawRow(item, { state, mark, words, buttons }) {
  item.hidden = false;
  item.dataset.state = state;
  if (state === "now") item.setAttribute("aria-current", "step");
  else item.removeAttribute("aria-current");
  item.querySelector(".mark").textContent = mark;
  item.querySelector(".words").textContent = words;
  item.querySelector(".actions").replaceChildren(...buttons.map(element));
}

/** @param {Button} button */
function element({ label, main, id, href, newTab, press }) {
  const made = document.createElement(href === undefined ? "button" : "a");
  if (href === undefined) made.type = "button";
  else made.href = href;
  if (newTab) {
    made.target = "_blank";
    made.rel = "noopener";
  }
  if (id !== undefined) made.id = id;
  made.className = main ? "main-action" : "quiet-link";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}
