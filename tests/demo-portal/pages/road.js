/**
 * The road to the first login: from what is known to the steps, and which of them is next.
 * Nothing here touches the page or asks anybody; that is what makes it testable.
 *
 * The program comes before the extension because that is the shortest way for a person:
 * its installer opens the page on which the browser adds the extension.
 */

/** @typedef {import("./computer.js").Computer} Computer */
/** @typedef {import("./presence.js").Presence} Presence */

/**
 * @typedef {object} Known
 * @property {Computer} computer
 * @property {Record<string, number>} oldest the oldest version of each browser that takes the extension
 * @property {boolean} needsPermission the site is none of those on which the extension works by itself
 * @property {Presence} presence
 * @property {boolean} marked the official protocol's marks are in the page; an official extension puts them there, too, and answers no questions
 * @property {string} [hint] why a login has just failed: the extension's word for what is wrong with the host
 * @property {ReadonlySet<string>} taken the steps whose button was pressed; that is no proof that they are done
 */

/**
 * @typedef {object} Step
 * @property {"computer" | "program" | "extension" | "site" | "reader-card" | "login"} name
 * @property {"done" | "now" | "later"} state
 * @property {boolean} assumed it counts as done, but only the person's word stands for it
 * @property {string} words the key of its text
 * @property {Action[]} actions what can be pressed; empty unless it is the next step
 */

/** @typedef {"install-program" | "add-extension" | "check" | "continue" | "computer"} Action */

/**
 * What is known about one step by itself.
 * @typedef {object} Finding
 * @property {Step["name"]} name
 * @property {boolean} done
 * @property {boolean} [assumed]
 * @property {string} words
 * @property {Action[]} [actions]
 */

/**
 * @param {Known} known
 * @returns {Step[]} in the order of the road; exactly one is the next
 */
export function road(known) {
  const findings = [
    computer(known),
    program(known),
    extension(known),
    ...(known.needsPermission ? [site(known)] : []),
    readerAndCard(known),
    login(),
  ];
  const next = findings.findIndex(({ done }) => !done);
  return findings.map(({ name, done, assumed = false, words, actions = [] }, index) => ({
    name,
    state: index === next ? "now" : done ? "done" : "later",
    assumed,
    words,
    actions: index === next ? actions : [],
  }));
}

/** The steps that a person takes; the first and the last go by themselves. */
const OWN_STEPS = new Set(["program", "extension", "site", "reader-card"]);

/**
 * How many steps are left for the person.
 * @param {Step[]} steps
 */
export function left(steps) {
  return steps.filter(({ name, state }) => OWN_STEPS.has(name) && state !== "done").length;
}

/**
 * Whether the extension works on a site without being allowed to.
 *
 * @param {string} host
 * @param {string[]} sites hosts; `*.` before one stands for itself and all below it
 */
export function worksByItself(host, sites) {
  return sites.some((site) =>
    site.startsWith("*.") ? host === site.slice(2) || host.endsWith(site.slice(1)) : host === site,
  );
}

/**
 * @param {Known} known
 * @returns {Finding}
 */
function computer({ computer: { system, browser, version, phone }, oldest }) {
  const name = "computer";
  if (phone) return { name, done: false, words: "setup.computer.phone" };
  if (system === "other") return { name, done: false, words: "setup.computer.system" };
  if (browser === "other") return { name, done: false, words: "setup.computer.browser" };
  if (version < oldest[browser]) return { name, done: false, words: "setup.computer.old" };
  return { name, done: true, words: "setup.computer.done" };
}

/**
 * @param {Known} known
 * @returns {Finding}
 */
function program({ presence: { extension: answered, clickNeeded, failure, update }, marked, hint, taken }) {
  const name = "program";
  const install = ["install-program"];
  const { present, reason } = update?.host ?? {};
  // What was known before the button was pressed is old.
  const trouble = reason ?? (update === undefined && !taken.has(name) ? hint : undefined);
  if (present || trouble === "extension-outdated") return { name, done: true, words: "setup.program.done" };
  if (trouble !== undefined) {
    // An extension that speaks the official protocol alone does not tell when the program is there; the person does.
    const actions = marked && answered === undefined ? [...install, "continue"] : install;
    return { name, done: false, words: `setup.program.${trouble}`, actions };
  }
  if (clickNeeded) return { name, done: false, words: "setup.program.check", actions: ["check"] };
  if (failure !== undefined) return { name, done: false, words: `setup.program.${failure.reason}` };
  if (answered !== undefined) return { name, done: false, words: "setup.program.looking" };
  // The marks say that an extension is there; of one that says no more than that, the login itself will tell.
  if (marked) {
    return taken.has(name)
      ? { name, done: true, assumed: true, words: "setup.program.taken-marked" }
      : { name, done: false, words: "setup.program.marked", actions: [...install, "continue"] };
  }
  return taken.has(name)
    ? { name, done: true, assumed: true, words: "setup.program.taken" }
    : { name, done: false, words: "setup.program.start", actions: install };
}

/**
 * @param {Known} known
 * @returns {Finding}
 */
function extension({ presence: { extension: answered, update }, marked, hint, needsPermission, taken }) {
  const name = "extension";
  const outdated = update === undefined ? hint === "extension-outdated" : update.host.reason === "extension-outdated";
  const actions = ["add-extension"];
  if (outdated) return { name, done: false, words: "setup.extension.outdated", actions };
  if (answered !== undefined || marked) return { name, done: true, words: "setup.extension.done" };
  if (!taken.has(name)) return { name, done: false, words: "setup.extension.start", actions };
  // Without permission for this site it cannot answer here, so being silent does not mean that it is missing.
  return needsPermission
    ? { name, done: true, assumed: true, words: "setup.extension.taken" }
    : { name, done: false, words: "setup.extension.waiting", actions };
}

/**
 * @param {Known} known
 * @returns {Finding}
 */
function site({ presence: { extension: answered } }) {
  const name = "site";
  return answered === undefined
    ? { name, done: false, words: "setup.site.start", actions: ["add-extension"] }
    : { name, done: true, words: "setup.site.done" };
}

/**
 * @param {Known} known
 * @returns {Finding}
 */
function readerAndCard({ presence: { extension: answered, update }, marked }) {
  const name = "reader-card";
  const { reader, card } = update ?? {};
  if (reader?.present && card?.present) return { name, done: true, words: "setup.card.done" };
  if (reader?.present) return { name, done: false, words: `setup.card.${card?.reason ?? "unknown"}` };
  if (reader !== undefined) return { name, done: false, words: `setup.reader.${reader.reason ?? "unknown"}` };
  // For an extension that does not tell, the login window asks for reader and card.
  if (marked && answered === undefined) {
    return { name, done: false, words: "setup.reader.marked", actions: ["continue"] };
  }
  return { name, done: false, words: "setup.reader.unknown" };
}

/** @returns {Finding} */
function login() {
  return { name: "login", done: false, words: "setup.login.start", actions: ["continue"] };
}
