// The set-up page: the same list as the popup's, as a road that ends at the login.

import { watchChecklist } from "../checklist.js";
import { checklistView } from "../popup/checklist-view.js";
import { element, held } from "../popup/element.js";
import { isReady, linesOf } from "../popup/lines.js";
import { day, said } from "../popup/words.js";

const { os } = await chrome.runtime.getPlatformInfo();
const draw = checklistView(held("summary"), held("checklist"));
const left = new AbortController();
window.addEventListener("pagehide", () => left.abort());
// A page that comes back from the browser's cache has nobody left to ask.
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

/** @type {boolean | undefined} */
let wasReady;
void watchChecklist((checklist) => {
  const lines = linesOf(checklist, { now: new Date(), os, day });
  draw(lines);
  const ready = isReady(lines);
  if (ready !== wasReady) {
    showLogin(ready);
    wasReady = ready;
  }
}, left.signal);

/** @param {boolean} ready */
function showLogin(ready) {
  const step = held("login");
  step.setAttribute("data-mark", ready ? "next" : "later");
  if (!ready) {
    step.removeAttribute("aria-current");
    held("login-words").replaceChildren();
    return;
  }
  step.setAttribute("aria-current", "step");
  held("login-words").replaceChildren(
    element("p", { class: "headline" }, said(["setup_login_now"])),
    element("p", { class: "detail" }, said(["setup_login_elsewhere"])),
    ...(os === "linux" ? [element("p", { class: "detail" }, said(["setup_login_linux"]))] : []),
  );
}
