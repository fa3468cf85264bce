// The extension's rules, for the programs that test and show the whole chain; run from the repository's root.

import rules from "./extension/eslint.config.js";

const node = {
  AbortSignal: "readonly",
  Buffer: "readonly",
  URL: "readonly",
  clearTimeout: "readonly",
  console: "readonly",
  performance: "readonly",
  process: "readonly",
  setTimeout: "readonly",
};
// Functions that puppeteer carries into a page stand in the same files.
const page = { CustomEvent: "readonly", document: "readonly", window: "readonly" };

export default [
  ...rules,
  {
    files: ["tests/**/*.mjs", "installer/packages/**/*.mjs"],
    languageOptions: { globals: { ...node, ...page } },
    // What a file is for stands first, what it needs for that after it.
    rules: { "no-use-before-define": "off" },
  },
  {
    // They read manifests, and say what they build.
    files: ["installer/packages/**/*.mjs"],
    rules: { "no-restricted-properties": "off", "no-console": "off", "max-lines": ["error", 300] },
  },
];
