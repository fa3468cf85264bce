// The bench's one table: what was measured, each row beside this project's own in the same run.

import { cpus, release, totalmem } from "node:os";
import { writeFileSync } from "node:fs";

/** @typedef {{what: string, figure: string, ratio?: string, goal?: string}} Row */

/** How often a short measurement is repeated. */
export const ROUNDS = 20;

/** Everything that was measured, in the order in which it is printed. */
export class Table {
  /** @type {{title: string, rows: Row[]}[]} */
  #parts = [];

  /** @param {string} title of what comes next */
  part(title) {
    this.#parts.push({ title, rows: [] });
    console.error(`bench: ${title}`);
  }

  /**
   * @param {string} what
   * @param {string} figure
   * @param {{ratio?: string, goal?: string}} [more]
   */
  row(what, figure, { ratio, goal } = {}) {
    this.#parts[this.#parts.length - 1].rows.push({ what, figure, ratio, goal });
  }

  /**
   * One or more rows. What cannot be measured is named, and ends nothing but itself.
   *
   * @template T
   * @param {string} what
   * @param {() => T | Promise<T>} measure adds the rows
   * @returns {Promise<T | undefined>}
   */
  async measure(what, measure) {
    try {
      return await measure();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      console.error(`bench: ${what}:`, cause);
      this.row(what, `not there: ${reason.split("\n")[0]}`);
      return undefined;
    }
  }

  /** For a terminal. */
  text() {
    const cells = this.#parts.flatMap(({ rows }) => rows);
    /** @param {keyof Row} column */
    const widest = (column) => Math.max(...cells.map((row) => (row[column] ?? "").length));
    const [what, figure, ratio] = [widest("what"), widest("figure"), widest("ratio")];
    const lines = this.#parts.flatMap(({ title, rows }) => [
      `\n== ${title}`,
      ...rows.map((row) => {
        const columns = [row.what.padEnd(what), row.figure.padEnd(figure), (row.ratio ?? "").padEnd(ratio)];
        return [...columns, row.goal ?? ""].join("  ").trimEnd();
      }),
    ]);
    return [heading(), ...lines, ""].join("\n");
  }

  /** For a document. */
  markdown() {
    const lines = this.#parts.flatMap(({ title, rows }) => [
      `\n## ${title}\n`,
      "| what | figure | compared | goal |",
      "|---|---|---|---|",
      ...rows.map(({ what, figure, ratio = "", goal = "" }) => `| ${what} | ${figure} | ${ratio} | ${goal} |`),
    ]);
    return [`${heading()}  `, "Command: `make bench`.", ...lines, ""].join("\n");
  }

  /** @param {string} file */
  write(file) {
    writeFileSync(file, this.markdown());
  }
}

/** When and where this was run. */
function heading() {
  const day = new Date().toISOString().slice(0, 10);
  // What the builder of a kernel added says nothing about its speed.
  const [version] = /^\d+\.\d+/.exec(release()) ?? ["of an unknown version"];
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${day}: ${cpus()[0].model}, ${cpus().length} cores, ${memory}, Linux ${version}`;
}

/**
 * Repeats a measurement.
 *
 * @template T
 * @param {() => Promise<T>} measurement
 * @param {number} [times]
 */
export async function rounds(measurement, times = ROUNDS) {
  /** @type {T[]} */
  const results = [];
  for (let round = 0; round < times; round += 1) {
    results.push(await measurement());
  }
  return results;
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * @param {number[]} durations
 */
export function milliseconds(durations) {
  const [least, most] = [Math.min(...durations), Math.max(...durations)];
  const of = durations.length === 1 ? "" : ` (${least.toFixed(1)} to ${most.toFixed(1)}, ${durations.length} times)`;
  return `${median(durations).toFixed(1)} ms${of}`;
}

/**
 * How much of ours something takes, or how much of the limit ours does.
 *
 * @param {number} one
 * @param {number | undefined} other
 * @param {string} name the other's
 */
export function multiple(one, other, name) {
  if (other === undefined || !Number.isFinite(one / other)) {
    return undefined;
  }
  const ratio = one / other;
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)} × ${name}`;
}

/**
 * @param {string} goal in words
 * @param {boolean} met
 */
export function verdict(goal, met) {
  return `${goal}: ${met ? "met" : "NOT MET"}`;
}
