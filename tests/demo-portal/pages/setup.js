/**
 * The set-up page: looks what is missing, shows the one next step, and moves on by itself;
 * then it goes on with the login that brought the person here.
 */

import { recognise } from "./computer.js";
import { explain } from "./failure.js";
import { logIn } from "./log-in.js";
import { mark } from "./official.js";
import { offered } from "./packages.js";
import { drawPackages } from "./packages-view.js";
import { watchPresence } from "./presence.js";
import { draw } from "./road-view.js";
import { left, road, worksByItself } from "./road.js";
import { show, silence } from "./status.js";
import { phrases } from "./texts.js";

const interrupted = document.getElementById("content").dataset.interrupted === "true";
const progress = document.getElementById("progress");
const [say, downloads, files] = await Promise.all([
  phrases(),
  fetch("/assets/downloads.json").then((response) => response.json()),
  fetch("/downloads/").then((response) => response.json()),
]).catch((error) => {
  // The words for it are in the tables that did not come, and so in the page, too.
  document.getElementById("unreachable").hidden = false;
  throw error;
});

/** @type {import("./road.js").Known} */
const known = {
  computer: recognise(navigator),
  oldest: downloads.oldest,
  needsPermission: !worksByItself(location.hostname, downloads.sites),
  presence: {},
  marked: mark("extension"),
  hint: hinted(),
  taken: new Set(),
};
/** A login starts by itself once; whoever cancels it is asked before the next. */
let mayStart = interrupted;
/** This portal's own packages for this computer, where it has any. */
const packages = offered(files, known.computer);
let justMarked = false;
let working = false;
/** The step that was the next when the road was drawn last. */
let drawn = "";
let endPresence = () => {};

if (known.computer.phone) {
  const address = document.getElementById("address");
  address.textContent = address.href = `${location.origin}/setup`;
  document.getElementById("phone").hidden = false;
  document.getElementById("content").dataset.phone = "";
} else {
  drawPackages(packages, known.computer, say);
  look();
  new MutationObserver(lookForMark).observe(document.body, { childList: true });
  document.addEventListener("visibilitychange", goOn);
}

// What the extension says in a page that comes back from the browser's memory is old.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function look() {
  endPresence = watchPresence((presence) => know({ presence }), known.presence);
  know({});
}

/** An extension that speaks the official protocol alone says no more than that it is there. */
function lookForMark() {
  const marked = mark("extension");
  // Who had the program first and added the extension now has both: the login window asks for the rest.
  justMarked ||= marked && !known.marked && known.taken.has("program");
  know({ marked });
}

/** @param {Partial<import("./road.js").Known>} news */
function know(news) {
  Object.assign(known, news);
  if (!working) goOn();
}

function goOn() {
  const steps = road(known);
  const next = steps.find(({ state }) => state === "now");
  draw(
    steps.map(({ name, state, assumed, words, actions }) => ({
      name,
      state,
      mark: say(`setup.state.${assumed ? "assumed" : state}`) ?? "",
      words: filled(words),
      buttons: working ? [] : actions.map((action, index) => button(action, index === 0 && name !== "site")),
    })),
    where(steps, next),
  );
  // What was said about one step is over with it.
  if (next.name !== drawn && !working) silence();
  drawn = next.name;
  // The extension lets only the tab that is seen log in.
  const ready = next.name === "login" || (justMarked && next.words === "setup.reader.marked");
  if (ready && mayStart && !working && document.visibilityState === "visible") start();
}

async function start() {
  mayStart = false;
  working = true;
  progress.hidden = false;
  goOn();
  // One thing at a time: the card is left to the login.
  endPresence();
  try {
    // "Back" must not lead to a page that asks for the PIN once more.
    location.replace(await logIn());
  } catch (error) {
    const { code, what, next } = await explain(error);
    if (isHostTrouble(code)) Object.assign(known, { hint: code, taken: new Set() });
    working = false;
    progress.hidden = true;
    look();
    show("failed", code, what, next);
  }
}

/**
 * @param {import("./road.js").Action} action
 * @param {boolean} main the one to press
 */
function button(action, main) {
  const { system, browser } = known.computer;
  switch (action) {
    case "install-program":
      return { ...link("program", packages.program ?? downloads.program[system], opensPage(system)), main };
    case "add-extension":
      return { ...link("extension", downloads.extension[browser], true), main };
    case "check":
      // The click alone lets the extension tell more.
      return { label: say("setup.check"), id: "check", main, press: () => {} };
    default:
      return { label: say("top.login"), id: "continue", main, press: start };
  }
}

/**
 * Whether the program is had from a page that the person comes back from, rather than at once.
 *
 * @param {string} system
 */
function opensPage(system) {
  return system === "linux" && packages.program === undefined;
}

/**
 * @param {"program" | "extension"} step
 * @param {string} href
 * @param {boolean} newTab
 */
function link(step, href, newTab) {
  const { system, browser } = known.computer;
  return {
    label: say(step === "program" && href === packages.program ? "setup.packages.get" : `setup.${step}.get-${step === "program" ? system : browser}`),
    href,
    newTab,
    press(event) {
      know({ taken: new Set([...known.taken, step]) });
      // The names that end in .example stand for addresses that a real portal has.
      if (new URL(href, location.href).hostname.endsWith(".example")) {
        event.preventDefault();
        show("working", "placeholder", say("setup.placeholder.what"), say("setup.placeholder.next"));
      }
    },
  };
}

/**
 * @param {import("./road.js").Step[]} steps
 * @param {import("./road.js").Step} next
 * @returns {string | undefined} nothing while the extension is looking: the line stays as it is
 */
function where(steps, { name, words, actions }) {
  if (words === "setup.program.looking") return undefined;
  if (name === "computer" || name === "login") return say(`setup.place.${name}`);
  if (actions.includes("check")) return say("setup.place.check");
  const count = left(steps);
  return say(count === 1 ? "setup.place.last" : "setup.place.left")
    ?.replace("{count}", String(count))
    .replace("{step}", say(`setup.${name}.title`) ?? "");
}

/** @param {string} key of a text that may name this computer; a reason newer than this page has none */
function filled(key) {
  const { system, browser, version } = known.computer;
  const { extension, failure, update } = known.presence;
  return (say(key) ?? failure?.message ?? update?.host.message ?? say("setup.program.host-missing") ?? "")
    .replace("{system}", say(`setup.system.${system}`) ?? "")
    .replace("{browser}", say(`setup.browser.${browser}`) ?? "")
    .replace("{version}", String(version))
    .replace("{oldest}", String(known.oldest[browser] ?? ""))
    .replace("{host}", update?.host.version ?? "")
    .replace("{extension}", extension ?? "")
    .replace("{site}", location.hostname);
}

/** What the login page that sent the person here has learnt; from an address, so only known words count. */
function hinted() {
  const word = location.hash.slice(1);
  return isHostTrouble(word) ? word : undefined;
}

/** @param {string} word */
function isHostTrouble(word) {
  return say(`setup.program.${word}`) !== undefined && (word.startsWith("host-") || word === "extension-outdated");
}
