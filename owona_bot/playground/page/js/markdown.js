// The markdown block: headings, lists, quotes, code, tables, and marks within a line. No HTML is ever read.

import { h, link, picture } from "./dom.js";
import { withEmoji } from "./mrkdwn.js";

/** Nodes of a whole text. */
export function markdown(text) {
  const rows = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  const found = [];
  while (rows.length) found.push(...block(rows));
  return found;
}

function block(rows) {
  const row = rows[0];
  const fence = /^\s*(```|~~~)/.exec(row);
  if (!row.trim()) return (rows.shift(), []);
  if (fence) return [code(rows, fence[1])];
  const heading = /^(#{1,6})\s+(.*)$/.exec(row);
  if (heading) return (rows.shift(), [h(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2]))]);
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(row)) return (rows.shift(), [h("hr")]);
  if (/^\s*>/.test(row)) return [h("blockquote", {}, markdown(take(rows, /^\s*> ?/).join("\n")))];
  if (/^\s*([-*+]|\d+[.)])\s/.test(row)) return [list(rows)];
  if (row.includes("|") && /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(rows[1] ?? "")) return [table(rows)];
  return [paragraph(rows)];
}

function code(rows, fence) {
  rows.shift();
  const body = [];
  while (rows.length && !rows[0].trim().startsWith(fence)) body.push(rows.shift());
  rows.shift();
  return h("pre.code", {}, body.join("\n"));
}

function take(rows, mark) {
  const found = [];
  while (rows.length && mark.test(rows[0])) found.push(rows.shift().replace(mark, ""));
  return found;
}

function list(rows) {
  const ordered = /^\s*\d/.test(rows[0]);
  const node = h(ordered ? "ol" : "ul");
  const indent = rows[0].search(/\S/);
  while (rows.length && rows[0].search(/\S/) >= indent && /^\s*([-*+]|\d+[.)])\s/.test(rows[0])) {
    if (rows[0].search(/\S/) > indent && node.lastElementChild) node.lastElementChild.append(list(rows));
    else node.append(item(rows.shift().replace(/^\s*([-*+]|\d+[.)])\s+/, "")));
  }
  return node;
}

function item(words) {
  const box = /^\[([ xX])\]\s+(.*)$/.exec(words);
  if (!box) return h("li", {}, inline(words));
  return h("li.task", {}, box[1] === " " ? "☐ " : "☑ ", inline(box[2]));
}

function table(rows) {
  const cells = (row) =>
    row
      .trim()
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => inline(cell.trim()));
  const head = cells(rows.shift());
  rows.shift();
  const body = [];
  while (rows.length && rows[0].includes("|")) body.push(cells(rows.shift()));
  return h(
    "div.table",
    { tabIndex: 0 },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((cell) => h("th", {}, cell)),
        ),
      ),
      h(
        "tbody",
        {},
        body.map((row) =>
          h(
            "tr",
            {},
            row.map((cell) => h("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}

function paragraph(rows) {
  const found = [rows.shift()];
  while (rows.length && rows[0].trim() && !/^\s*(#{1,6}\s|>|```|~~~|[-*+]\s|\d+[.)]\s)/.test(rows[0]))
    found.push(rows.shift());
  return h(
    "p",
    {},
    found.flatMap((row, index) => [index ? h("br") : null, ...inline(row)]),
  );
}

const RULES = [
  [/`+([^`]+)`+/, (m) => h("code", {}, m[1])],
  [/!\[([^\]]*)\]\(([^)\s]+)\)/, (m) => picture(m[2], m[1])],
  [/\[([^\]]+)\]\(([^)\s]+)\)/, (m) => link(m[2], inline(m[1]))],
  [/<(https?:[^>\s]+)>/, (m) => link(m[1], m[1])],
  [/\*\*(?=\S)(.+?)\*\*/, (m) => h("strong", {}, inline(m[1]))],
  [/(?<!\w)__(?=\S)(.+?)__(?!\w)/, (m) => h("strong", {}, inline(m[1]))],
  [/\*(?=\S)([^*]+?)\*/, (m) => h("em", {}, inline(m[1]))],
  [/(?<!\w)_(?=\S)([^_]+?)_(?!\w)/, (m) => h("em", {}, inline(m[1]))],
  [/~~(?=\S)(.+?)~~/, (m) => h("s", {}, inline(m[1]))],
  [/\\([\\`*_{}[\]()#+.!~<>|-])/, (m) => m[1]],
];

function inline(text) {
  const found = [];
  let rest = text;
  while (rest) {
    const hits = RULES.map(([pattern, make]) => [pattern.exec(rest), make]).filter(([match]) => match);
    if (!hits.length) break;
    const [match, make] = hits.reduce((a, b) => (b[0].index < a[0].index ? b : a));
    if (match.index) found.push(withEmoji(rest.slice(0, match.index)));
    found.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) found.push(withEmoji(rest));
  return found;
}
