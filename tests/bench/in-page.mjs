// What a portal's page writes down of a click itself, and keeps over the change to the session's page.

/**
 * When what happened in the page, in milliseconds since 1970.
 *
 * @typedef {{click: number, asked: number, acknowledged: number, answered: number, session: number, server: number}} InPage
 */

/**
 * Watches a page from within: runs in each of the portal's pages before its own scripts.
 */
export function watchPage() {
  const now = () => performance.timeOrigin + performance.now();
  /** @param {string} name */
  const mark = (name) => window.sessionStorage.setItem(`bench-${name}`, String(now()));
  window.addEventListener("click", () => mark("click"), true);
  window.addEventListener("message", ({ data }) => {
    const what = /^web-eid:authenticate(|-ack|-success)$/.exec(data?.action)?.[1];
    if (what !== undefined) {
      mark(`message${what}`);
    }
  });
  window.addEventListener("pagehide", () => {
    /** @type {PerformanceResourceTiming[]} */
    const asked = /** @type {never} */ (performance.getEntriesByType("resource"));
    const posts = asked.filter(({ name }) => new URL(name).pathname.startsWith("/auth"));
    const waited = posts.reduce((sum, { requestStart, responseEnd }) => sum + responseEnd - requestStart, 0);
    window.sessionStorage.setItem("bench-server", String(waited));
  });
  window.addEventListener("DOMContentLoaded", () => {
    if (document.getElementById("logged-in")) {
      mark("session");
    }
  });
}

/**
 * What the session's page has of it.
 *
 * @param {import("puppeteer-core").Page} page
 * @returns {Promise<InPage>}
 */
export function written(page) {
  return page.evaluate(() => {
    /** @param {string} name */
    const time = (name) => Number(window.sessionStorage.getItem(`bench-${name}`));
    const [document] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    return {
      click: time("click"),
      asked: time("message"),
      acknowledged: time("message-ack"),
      answered: time("message-success"),
      session: time("session"),
      server: time("server") + document.responseEnd - document.requestStart,
    };
  });
}
