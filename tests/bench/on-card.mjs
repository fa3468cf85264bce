// An emulated card on a reader service of its own, for one measurement.

import { startCard } from "../stand/card.mjs";
import { Endings } from "../stand/endings.mjs";
import { startPcscd } from "../stand/pcscd.mjs";

/** @typedef {Awaited<ReturnType<typeof startCard>>} Card */

/**
 * @template T
 * @param {string[]} switches of the card
 * @param {(service: NodeJS.ProcessEnv, card: Card) => Promise<T>} steps
 *   `service`: what a program needs in its environment to reach the reader service
 */
export async function onCard(switches, steps) {
  const endings = new Endings();
  try {
    const pcscd = await startPcscd(endings);
    const card = await startCard(endings, pcscd, { switches: ["--trace-times", ...switches] });
    return await steps(pcscd.environment, card);
  } finally {
    await endings.run();
  }
}
