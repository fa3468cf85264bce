// What went over the card's contacts, read from the emulator's trace file.

import { once } from "node:events";
import { existsSync, readFileSync, watch } from "node:fs";
import { dirname } from "node:path";

// ISO/IEC 7816-4 instruction bytes, and one of ISO/IEC 7816-8.
const INS = { verify: 0x20, performSecurityOperation: 0x2a, select: 0xa4, readBinary: 0xb0 };

/** The applet that holds the user-authentication key. */
const JPKI_AID = Buffer.from("d392f000260100000001", "hex");

/** The shortest VERIFY that carries data: CLA INS P1 P2 Lc and one byte. */
const SHORTEST_VERIFY_WITH_DATA = 6;

/** One command and what the card answered; `answer` is empty if it did not. */
export class Exchange {
  /**
   * @param {Buffer} command
   * @param {Buffer} answer
   */
  constructor(command, answer) {
    this.command = command;
    this.answer = answer;
  }

  /** The status word, as four hex digits, or '' if there was no answer. */
  get status() {
    return this.answer.subarray(-2).toString("hex");
  }

  /** A VERIFY that carries a PIN; one without data only asks for the counter. */
  get isVerify() {
    return this.command[1] === INS.verify && this.command.length >= SHORTEST_VERIFY_WITH_DATA;
  }

  get isCounterQuery() {
    return this.command[1] === INS.verify && !this.isVerify;
  }

  get isRead() {
    return this.command[1] === INS.readBinary;
  }

  get isSignature() {
    return this.command[1] === INS.performSecurityOperation;
  }

  /** A SELECT by AID of anything but the JPKI applet: it takes the right to sign back. */
  get isSelectOfAnotherApplet() {
    const [, ins, p1, , length] = this.command;
    return ins === INS.select && p1 === 0x04 && !this.command.subarray(5, 5 + length).equals(JPKI_AID);
  }
}

/** The trace of one card. */
export class Trace {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
  }

  /** Every exchange so far. */
  exchanges() {
    /** @type {Exchange[]} */
    const exchanges = [];
    for (const line of this.text().split("\n").slice(0, -1)) {
      const [direction, hex = ""] = line.split(" ");
      if (direction === ">") {
        exchanges.push(new Exchange(Buffer.from(hex, "hex"), Buffer.alloc(0)));
      } else if (direction === "<") {
        exchanges[exchanges.length - 1].answer = Buffer.from(hex, "hex");
      } else if (direction !== "-") {
        throw new Error(`not a line of a trace: ${line}`);
      }
    }
    return exchanges;
  }

  /** The trace as the emulator wrote it. */
  text() {
    return existsSync(this.file) ? readFileSync(this.file, "latin1") : "";
  }

  /** How many PINs were sent. */
  verifies() {
    return this.exchanges().filter((exchange) => exchange.isVerify).length;
  }

  /**
   * Waits until the exchanges so far satisfy a condition.
   * @param {string} what the condition, for the message if it does not come true
   * @param {(exchanges: Exchange[]) => boolean} condition
   * @param {number} [within] milliseconds
   */
  async until(what, condition, within) {
    await this.#untilText(what, () => condition(this.exchanges()), within);
  }

  /** Waits until the reader service has seen the card: its driver looks a few times a second. */
  async poweredOn() {
    await this.#untilText("power", (text) => text.includes("- power-on\n"));
  }

  /**
   * @param {string} what
   * @param {(text: string) => boolean} condition
   * @param {number} [within]
   */
  async #untilText(what, condition, within = 20_000) {
    const limit = AbortSignal.timeout(within);
    const watcher = watch(dirname(this.file));
    try {
      while (!condition(this.text())) {
        if (limit.aborted) {
          throw new Error(`the card has not seen ${what}`);
        }
        // That the time is over is seen in the next round.
        await once(watcher, "change", { signal: limit }).catch(() => undefined);
      }
    } finally {
      watcher.close();
    }
  }
}

/**
 * How many exchanges the parts of one successful login took.
 * @param {Exchange[]} exchanges
 */
export function phases(exchanges) {
  const lastRead = exchanges.findLastIndex((exchange) => exchange.isRead);
  const signature = exchanges.findIndex((exchange) => exchange.isSignature);
  return {
    /** Up to the answer that lets the window ask for the PIN. */
    beforePin: exchanges.findIndex((exchange) => exchange.isCounterQuery) + 1,
    /** From the PIN to the signature, the signature included. */
    toSignature: signature - lastRead,
    all: exchanges.length,
    verifies: exchanges.filter((exchange) => exchange.isVerify).length,
  };
}
