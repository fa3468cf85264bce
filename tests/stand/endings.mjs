// What has to be undone, in the reverse order, however this process ends.
// A stand's parts register here what they started or made; nothing else ends them.

/** @type {Set<Endings>} */
const open = new Set();

/** The steps that undo one stand. */
export class Endings {
  /** @type {{name: string, step: () => unknown}[]} */
  #steps = [];
  /** @type {Promise<void> | undefined} */
  #running;

  constructor() {
    open.add(this);
  }

  /**
   * @param {string} name what the step ends, for the message if it fails
   * @param {() => unknown} step may be asynchronous
   */
  add(name, step) {
    this.#steps.push({ name, step });
  }

  /** Runs every step once, the last one added first, and reports all that failed. */
  run() {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps() {
    const failures = [];
    for (let next = this.#steps.pop(); next; next = this.#steps.pop()) {
      try {
        await next.step();
      } catch (cause) {
        failures.push(new Error(`could not end ${next.name}`, { cause }));
      }
    }
    open.delete(this);
    if (failures.length > 0) {
      throw new AggregateError(failures, failures.map(String).join("\n"));
    }
  }
}

/** Runs the steps of everything that is still open. */
async function runAll() {
  for (const endings of [...open].reverse()) {
    await endings.run();
  }
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  // A second signal while the first is being acted on changes nothing: ending is quick, and half an ending leaves things behind.
  let ending = false;
  process.on(/** @type {string} */ (signal), () => {
    if (ending) {
      return;
    }
    ending = true;
    runAll().then(
      () => process.exit(Number(code)),
      (failure) => {
        console.error(failure);
        process.exit(1);
      },
    );
  });
}
