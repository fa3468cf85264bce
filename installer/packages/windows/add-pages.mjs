// Where each browser adds the extension: the one table of these addresses.

/**
 * `registered` is the name under which Windows knows the program ("App Paths").
 * Each `page` stands in for the address that the store gives the extension when it is first published there.
 */
export const ADD_PAGES = [
  { name: "chrome", registered: "chrome.exe", page: "https://mpa-host.example/add/chrome" },
  { name: "edge", registered: "msedge.exe", page: "https://mpa-host.example/add/edge" },
  { name: "brave", registered: "brave.exe", page: "https://mpa-host.example/add/chrome" },
  { name: "vivaldi", registered: "vivaldi.exe", page: "https://mpa-host.example/add/chrome" },
  { name: "opera", registered: "opera.exe", page: "https://mpa-host.example/add/opera" },
  { name: "firefox", registered: "firefox.exe", page: "https://mpa-host.example/add/firefox" },
];

/** The table as the installer's script reads it: one line for each browser. */
export function addPagesInclude() {
  const lines = ADD_PAGES.map(
    ({ name, registered, page }) => `!insertmacro OpenAddPage "${name}" "${registered}" "${page}"`,
  );
  return `${lines.join("\r\n")}\r\n`;
}
