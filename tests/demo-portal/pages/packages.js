/** Which of the portal's packages are for this computer. It knows their names' forms, and neither the page nor the server. */

/** @typedef {{name: string, size: number, sha256: string}} File */

/**
 * @typedef {object} Packages
 * @property {string} [program] the address of the one that a person needs; none where the portal has none for this system
 * @property {File[]} files all that are for this system and browser
 */

/** What is offered besides the program: a page cannot tell Chrome from Chromium by their name. */
const EXTENSIONS = { chrome: ["mpa-chromium", "mpa-chrome"], edge: ["mpa-edge"], firefox: ["mpa-firefox"], other: [] };

/**
 * @param {File[]} files
 * @param {import("./computer.js").Computer} computer
 * @returns {Packages}
 */
export function offered(files, { system, browser }) {
  const names = ["mpa-host", ...EXTENSIONS[browser]];
  const ending = { linux: /^([a-z-]+)[_-]\d[^/]*\.(?:deb|rpm)$/, windows: /^(mpa-host)[^/]*\.(?:exe|msi)$/ }[system];
  const fitting = ending === undefined ? [] : files.filter(({ name }) => names.includes(ending.exec(name)?.[1]));
  const program = fitting.find(({ name }) => name.startsWith("mpa-host") && /\.(?:deb|exe)$/.test(name));
  return { program: program && `/downloads/${program.name}`, files: fitting };
}
