// Reads mail pages named on the command line; prints what html-validate and caniemail have against them, as JSON.
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
import { HtmlValidate } from "html-validate";

const CLIENTS = ["gmail.*", "outlook.*", "mail-ru.*", "apple-mail.*"];

// Mail programs want what the web has left behind: attributes and inlined styles for layout, tables with a role.
const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "no-inline-style": "off",
    "no-deprecated-attr": "off",
    "attribute-boolean-style": "off",
    "prefer-tbody": "off",
    // Each language is a part of its own, marked with `lang`, and begins with its own heading.
    "heading-level": ["error", { allowMultipleH1: true }],
    "void-style": "off",
    "long-title": "off",
    "require-sri": "off",
    "text-content": "off",
    "no-implicit-button-type": "off",
    "no-trailing-whitespace": "off",
    "attribute-allowed-values": "error",
    "multiple-labeled-controls": "off",
    "no-missing-references": "error",
    "prefer-native-element": "off",
    "wcag/h63": "error",
  },
});

const found = [];
for (const file of process.argv.slice(2)) {
  const html = readFileSync(file, "utf8");
  const report = await validator.validateString(html, file);
  for (const result of report.results) {
    for (const message of result.messages) {
      found.push({ file, by: "html-validate", rule: message.ruleId, line: message.line, message: message.message });
    }
  }
  const { issues } = caniemail({ clients: CLIENTS, html });
  for (const [client, errors] of issues.errors) {
    for (const error of errors) {
      found.push({ file, by: "caniemail", rule: error.title, line: error.position?.start?.line, message: `not in ${client}` });
    }
  }
}
console.log(JSON.stringify(found));
