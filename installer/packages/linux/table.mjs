// The packages for Linux: what each is called, says of itself, needs, and asks of mpa-setup.
// It knows neither the form of a deb nor that of an rpm.

/** Where a package keeps the extension from which a browser of the Chromium family loads it. */
export const shared = (/** @type {string} */ name) => `/usr/share/${name}`;

/** The folder that Firefox looks into for extensions of the system's (developer.mozilla.org, "Distribution options"). */
export const FIREFOX_EXTENSIONS = "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}";

export const MAINTAINER = "mpa-host <packages@mpa-host.example>";
export const HOMEPAGE = "https://mpa-host.example";
export const LICENCE = "(MIT OR Apache-2.0) AND OFL-1.1";
export const EXTENSION_LICENCE = "MIT OR Apache-2.0";

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {boolean} programs it brings the host and mpa-setup, and so is built for one processor
 * @property {"crx" | "xpi" | undefined} extension in which form it brings the extension
 * @property {string} summary
 * @property {string[][]} description paragraphs of lines
 * @property {string} licence
 * @property {string[]} setup what mpa-setup is asked besides scope and owner
 * @property {string[]} [told] what is said to who removes it
 * @property {{deb: string[], rpm: string[]}} needs besides what the programs are linked with
 * @property {string[]} enhances Debian's names of the browsers
 */

/** What the login window loads when it opens, so that no linker knows of it. */
const WINDOW = {
  deb: ["libx11-6", "libx11-xcb1", "libxcursor1", "libxi6", "libxkbcommon0", "libxkbcommon-x11-0"],
  // By the file that is loaded: the names of packages differ between Fedora and SUSE.
  rpm: [
    ...["libX11.so.6", "libX11-xcb.so.1", "libXcursor.so.1", "libXi.so.6"],
    ...["libxkbcommon.so.0", "libxkbcommon-x11.so.0"],
  ].map((library) => `${library}()(64bit)`),
};

/** @type {Package} */
const HOST = {
  name: "mpa-host",
  programs: true,
  extension: undefined,
  summary: "logs in to portals with a My Number card",
  description: [
    [
      "The program that a browser's extension starts when a portal asks for a login",
      "with a My Number card: it shows a window of its own that names the site and",
      "asks for the PIN, and speaks with the card through the PC/SC service.",
    ],
    [
      "It comes with mpa-setup, which makes the program known to every browser and",
      "takes that back. No browser's policies are touched, and no extension is",
      "installed: that is left to the browser's store, or to a package for one",
      "browser, such as mpa-firefox.",
    ],
  ],
  licence: LICENCE,
  setup: ["--browser", "all"],
  told: [
    "mpa-host: 各利用者のフォルダ ~/.local/state/mpa-host（ログとuuid）は残ります。各利用者が削除できます: rm -r ~/.local/state/mpa-host",
    "mpa-host: each user's folder ~/.local/state/mpa-host (log, uuid) stays. Each user can remove it: rm -r ~/.local/state/mpa-host",
  ],
  needs: {
    deb: ["pcscd", "libccid | pcsc-ifd-handler", ...WINDOW.deb],
    rpm: ["pcsc-lite", "pcsc-lite-ccid", ...WINDOW.rpm],
  },
  enhances: ["chromium", "firefox-esr", "firefox"],
};

/**
 * A package whose browser is told by policy to install the extension.
 *
 * @param {string} browser mpa-setup's name for it
 * @param {string} title
 * @param {string[]} enhances
 * @returns {Package}
 */
const forced = (browser, title, enhances) => ({
  name: `mpa-${browser}`,
  programs: false,
  extension: "crx",
  summary: `login with a My Number card, installed into ${title} by policy`,
  description: [
    [
      `Makes ${title} install the extension of mpa-host for every user of this`,
      "machine, by a policy of the system: nobody is asked, nobody can remove it in",
      `the browser, and ${title} says that it is managed by an organisation.`,
    ],
    [
      "Installing this package is therefore an administrator's choice. Who decides",
      "for oneself alone takes mpa-host and adds the extension in the browser.",
      "Policies of others stay in force, and removing the package takes its own back.",
    ],
  ],
  licence: EXTENSION_LICENCE,
  setup: ["--browser", browser, "--force-extension", shared(`mpa-${browser}`)],
  needs: { deb: [], rpm: [] },
  enhances,
});

/** @type {Package} */
const FIREFOX = {
  name: "mpa-firefox",
  programs: false,
  extension: "xpi",
  summary: "login with a My Number card, for Firefox",
  description: [
    [
      "Brings the extension of mpa-host for every user of this machine: Firefox",
      "finds it at its next start in the system's folder of extensions. No policy",
      "is set; each user can switch the extension off in Firefox.",
    ],
    [
      "Firefox as Debian builds it takes the extension as it is; a Firefox from",
      "Mozilla takes only one that Mozilla has signed.",
    ],
  ],
  licence: EXTENSION_LICENCE,
  setup: ["--browser", "firefox"],
  needs: { deb: [], rpm: [] },
  enhances: ["firefox-esr", "firefox"],
};

/** @type {Package[]} */
export const PACKAGES = [
  HOST,
  forced("chromium", "Chromium", ["chromium"]),
  forced("chrome", "Google Chrome", ["google-chrome-stable"]),
  forced("edge", "Microsoft Edge", ["microsoft-edge-stable"]),
  FIREFOX,
];

/** Firefox outside Debian takes no unsigned extension from that folder: there the package only registers the host. */
export const RPM_FIREFOX_DESCRIPTION = [
  [
    "Makes the program of mpa-host known to Firefox. The extension itself is added",
    "in Firefox, from where Mozilla has signed it: a Firefox outside Debian takes",
    "none from a package.",
  ],
];
