// Where each browser adds the extension: the one table of these addresses.

/**
 * For each program the browsers that it may be, by mpa-setup's names, and `registered`, by which Windows knows it ("App Paths"):
 * Chromium calls itself as Chrome does.
 * Each `page` stands in for the address that the store gives the extension when it is first published there.
 */
export const ADD_PAGES = [
  { names: ["chrome", "chromium"], registered: "chrome.exe", page: "https://mpa-host.example/add/chrome" },
  { names: ["edge"], registered: "msedge.exe", page: "https://mpa-host.example/add/edge" },
  { names: ["brave"], registered: "brave.exe", page: "https://mpa-host.example/add/chrome" },
  { names: ["vivaldi"], registered: "vivaldi.exe", page: "https://mpa-host.example/add/chrome" },
  { names: ["opera"], registered: "opera.exe", page: "https://mpa-host.example/add/opera" },
  { names: ["firefox"], registered: "firefox.exe", page: "https://mpa-host.example/add/firefox" },
  { names: ["librewolf"], registered: "librewolf.exe", page: "https://mpa-host.example/add/firefox" },
];

/** The table as the installer's script reads it: for each program its names, and then what is done for it. */
export function addPagesInclude() {
  const lines = ADD_PAGES.flatMap(({ names, registered, page }) => [
    ...names.map((name) => `!insertmacro IfNamed "${name}"`),
    `!insertmacro OpenAddPage "${registered}" "${page}"`,
  ]);
  return `${lines.join("\r\n")}\r\n`;
}
