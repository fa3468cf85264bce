/** The login button. Where something is missing on this computer, the set-up page takes over, and comes back. */

import { explain, SETUP_HELPS } from "./failure.js";
import { logIn } from "./log-in.js";
import { show } from "./status.js";

const button = document.getElementById("login");
const progress = document.getElementById("progress");

button.addEventListener("click", async () => {
  busy(true);
  try {
    location.assign(await logIn());
  } catch (error) {
    const { code, what, next } = await explain(error);
    busy(false);
    show("failed", code, what, next);
    button.focus();
    if (SETUP_HELPS.has(code)) {
      // The set-up page need not find out again what is known here.
      location.assign(`/setup?continue=${location.pathname}#${code}`);
    }
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
