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

/** A line of the trace: what it is, the bytes, and the time in microseconds where `--trace-times` was asked for. */
const LINE = /^([<>-])(?: ([\dA-Fa-f]+|[a-z-]+))?(?: @(\d+))?$/;

/** One command and what the card answered; `answer` is empty if it did not. */
export class Exchange {
  /**
   * @param {Buffer} command
   * @param {Buffer} answer
   * @param {number} [began] when it was sent, where the trace has times: milliseconds since 1970
   */
  constructor(command, answer, began = NaN) {
    this.command = command;
    this.answer = answer;
    this.began = began;
    /** When it was answered. */
    this.ended = NaN;
  }

  /** How many bytes went over the contacts, in both directions. */
  get bytes() {
    return this.command.length + this.answer.length;
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

  /** The answer that says how many tries are left. */
  get tellsTries() {
    return this.isCounterQuery && this.status.startsWith("63c");
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
      const [, direction, hex = "", time] = LINE.exec(line) ?? [];
      const at = Number(time) / 1000;
      if (direction === ">") {
        exchanges.push(new Exchange(Buffer.from(hex, "hex"), Buffer.alloc(0), at));
      } else if (direction === "<") {
        const exchange = exchanges[exchanges.length - 1];
        exchange.answer = Buffer.from(hex, "hex");
        exchange.ended = at;
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
    await this.#untilText("power", (text) => /^- power-on\b/m.test(text));
  }

  /** When the card was last given power, where the trace has times: milliseconds since 1970. */
  poweredAt() {
    return Number([...this.text().matchAll(/^- power-on @(\d+)$/gm)].at(-1)?.[1]) / 1000;
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
 * The parts of one successful login in which the PIN was right at once.
 * @param {Exchange[]} exchanges
 */
export function parts(exchanges) {
  const asked = exchanges.findIndex((exchange) => exchange.tellsTries) + 1;
  const read = exchanges.findLastIndex((exchange) => exchange.isRead) + 1;
  const signed = exchanges.findIndex((exchange) => exchange.isSignature) + 1;
  return {
    /** Up to the answer that lets the window ask for the PIN. */
    beforePin: exchanges.slice(0, asked),
    /** While the person types it. */
    typing: exchanges.slice(asked, read),
    /** From the PIN to the signature, the signature included. */
    toSignature: exchanges.slice(read, signed),
    /** What takes the right to sign back. */
    locking: exchanges.slice(signed),
  };
}

/**
 * How many exchanges the parts of one successful login took.
 * @param {Exchange[]} exchanges
 */
export function phases(exchanges) {
  const { beforePin, toSignature } = parts(exchanges);
  return {
    beforePin: beforePin.length,
    toSignature: toSignature.length,
    all: exchanges.length,
    verifies: exchanges.filter((exchange) => exchange.isVerify).length,
  };
}
