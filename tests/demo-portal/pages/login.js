/** The login button: a challenge from the server, a token from the card, and the token to the server. */

import { explain } from "./failure.js";
import { post } from "./server.js";
import { show } from "./status.js";
import { lang, text } from "./texts.js";
import { authenticate } from "./web-eid.js";

const button = document.getElementById("login");
const progress = document.getElementById("progress");

button.addEventListener("click", async () => {
  busy(true);
  try {
    await tell("asking");
    const { nonce } = await post("/auth/challenge", {});
    const token = await authenticate(nonce, lang, () => tell("window", "window-hint"));
    await tell("checking");
    const { location: next } = await post("/auth/login", token);
    location.assign(next);
  } catch (error) {
    const { code, what, next } = await explain(error);
    busy(false);
    show("failed", code, what, next);
    button.focus();
  }
});

// A page that comes back from the browser's memory is still busy with a login that is over.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/** @param {boolean} working */
function busy(working) {
  button.disabled = working;
  progress.hidden = !working;
}

/**
 * @param {string} step
 * @param {string} [hint]
 */
async function tell(step, hint) {
  const what = await text(`status.${step}`);
  const next = hint === undefined ? "" : await text(`status.${hint}`);
  show("working", step, what ?? "", next ?? "");
}
