// An event of a browser's interface, as the extension listens to it.

export class FakeEvent {
  /** @type {((...values: unknown[]) => unknown)[]} */
  #listeners = [];

  /** @param {(...values: unknown[]) => unknown} listener */
  addListener(listener) {
    this.#listeners.push(listener);
  }

  /** @param {(...values: unknown[]) => unknown} listener */
  removeListener(listener) {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  /** @param {unknown[]} values */
  emit(...values) {
    return this.#listeners.map((listener) => listener(...values));
  }
}
