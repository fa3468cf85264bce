// The popup: what is there and what is missing, live; and where the card works.

import { watchChecklist } from "../checklist.js";
import { onSitesChanged } from "../sites.js";
import { checklistView } from "./checklist-view.js";
import { offerExamination } from "./doctor-view.js";
import { held } from "./element.js";
import { linesOf } from "./lines.js";
import { showSite } from "./site-view.js";
import { showAddedSites, showFixedSites, showManagedSites } from "./sites-view.js";
import { day } from "./words.js";

const { os } = await chrome.runtime.getPlatformInfo();
const draw = checklistView(held("summary"), held("checklist"));
const closed = new AbortController();
window.addEventListener("pagehide", () => closed.abort());

function showSites() {
  void showSite(held("site"), os);
  void showAddedSites(held("added"));
  void showManagedSites(held("managed"));
}

void watchChecklist((checklist) => {
  draw(linesOf(checklist, { now: new Date(), os, day }));
}, closed.signal);
offerExamination(held("examine"), held("examined"), closed.signal);
showFixedSites(held("fixed"));
onSitesChanged(showSites);
showSites();
