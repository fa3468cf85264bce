// The first look at a value from outside (a page, a content script, the host): nothing is known of it yet.

/**
 * @param {unknown} value
 * @returns {Readonly<Record<string, unknown>> | undefined} the value, if it has named fields at all
 */
export function asRecord(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  return /** @type {Readonly<Record<string, unknown>>} */ (value);
}
