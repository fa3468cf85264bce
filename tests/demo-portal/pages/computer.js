/** Which system and which browser this is, as far as a page can tell. It knows the browser's words, not the page. */

/**
 * @typedef {object} Computer
 * @property {"windows" | "macos" | "linux" | "other"} system
 * @property {"chrome" | "edge" | "firefox" | "other"} browser the store that it takes extensions from
 * @property {number} version of the browser; 0 if it is another one
 * @property {boolean} phone no extension can ask for a card there
 */

/**
 * @param {{userAgent: string, maxTouchPoints: number}} navigator
 * @returns {Computer}
 */
export function recognise({ userAgent, maxTouchPoints }) {
  const found = BROWSERS.find(({ pattern }) => pattern.test(userAgent));
  const browser = found?.browser ?? "other";
  return {
    system: SYSTEMS.find(({ pattern }) => pattern.test(userAgent))?.system ?? "other",
    browser,
    version: browser === "other" ? 0 : Number(found.pattern.exec(userAgent)[1]),
    // A tablet by Apple calls itself a Mac; no Mac has a touch screen.
    phone: /Android|iPhone|iPad|iPod|Mobile/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1),
  };
}

const SYSTEMS = [
  { system: "windows", pattern: /Windows NT/ },
  { system: "macos", pattern: /Macintosh/ },
  // Not ChromeOS, which cannot start a program for an extension.
  { system: "linux", pattern: /Linux(?!.*Android)/ },
];

/** The first that fits: most browsers also name the ones that they descend from. */
const BROWSERS = [
  { browser: "edge", pattern: /\bEdg\/(\d+)/ },
  { browser: "other", pattern: /\b(?:OPR|Vivaldi|SamsungBrowser|YaBrowser)\/(\d+)/ },
  { browser: "firefox", pattern: /\bFirefox\/(\d+)/ },
  // Without a window it calls itself HeadlessChrome.
  { browser: "chrome", pattern: /Chrome\/(\d+)/ },
];
