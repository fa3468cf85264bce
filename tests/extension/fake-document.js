// As much of a document as the content scripts touch: a body with inputs, and whoever watches it.

import { FakeEvent } from "./fake-event.js";

export class FakeDocument extends EventTarget {
  /** @type {{ id: string, value: string, type: string, dataset: Record<string, string>, remove: () => void }[]} */
  children = [];
  visibilityState = "visible";
  changed = new FakeEvent();
  body = {
    /** @param {FakeDocument["children"]} elements */
    append: (...elements) => {
      for (const element of elements) {
        element.remove = () => {
          this.children = this.children.filter((other) => other !== element);
        };
        this.children.push(element);
      }
      queueMicrotask(() => this.changed.emit());
    },
  };

  /**
   * @param {string} contentType
   * @param {{ readyState?: string, setUp?: boolean }} [state]
   */
  constructor(contentType, { readyState = "complete", setUp = false } = {}) {
    super();
    this.contentType = contentType;
    this.readyState = readyState;
    this.setUp = setUp;
  }

  /** @param {"visible" | "hidden"} state */
  turn(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }

  /** @returns {FakeDocument["children"][number]} */
  createElement() {
    return { id: "", value: "", type: "", dataset: {}, remove: () => undefined };
  }

  /** @param {string} id */
  addForeignInput(id) {
    this.body.append(Object.assign(this.createElement(), { id, value: "2" }));
  }

  /** @param {string} selector */
  querySelectorAll(selector) {
    return this.children.filter(
      ({ id, dataset }) => selector === `#${id}` || selector === `input[data-mpa="${dataset["mpa"]}"]`,
    );
  }

  /** @param {string} selector */
  querySelector(selector) {
    return selector === 'meta[name="mpa-setup"]' && this.setUp ? {} : null;
  }

  /** A constructor of observers, which hear of this document only. */
  observer() {
    const { changed, body } = this;
    return class {
      /** @param {() => void} hear */
      constructor(hear) {
        this.hear = hear;
      }

      /** @param {unknown} watched */
      observe(watched) {
        if (watched === body) {
          changed.addListener(this.hear);
        }
      }

      disconnect() {
        changed.removeListener(this.hear);
      }
    };
  }
}
