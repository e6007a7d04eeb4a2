// Found by ./dev lint, which keeps the packages in its state folder.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    { ignores: [".dev/**", "**/static/lib/**", "**/node_modules/**"] },
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules: {
            curly: ["error", "all"],
            eqeqeq: "error",
            "no-console": ["error", { allow: ["warn", "error"] }],
            "no-shadow": "error",
            "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
        },
    },
    {
        files: ["*.cjs"],
        languageOptions: { sourceType: "commonjs", globals: globals.node },
    },
];
