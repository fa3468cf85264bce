// What a package does when it comes and when it goes: it asks mpa-setup, which alone writes, and knows what it wrote.

/**
 * mpa-setup ends with 1 where something was left as somebody else had made it, and names it:
 * that is no reason to leave the package half installed.
 */
const LEFT_UNDONE = "[ $? = 1 ]";

/** @param {import("./table.mjs").Package} wanted */
export function installing({ name, setup }) {
  return `mpa-setup install --scope system --owner ${name} ${setup.join(" ")} || ${LEFT_UNDONE}`;
}

/** @param {import("./table.mjs").Package} wanted */
export function removing({ name, told = [] }) {
  const words = told.map((line) => `echo '${line.replaceAll("'", "'\\''")}'`);
  return [`mpa-setup uninstall --scope system --owner ${name} || ${LEFT_UNDONE}`, ...words].join("\n");
}
