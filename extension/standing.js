// From readers and cards as the host lists them to what a person needs to know: is there a reader, is there one card?

/**
 * @typedef {object} ReaderState
 * @property {"unknown" | "present" | "missing"} state
 * @property {string[]} [names]
 * @property {"service-stopped" | "service-silent" | "no-reader" | "only-virtual"} [reason]
 */

/**
 * @typedef {object} CardState
 * @property {"unknown" | "present" | "missing"} state
 * @property {number} [triesLeft]
 * @property {string} [notBefore]
 * @property {string} [notAfter]
 * @property {string} [problem]
 * @property {"no-card" | "foreign-card" | "several-cards" | "in-use" | "unresponsive" | "reading"} [reason]
 */

/** Why there is no My Number card, where several readers give several reasons: what may still become one comes first. */
const REASONS = /** @type {const} */ ([
  ["reading", "reading"],
  ["in-use", "in-use"],
  ["unresponsive", "unresponsive"],
  ["foreign", "foreign-card"],
]);

/**
 * @param {ReturnType<typeof import("./watch-messages.js").watchAnswer>} watched
 * @returns {{ reader: ReaderState, card: CardState }}
 */
export function standing({ running, readers }) {
  const real = readers.filter(({ virtual }) => !virtual);
  if (!running || real.length === 0) {
    const reason = !running ? "service-stopped" : readers.length === 0 ? "no-reader" : "only-virtual";
    return { reader: { state: "missing", reason }, card: { state: "unknown" } };
  }
  const cards = real.flatMap(({ card }) => (card === undefined ? [] : [card]));
  return { reader: { state: "present", names: real.map(({ name }) => name) }, card: cardAmong(cards) };
}

/**
 * @param {import("./watch-messages.js").Card[]} cards
 * @returns {CardState}
 */
function cardAmong(cards) {
  const [found, another] = cards.flatMap((card) => (card.kind === "my-number" ? [card] : []));
  if (another !== undefined) {
    return { state: "missing", reason: "several-cards" };
  }
  if (found !== undefined) {
    const { kind, ...known } = found;
    return { state: "present", ...known };
  }
  const reason = REASONS.find(([kind]) => cards.some((card) => card.kind === kind))?.[1] ?? "no-card";
  return { state: "missing", reason };
}
