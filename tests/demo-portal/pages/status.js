/** The status line: what is going on, seen and heard. */

const line = document.getElementById("status");

/**
 * @param {"working" | "failed"} state
 * @param {string} code for programs that watch the page
 * @param {string} what
 * @param {string} next
 */
export function show(state, code, what, next) {
  line.dataset.state = state;
  line.dataset.code = code;
  const strong = document.createElement("strong");
  strong.textContent = what;
  const span = document.createElement("span");
  span.textContent = next;
  line.replaceChildren(strong, ...(next === "" ? [] : [span]));
}

/** Takes back what was said. */
export function silence() {
  line.replaceChildren();
  delete line.dataset.state;
  delete line.dataset.code;
}
