// Draws the extension's icons from icon.svg, with the browser that the tests use: `node extension/icon/render.js /usr/bin/chromium`.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import puppeteer from "puppeteer-core";

const SIZES = [16, 32, 48, 128];

const executablePath = process.argv[2];
if (executablePath === undefined) {
  throw new Error("usage: node render.js PATH-OF-A-CHROMIUM");
}
const svg = await readFile(new URL("icon.svg", import.meta.url), "utf8");
const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewport({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  await page.screenshot({
    path: /** @type {`${string}.png`} */ (
      fileURLToPath(new URL(`../../../extension/icons/${size}.png`, import.meta.url))
    ),
    omitBackground: true,
  });
}
await browser.close();
