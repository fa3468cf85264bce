// The extension's button in the browser's toolbar, the popup that it opens, and the browser's question about a site.

import { inBrowser } from "../stand/families.mjs";
import { FAMILY } from "../stand/stand.mjs";
import { until } from "../stand/until.mjs";

/** @typedef {import("./at-the-portal.mjs").Stand} Stand */
/** @typedef {import("puppeteer-core").Browser} Browser */
/** @typedef {import("puppeteer-core").Page} Page */

/**
 * An open popup.
 *
 * @typedef {object} Popup
 * @property {number} pressed when the button was, in milliseconds since 1970
 * @property {Look} see runs a function in the popup, into which it is carried as text
 * @property {(selector: string) => Promise<void>} press with the mouse, once there is something to press
 * @property {() => Promise<Uint8Array>} picture as PNG
 * @property {() => Promise<void>} close
 */

/** @typedef {<T>(look: (window: any, argument: string, own: any) => T | Promise<T>, argument?: string) => Promise<T>} Look */

/**
 * @typedef {object} Toolbar
 * @property {boolean} asksOnScreen whether the browser asks on the screen before a site is added
 * @property {(stand: Stand, page: Page) => Promise<Popup>} open presses the extension's button while a page is shown
 * @property {(stand: Stand) => Promise<void>} consent lets the person agree when the browser asks
 */

const POPUP = "/popup/popup.html";

/** @type {Toolbar} */
const chromium = {
  asksOnScreen: true,
  open: async ({ browser, id }, page) => {
    await page.bringToFront();
    const extension = (await browser.extensions()).get(id);
    const pressed = performance.timeOrigin + performance.now();
    await extension?.triggerAction(page);
    const target = await browser.waitForTarget((other) => other.url().endsWith(POPUP));
    const popup = await target.asPage();
    return {
      pressed,
      see: (look, argument = "") =>
        /** @type {Promise<ReturnType<JSON["parse"]>>} */ (
          popup.evaluate(`(${look})(window, ${JSON.stringify(argument)})`)
        ),
      press: async (selector) => {
        await popup.waitForSelector(selector);
        await popup.click(selector).catch((/** @type {unknown} */ cause) => {
          // The browser's question closes the popup, perhaps before the driver is told of the click.
          if (!popup.isClosed()) {
            throw cause;
          }
        });
      },
      picture: () => popup.screenshot(),
      close: () => popup.close(),
    };
  },
  consent: async ({ person }) => {
    // From "deny", which has the keyboard at first, to "allow".
    await person.press("Tab");
    await person.press("Return");
  },
};

/** @type {Toolbar} */
const firefox = {
  asksOnScreen: false,
  open: async ({ browser, id }, page) => {
    await page.bringToFront();
    const pressed = Number(await inBrowser(browser, OPEN, id));
    await until("the popup", () => inBrowser(browser, IS_OPEN, POPUP));
    /** @type {Look} */
    const see = async (look, argument = "") =>
      JSON.parse(String(await inBrowser(browser, SEE, String(look), argument)));
    return {
      pressed,
      see,
      press: async (selector) => {
        await until(`${selector} in the popup`, () => see(isThere, selector));
        await see(click, selector);
      },
      picture: async () => Buffer.from(String(await inBrowser(browser, PICTURE)), "base64"),
      close: async () => {
        await inBrowser(browser, CLOSE);
      },
    };
  },
  // Firefox, as it is started here, does not ask.
  consent: async () => undefined,
};

/**
 * By the family's name.
 *
 * @type {Record<string, Toolbar>}
 */
export const TOOLBARS = { chromium, edge: chromium, firefox };

/** The toolbar of the browser that is driven. */
export const toolbar = TOOLBARS[FAMILY];

/** What follows runs in Firefox itself, since WebDriver sees neither the toolbar nor a popup. */
const OPEN = `async (id) => {
  const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const { extension } = WebExtensionPolicy.getByID(id);
  const pressed = performance.timeOrigin + performance.now();
  await ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
  return pressed;
}`;

const FIND = `document.querySelector("browser.webextension-popup-browser")`;

const IS_OPEN = `(end) => {
  const popup = ${FIND};
  return Boolean(popup?.currentURI?.spec.endsWith(end)) && popup.closest("panel")?.state === "open";
}`;

const SEE = `async (look, argument) => {
  const { messageManager } = ${FIND};
  const script = "Promise.resolve().then(() => (" + look + ")(content.wrappedJSObject, " + JSON.stringify(argument) + ", content))" +
    ".then((seen) => sendAsyncMessage('seen', { seen: JSON.stringify(seen) ?? 'null' }))" +
    ".catch((cause) => sendAsyncMessage('seen', { cause: String(cause) }))";
  return new Promise((resolve, reject) => {
    const hear = ({ data: { seen, cause } }) => {
      messageManager.removeMessageListener("seen", hear);
      return cause === undefined ? resolve(seen) : reject(new Error(cause));
    };
    messageManager.addMessageListener("seen", hear);
    messageManager.loadFrameScript("data:application/javascript," + encodeURIComponent(script), false);
  });
}`;

const PICTURE = `async () => {
  const drawn = await ${FIND}.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white");
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  canvas.getContext("2d").drawImage(drawn, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return bytes.toBase64();
}`;

const CLOSE = `() => ${FIND}.closest("panel").hidePopup()`;

/** @type {(window: any, selector: string) => boolean} */
const isThere = ({ document }, selector) => document.querySelector(selector) !== null;

/**
 * Presses a button as a mouse does: with that, as with a person's click, the popup may ask for a site.
 * `own` is the window with what only Firefox itself may do with it.
 *
 * @type {(window: any, selector: string, own: any) => void}
 */
const click = (_window, selector, own) => {
  const button = own.document.querySelector(selector);
  button.scrollIntoView({ block: "center" });
  const { left, top, width, height } = button.getBoundingClientRect();
  for (const [type, clickCount] of Object.entries({ mousemove: 0, mousedown: 1, mouseup: 1 })) {
    own.synthesizeMouseEvent(type, left + width / 2, top + height / 2, { button: 0, clickCount });
  }
};
