// Waiting for something that gives no event: looked at again and again, with a limit, and never for a fixed time.

import { setTimeout as pause } from "node:timers/promises";

/** How often is looked. */
const LOOK_EVERY_MS = 10;

/**
 * @template T
 * @param {string} what the thing waited for, for the message if it does not come
 * @param {() => T | Promise<T>} look gives something truthy once it is there
 * @param {number} [within] milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, look, within = 20_000) {
  const limit = Date.now() + within;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    if (Date.now() > limit) {
      throw new Error(`waited ${within} ms in vain for ${what}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
