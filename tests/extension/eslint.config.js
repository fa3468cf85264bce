// Rules for every JavaScript file of the project; run from the repository's root.

import js from "@eslint/js";

const browser = {
  AbortSignal: "readonly",
  AbortController: "readonly",
  URL: "readonly",
  chrome: "readonly",
  clearTimeout: "readonly",
  navigator: "readonly",
  setTimeout: "readonly",
};
const page = {
  AbortController: "readonly",
  CustomEvent: "readonly",
  Event: "readonly",
  MutationObserver: "readonly",
  clearTimeout: "readonly",
  navigator: "readonly",
  setTimeout: "readonly",
  chrome: "readonly",
  document: "readonly",
  location: "readonly",
  window: "readonly",
};
/** What `content/page.js` gives to the other content scripts. */
const shared = {
  asRecord: "readonly",
  askBackground: "readonly",
  isOrdinaryPage: "readonly",
  isPagesOwn: "readonly",
  localWords: "readonly",
  lossReason: "readonly",
  plain: "readonly",
  someStrings: "readonly",
  strings: "readonly",
  tellOwnPages: "readonly",
  untilNewer: "readonly",
};
const MARKUP = ["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
  property,
  message: "A page's words must never become markup.",
}));
const node = {
  Buffer: "readonly",
  CustomEvent: "readonly",
  Event: "readonly",
  EventTarget: "readonly",
  URL: "readonly",
  AbortController: "readonly",
  AbortSignal: "readonly",
  console: "readonly",
  process: "readonly",
  queueMicrotask: "readonly",
  structuredClone: "readonly",
  clearTimeout: "readonly",
  setTimeout: "readonly",
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
        ...MARKUP,
        { object: "JSON", property: "parse", message: "Messages arrive parsed; nothing else is read." },
      ],
      "no-script-url": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-unused-vars": [
        "error",
        { args: "all", argsIgnorePattern: "^_", caughtErrors: "all", ignoreRestSiblings: true },
      ],
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
  { files: ["extension/**"], ignores: ["extension/content/**"], languageOptions: { globals: browser } },
  { files: ["extension/content/**"], languageOptions: { sourceType: "script", globals: page } },
  {
    files: ["extension/content/page.js"],
    // Its functions are there for the scripts that browsers run after it.
    rules: {
      "no-unused-vars": ["error", { vars: "local", args: "all", argsIgnorePattern: "^_", caughtErrors: "all" }],
    },
  },
  {
    files: ["extension/content/*.js"],
    ignores: ["extension/content/page.js"],
    languageOptions: { globals: shared },
  },
  {
    files: ["extension/content/official.js"],
    // The official pages write their requests as JSON text.
    rules: { "no-restricted-properties": ["error", ...MARKUP] },
  },
  {
    files: ["extension/popup/**", "extension/setup/**"],
    languageOptions: { globals: { ...page, URL: "readonly" } },
  },
  {
    files: ["tests/**"],
    languageOptions: { globals: node },
    // Tests read golden files, print results, and are lists of cases.
    rules: { "no-restricted-properties": "off", "no-console": "off", "max-lines": ["error", 300] },
  },
];
