/** The logout button. */

import { post } from "./server.js";
import { show } from "./status.js";
import { text } from "./texts.js";

const button = document.getElementById("logout");

button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    const { location: next } = await post("/auth/logout", {});
    location.assign(next);
  } catch {
    button.disabled = false;
    show("failed", "logout", (await text("status.leaving-failed")) ?? "", "");
    button.focus();
  }
});

// After a logout, "back" must not show the account from the browser's memory.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
