// Fills a page with its words as soon as it is parsed; what has to be asked first comes after it.

import { LANGUAGE, said } from "./words.js";

document.documentElement.lang = LANGUAGE;
for (const element of document.querySelectorAll("[data-words]")) {
  element.textContent = said([element.getAttribute("data-words") ?? ""]);
}
