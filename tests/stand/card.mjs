// The emulated card on the virtual reader.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { FIRST_READER_PORT } from "./pcscd.mjs";
import { CERTIFICATES, program, temporaryFolder } from "./places.mjs";
import { start } from "./processes.mjs";
import { Trace } from "./trace.mjs";

/** The PIN of the emulated card. */
export const PIN = "1234";

/**
 * Starts a card. It lies on the reader at once unless `switches` has `--removed`.
 * @param {import("./endings.mjs").Endings} endings
 * @param {Awaited<ReturnType<typeof import("./pcscd.mjs").startPcscd>>} pcscd
 * @param {{switches?: string[], certificate?: string, reader?: number}} [options]
 *   `certificate`: the name of a file among the test certificates; `reader`: 0 or 1
 */
export async function startCard(endings, pcscd, { switches = [], certificate = "auth.der", reader = 0 } = {}) {
  const folder = temporaryFolder(endings);
  const [state, trace] = [join(folder, "state"), join(folder, "trace")];
  const emulator = [
    program("card-emulator"),
    ...["--port", String(FIRST_READER_PORT + reader)],
    ...["--pin", PIN],
    ...["--state", state],
    ...["--trace", trace],
    ...["--certificate", join(CERTIFICATES, certificate)],
    ...switches,
  ];
  // Entering the network namespace can change credentials: the program itself ends with its standard input.
  const started = start(endings, pcscd.inside(emulator), { name: "card-emulator", leash: false });
  const card = new Card(started, pcscd.service, state, trace);
  if (!switches.includes("--removed")) {
    await started.line(/^inserted$/);
    await card.trace.poweredOn();
  }
  return card;
}

/** A running card and what it was told and answered. */
class Card {
  /** How far the service's lines have been looked through for removals. */
  #looked = 0;

  /**
   * @param {import("./processes.mjs").Process} process
   * @param {import("./processes.mjs").Process} service
   * @param {string} state
   * @param {string} trace
   */
  constructor(process, service, state, trace) {
    this.process = process;
    this.service = service;
    this.state = state;
    this.trace = new Trace(trace);
  }

  /** Puts the card on the reader. */
  async insert() {
    await this.#tell("insert", /^inserted$/);
  }

  /** Takes the card away. */
  async remove() {
    await this.#tell("remove", /^removed$/);
    await this.#removalNoticed();
  }

  /**
   * Waits until the card is gone by itself, as one that does not answer is.
   *
   * @param {number} [from] how many lines the emulator had printed before
   */
  async gone(from) {
    await this.process.line(/^removed$/, { from });
    await this.#removalNoticed();
  }

  /** The tries left for the PIN of user authentication, as the card itself keeps them. */
  tries() {
    return Number(/^auth (\d)$/m.exec(readFileSync(this.state, "utf8"))?.[1]);
  }

  /**
   * Lets something go wrong at a command; what and when is in the emulator's README.
   *
   * @param {string} fault
   */
  async arm(fault) {
    await this.#tell(`fault ${fault}`, /^armed$/);
  }

  /** Waits until the card keeps an answer back. */
  async held() {
    await this.process.line(/^held$/);
  }

  /** Gives the answer that was kept back. */
  async release() {
    await this.#tell("release", /^released$/);
  }

  /** The driver looks a few times a second: a card that is back before it has looked was never away, and gives no event. */
  async #removalNoticed() {
    await this.service.line(/Card Removed From/, { from: this.#looked });
    this.#looked = this.service.lines.length;
  }

  /**
   * @param {string} order
   * @param {RegExp} answer
   */
  async #tell(order, answer) {
    const from = this.process.lines.length;
    this.process.child.stdin?.write(`${order}\n`);
    await this.process.line(answer, { from });
  }
}
