// The person in front of the login window: sees its screen, and has a keyboard.

import { setTimeout as pause } from 'node:timers/promises';

import { run } from './processes.mjs';
import { until } from './until.mjs';

/** The window's title, in both languages. */
const TITLE = 'マイナンバーカードでログイン|Log in with My Number card';

/** For this long after the focus has come, the window takes no digit: it could have been meant for the page. */
const FOCUS_GRACE_MS = 300;

/** After this long without anything to see, a person notices that a digit was not taken. */
const NOTICED_MS = 2_000;

/** Somebody at a display. */
export class Person {
  /** @param {import('./display.mjs').Display} display */
  constructor(display) {
    this.display = display;
  }

  /**
   * Waits for the login window and gives it the focus, as a window manager would.
   * @returns {Promise<{id: string, pid: number}>}
   */
  async window() {
    const found = await until('the login window', () => this.findWindow());
    await this.#xdotool('windowfocus', '--sync', found);
    this.focusedAt = Date.now();
    return { id: found, pid: Number(await this.#xdotool('getwindowpid', found)) };
  }

  /** The login window's id, if it is there now. */
  async findWindow() {
    // Without a match the program fails.
    const found = await this.#xdotool('search', '--onlyvisible', '--name', TITLE).catch(() => '');
    return found.split('\n')[0];
  }

  /**
   * Enters a PIN and confirms it.
   * @param {string} pin
   */
  async enterPin(pin) {
    await pause(Math.max(0, (this.focusedAt ?? Date.now()) + FOCUS_GRACE_MS + 50 - Date.now()));
    for (const digit of pin) await this.#pressSeen(digit);
    await this.press('Return');
  }

  /**
   * Presses a key.
   * @param {string} key its X11 name
   */
  async press(key) {
    await this.#xdotool('key', key);
  }

  /** Waits until no window is left on the screen. */
  async seesNothing() {
    await until('an empty screen', () => this.display.isEmpty());
  }

  /**
   * Presses a key that shows something, and again if nothing is seen: the window may not have been ready for it.
   * @param {string} key
   */
  async #pressSeen(key) {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const before = this.display.picture();
      await this.press(key);
      const seen = until(`what the key ${key} shows`, () => !this.display.picture().equals(before), NOTICED_MS);
      if (await seen.then(() => true, () => false)) return;
    }
    throw new Error('the login window takes no digits');
  }

  /** @param {string[]} args */
  async #xdotool(...args) {
    const output = await run(['xdotool', ...args], { env: { ...process.env, ...this.display.environment }, within: 5_000 });
    return output.trim();
  }
}
