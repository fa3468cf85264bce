// One question asked for all pages that want its answer at the same time.
// A page that asks without end thereby starts one host after another, never several, and keeps nobody else from an answer.

import { failed } from "./failure.js";

/**
 * @template T
 * @param {(allLeft: AbortSignal) => Promise<T>} question
 * @returns {(left: AbortSignal) => Promise<T>} asks it, or waits for the answer together with whoever has asked it before
 */
export function sharedQuestion(question) {
  /** @type {{ pages: number, allLeft: AbortController, answer: Promise<T> } | undefined} */
  let open;

  function begin() {
    const allLeft = new AbortController();
    const asked = { pages: 0, allLeft, answer: question(allLeft.signal) };
    const end = () => {
      open = open === asked ? undefined : open;
    };
    allLeft.signal.addEventListener("abort", end);
    asked.answer.then(end, end);
    return asked;
  }

  return async (left) => {
    if (left.aborted) {
      throw failed("page-left");
    }
    const asked = (open ??= begin());
    asked.pages += 1;
    const leave = () => {
      asked.pages -= 1;
      if (asked.pages === 0) {
        asked.allLeft.abort();
      }
    };
    left.addEventListener("abort", leave);
    try {
      return await asked.answer;
    } finally {
      left.removeEventListener("abort", leave);
    }
  };
}
