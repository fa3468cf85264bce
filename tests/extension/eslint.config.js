// Rules for every JavaScript file of the project; run from the repository's root.

import js from "@eslint/js";

const browser = {
  AbortController: "readonly",
  URL: "readonly",
  chrome: "readonly",
  clearTimeout: "readonly",
  setTimeout: "readonly",
};
const page = {
  AbortController: "readonly",
  chrome: "readonly",
  document: "readonly",
  location: "readonly",
  window: "readonly",
};
const node = {
  Buffer: "readonly",
  Event: "readonly",
  EventTarget: "readonly",
  URL: "readonly",
  AbortController: "readonly",
  AbortSignal: "readonly",
  console: "readonly",
  process: "readonly",
  queueMicrotask: "readonly",
  structuredClone: "readonly",
};

export default [
  { ignores: ["**/node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true } },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      curly: "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "max-lines": ["error", 200],
      "no-alert": "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-restricted-globals": ["error", "eval", "localStorage", "sessionStorage", "XMLHttpRequest", "fetch"],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "A page's words must never become markup." },
        { property: "outerHTML", message: "A page's words must never become markup." },
        { property: "insertAdjacentHTML", message: "A page's words must never become markup." },
        { object: "JSON", property: "parse", message: "Messages arrive parsed; nothing else is read." },
      ],
      "no-script-url": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unused-vars": ["error", { args: "all", caughtErrors: "all" }],
      "no-use-before-define": ["error", { functions: false }],
      "no-useless-return": "error",
      "no-var": "error",
      "no-warning-comments": [
        "error",
        {
          terms: ["todo", "fixme", "xxx", "@ts-ignore", "@ts-nocheck", "{any}", "<any>"],
          location: "anywhere",
        },
      ],
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      radix: "error",
      strict: ["error", "global"],
    },
  },
  { files: ["extension/**"], ignores: ["extension/content.js"], languageOptions: { globals: browser } },
  { files: ["extension/content.js"], languageOptions: { sourceType: "script", globals: page } },
  {
    files: ["tests/**"],
    languageOptions: { globals: node },
    // Tests read golden files, print results, and are lists of cases.
    rules: { "no-restricted-properties": "off", "no-console": "off", "max-lines": ["error", 300] },
  },
];
