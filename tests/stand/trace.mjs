// What went over the card's contacts, read from the emulator's trace file.

import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

// ISO/IEC 7816-4 instruction bytes, and one of ISO/IEC 7816-8.
const INS = { verify: 0x20, performSecurityOperation: 0x2a, select: 0xa4, readBinary: 0xb0 };

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
    return this.answer.subarray(-2).toString('hex');
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

  get isSelectApplet() {
    return this.command[1] === INS.select && this.command[2] === 0x04;
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
    const text = existsSync(this.file) ? readFileSync(this.file, 'latin1') : '';
    for (const line of text.split('\n').slice(0, -1)) {
      const bytes = Buffer.from(line.slice(2), 'hex');
      if (line.startsWith('> ')) exchanges.push(new Exchange(bytes, Buffer.alloc(0)));
      else if (line.startsWith('< ')) exchanges[exchanges.length - 1].answer = bytes;
      else if (!line.startsWith('- ')) throw new Error(`not a line of a trace: ${line}`);
    }
    return exchanges;
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
  until(what, condition, within = 20_000) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!condition(this.exchanges())) return;
        stop();
        resolve(undefined);
      };
      const watcher = watch(dirname(this.file), look);
      const limit = setTimeout(() => {
        stop();
        reject(new Error(`the card has not seen ${what}:\n${readFileSync(this.file, 'latin1')}`));
      }, within);
      const stop = () => {
        watcher.close();
        clearTimeout(limit);
      };
      look();
    });
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
