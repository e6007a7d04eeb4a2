// The layout of JavaScript, XML and SCSS, as in Odoo's own sources.
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "strict",
    xmlSelfClosingSpace: true,
};
