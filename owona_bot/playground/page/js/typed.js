// What Slack's editor makes of typed words: a rich_text for the app, and the same as mrkdwn.

import { rooms, state } from "./state.js";

const people = () => Object.values(state.pieces.people ?? {});

function byName(name) {
  const wanted = name.toLowerCase();
  return people().find((one) => [one.name, one.handle].some((known) => known.toLowerCase() === wanted));
}

/** mrkdwn with escapes, and names as ids. */
export function mrkdwnOf(words) {
  const plain = words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return plain
    .replace(/(^|[\s(])@(here|channel|everyone)\b/g, "$1<!$2>")
    .replace(/(^|[\s(])@([\p{L}\d._-]+)/gu, (all, before, name) =>
      byName(name) ? `${before}<@${byName(name).id}>` : all,
    );
}

/** A rich_text's elements: sections, quotes, lists, code. */
export function richOf(words) {
  return words.split(/(```[\s\S]+?```)/).flatMap((part) => {
    if (part.length > 6 && part.startsWith("```"))
      return [
        { type: "rich_text_preformatted", elements: [{ type: "text", text: part.slice(3, -3).replace(/^\n/, "") }] },
      ];
    return part.trim() ? lines(part.replace(/^\n|\n$/g, "")) : [];
  });
}

const KINDS = [
  [/^> ?(.*)$/, "rich_text_quote"],
  [/^[•*-] +(.+)$/, "bullet"],
  [/^\d+[.)] +(.+)$/, "ordered"],
];

/** Neighbours of one kind belong together. */
function lines(text) {
  const found = [];
  for (const row of text.split("\n")) {
    const [pattern, kind] = KINDS.find(([mark]) => mark.test(row)) ?? [null, "rich_text_section"];
    const words = pattern ? pattern.exec(row)[1] : row;
    const last = found.at(-1);
    if (last?.kind === kind) last.rows.push(words);
    else found.push({ kind, rows: [words] });
  }
  return found
    .map(({ kind, rows }) =>
      kind.startsWith("rich") ? { type: kind, elements: runs(rows.join("\n")) } : list(kind, rows),
    )
    .filter((part) => part.elements.length);
}

const list = (style, rows) => ({
  type: "rich_text_list",
  style,
  indent: 0,
  elements: rows.map((row) => ({ type: "rich_text_section", elements: runs(row) })),
});

const styled = (mark) => (match, style) => runs(match[1], { ...style, [mark]: true });
const RULES = [
  [/`([^`\n]+)`/, (match, style) => [run(match[1], { ...style, code: true })]],
  [/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/, (match) => [{ type: "link", url: match[0] }]],
  [/(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/, styled("bold")],
  [/(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])/, styled("italic")],
  [/(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/, styled("strike")],
  [/(?<![\w@])@(here|channel|everyone)\b/, (match) => [{ type: "broadcast", range: match[1] }]],
  [
    /(?<![\w@])@([\p{L}\d._-]+)/u,
    (match, style) => [byName(match[1]) ? { type: "user", user_id: byName(match[1]).id } : run(match[0], style)],
  ],
  [/(?<![\w#&])#([\p{L}\d_-]+)/u, (match, style) => [room(match[1]) ?? run(match[0], style)]],
  [/:([a-z0-9_+-]+):/, (match) => [{ type: "emoji", name: match[1] }]],
];

function room(name) {
  const found = rooms().find((one) => !one.im && one.name === name);
  return found && { type: "channel", channel_id: found.id };
}

const run = (text, style) => (Object.keys(style).length ? { type: "text", text, style } : { type: "text", text });

function runs(text, style = {}) {
  const found = [];
  let rest = text;
  while (rest) {
    const hits = RULES.map(([pattern, make]) => [pattern.exec(rest), make]).filter(([match]) => match);
    if (!hits.length) break;
    const [match, make] = hits.reduce((a, b) => (b[0].index < a[0].index ? b : a));
    if (match.index) found.push(run(rest.slice(0, match.index), style));
    found.push(...make(match, style));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) found.push(run(rest, style));
  return found;
}
