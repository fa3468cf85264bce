// A thing that is not as it should be, as a person is told of it.

/**
 * @typedef {object} Concern
 * @property {import("./words.js").Sentence} headline what is so, or what to do, in a few words
 * @property {import("./words.js").Words} next what to do, in a sentence or two
 */

/**
 * @param {string} key the headline's in `_locales`; what to do next has the same with `_next`
 * @param {...string} values for what to do next
 * @returns {Concern}
 */
export function concern(key, ...values) {
  return { headline: [key], next: [`${key}_next`, ...values] };
}
