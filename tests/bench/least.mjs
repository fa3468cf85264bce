// The limit for the extension: scripts that do nothing but pass one request on to the host, and its answer back.
// They are in a copy of the extension, beside its own, so that both are measured in the same browser in turn.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { EXTENSION, temporaryFolder } from "../stand/places.mjs";

/**
 * What extensions have, so far as it is used here.
 *
 * @typedef {object} ExtensionsOwn
 * @property {Runtime} runtime
 *
 * @typedef {object} Runtime
 * @property {(message: string) => Promise<unknown>} sendMessage
 * @property {{addListener: (heard: (message: unknown, sender: unknown, respond: () => void) => boolean) => void}} onMessage
 * @property {(name: string) => Port} connectNative
 *
 * @typedef {object} Port
 * @property {(message: object) => void} postMessage
 * @property {() => void} disconnect
 * @property {{addListener: (heard: () => void) => void}} onMessage
 */

/** @typedef {{background: {service_worker: string, scripts: string[]}, content_scripts: {js: string[]}[]}} Manifest */

/**
 * Copies the extension, with the least that passes a request on beside it.
 *
 * @param {import("../stand/endings.mjs").Endings} endings
 * @returns {string} the copy's folder
 */
export function extensionWithLeast(endings) {
  const folder = join(temporaryFolder(endings), "extension");
  cpSync(EXTENSION, folder, { recursive: true });
  const file = join(folder, "manifest.json");
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const { service_worker: background } = manifest.background;
  writeFileSync(join(folder, "least-background.js"), `import "./${background}";\n(${passToHost})();\n`);
  writeFileSync(join(folder, "least-content.js"), `(${passOn})();\n`);
  Object.assign(manifest.background, { service_worker: "least-background.js", scripts: ["least-background.js"] });
  for (const { js } of manifest.content_scripts) {
    js.push("least-content.js");
  }
  writeFileSync(file, JSON.stringify(manifest));
  return folder;
}

/** Runs beside the page. */
function passOn() {
  const { runtime } = /** @type {{chrome: ExtensionsOwn}} */ (/** @type {unknown} */ (globalThis)).chrome;
  window.addEventListener("message", async ({ data }) => {
    if (data?.action === "least") {
      await runtime.sendMessage("least");
      window.postMessage({ action: "least-answer" }, window.location.origin);
    }
  });
}

/** Runs in the background. A second greeting stands for the login. */
function passToHost() {
  const { runtime } = /** @type {{chrome: ExtensionsOwn}} */ (/** @type {unknown} */ (globalThis)).chrome;
  runtime.onMessage.addListener((message, _sender, respond) => {
    if (message !== "least") {
      return false;
    }
    const port = runtime.connectNative("mpa_host");
    const status = { protocol: 1, request: "status" };
    let answers = 0;
    port.onMessage.addListener(() => {
      answers += 1;
      if (answers === 1) {
        port.postMessage(status);
      } else {
        respond();
        port.disconnect();
      }
    });
    port.postMessage(status);
    return true;
  });
}

/**
 * Has a request passed on and answered, in a page.
 *
 * @param {import("puppeteer-core").Page} page
 * @returns {Promise<{asked: number, answered: number}>} when, in milliseconds since 1970
 */
export function askLeast(page) {
  return page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now();
    const asked = now();
    window.postMessage({ action: "least" }, window.location.origin);
    return new Promise((resolve) => {
      /** @param {MessageEvent} event */
      const hear = ({ data }) => {
        if (data?.action === "least-answer") {
          window.removeEventListener("message", hear);
          resolve({ asked, answered: now() });
        }
      };
      window.addEventListener("message", hear);
    });
  });
}
