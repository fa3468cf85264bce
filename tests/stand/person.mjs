// The person in front of the login window: sees its screen, and has a keyboard.

import { hasEnded, run } from "./processes.mjs";
import { until } from "./until.mjs";

/** The login window's class, the same in every language; wine adds the ending of the program. */
const WINDOW_CLASS = "^mpa-host(\\.exe)?$";

/** A screen that has not changed for this long waits for the person. It is longer than the window ignores keys for. */
const AT_REST_MS = 350;

/** After this long without anything to see, a person notices that a key did nothing. */
const NOTICED_MS = 2_000;

const ATTEMPTS = 3;

/** Somebody at a display. */
export class Person {
  /** @param {import("./display.mjs").Display} display */
  constructor(display) {
    this.display = display;
  }

  /**
   * Waits for the login window and gives it the focus, as a window manager would.
   *
   * @returns {Promise<{id: string, pid: number}>}
   */
  async window() {
    const id = await until("the login window", () => this.#findWindow());
    await this.#xdotool("windowfocus", "--sync", id);
    return { id, pid: Number(await this.#xdotool("getwindowpid", id)) };
  }

  /**
   * Enters a PIN and confirms it. Nothing is confirmed before every digit was seen to be taken.
   *
   * @param {string} pin
   * @param {{beforeConfirming?: () => unknown}} [options] what to do while the PIN is entered and not confirmed
   */
  async enterPin(pin, { beforeConfirming } = {}) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await this.#seesRest();
      for (const digit of pin) {
        await this.#presses(digit);
      }
      await beforeConfirming?.();
      if (await this.#seesEffectOf("Return")) {
        return;
      }
      await this.#xdotool("key", ...Array(pin.length).fill("BackSpace"));
    }
    throw new Error("the login window takes no PIN");
  }

  /** Lets the PIN that was entered use the last try: the button that does so is the last one, and never has the focus first. */
  async confirmLastTry() {
    for (const key of ["Tab", "Tab", "Return"]) {
      await this.press(key);
    }
  }

  /**
   * Presses a key once the window waits for one, and again if it is seen to do nothing.
   *
   * @param {string} key its X11 name
   */
  async press(key) {
    await this.#seesRest();
    await this.#presses(key);
  }

  /** @param {string} key */
  async #presses(key) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (await this.#seesEffectOf(key)) {
        return;
      }
    }
    throw new Error(`the login window does not take the key ${key}`);
  }

  /**
   * Closes a window that says why this card cannot log in, once it says so: until then the key does nothing.
   *
   * @param {number} host the process whose window it is
   */
  async acknowledge(host) {
    await until("the end of the refused login", async () => {
      await this.#xdotool("key", "Return");
      return hasEnded(host);
    });
  }

  /**
   * Cancels a login whose window moves, so that no effect of a key can be seen on it.
   *
   * @param {number} host the process whose window it is
   */
  async cancel(host) {
    await until("the end of the cancelled login", async () => {
      await this.#xdotool("key", "Escape");
      return hasEnded(host);
    });
  }

  /** Waits until no window is left on the screen. */
  async seesNothing() {
    await until("an empty screen", () => this.display.isEmpty());
  }

  async #findWindow() {
    // Without a match the program fails.
    const found = await this.#xdotool("search", "--onlyvisible", "--class", WINDOW_CLASS).catch(() => "");
    return found.split("\n")[0];
  }

  async #seesRest() {
    let picture = this.display.picture();
    let since = Date.now();
    await until("a screen at rest", () => {
      const now = this.display.picture();
      if (!now.equals(picture)) {
        [picture, since] = [now, Date.now()];
      }
      return Date.now() - since >= AT_REST_MS;
    });
  }

  /**
   * @param {string} key
   * @returns {Promise<boolean>}
   */
  async #seesEffectOf(key) {
    const before = this.display.picture();
    await this.#xdotool("key", key);
    const effect = until(`an effect of ${key}`, () => !this.display.picture().equals(before), NOTICED_MS);
    return effect.then(
      () => true,
      () => false,
    );
  }

  /** @param {string[]} args */
  async #xdotool(...args) {
    const env = { ...process.env, ...this.display.environment };
    const output = await run(["xdotool", ...args], { env, within: 5_000 });
    return output.trim();
  }
}
