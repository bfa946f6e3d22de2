// Slack's rich_text as nodes, in full.

import { h, link } from "./dom.js";
import { slackDate } from "./dates.js";
import { emoji } from "./emoji.js";
import { channel, user } from "./mrkdwn.js";

/** A rich_text block. */
export const richText = (block) => h("div.rich", {}, grouped(block.elements ?? []).map(part));

/** Lists that stand side by side are one list with levels. */
function grouped(parts) {
  const found = [];
  for (const part_ of parts) {
    const last = found.at(-1);
    if (part_.type === "rich_text_list" && last?.type === "lists") last.lists.push(part_);
    else found.push(part_.type === "rich_text_list" ? { type: "lists", lists: [part_] } : part_);
  }
  return found;
}

const PARTS = {
  rich_text_section: (element) => h("div.section", {}, runs(element)),
  rich_text_quote: (element) => h(`blockquote${element.border ? ".bordered" : ""}`, {}, runs(element)),
  rich_text_preformatted: (element) => h("pre.code", {}, runs(element)),
  lists: (element) => nested(element.lists),
};

const part = (element) => (PARTS[element.type] ?? PARTS.rich_text_section)(element);

/** Slack writes levels as neighbours with an indent. */
function nested(lists) {
  const root = { indent: -1, node: h("div.lists") };
  const stack = [root];
  for (const list of lists) {
    const indent = list.indent ?? 0;
    while (stack.at(-1).indent >= indent && stack.length > 1) stack.pop();
    const ordered = list.style === "ordered";
    const node = h(ordered ? "ol" : "ul", {
      start: ordered ? (list.offset ?? 0) + 1 : null,
      class: `level-${indent % 3}`,
    });
    node.append(...(list.elements ?? []).map((item) => h("li", {}, runs(item))));
    const above = stack.at(-1);
    (above === root ? root.node : above.node.lastElementChild).append(node);
    stack.push({ indent, node });
  }
  return root.node;
}

const runs = (element) => (element.elements ?? []).map(run);

const RUNS = {
  text: (r) => r.text,
  link: (r) => link(r.url, r.text || r.url),
  user: (r) => user(r.user_id),
  usergroup: (r) => h("span.mention", {}, `@${r.usergroup_id}`),
  team: (r) => h("span.mention", {}, `@${r.team_id}`),
  channel: (r) => channel(r.channel_id),
  broadcast: (r) => h("span.mention.loud", {}, `@${r.range}`),
  emoji: (r) => emoji(r.name, r.unicode),
  date: (r) => h("time", {}, slackDate(r.timestamp, r.format ?? "{date}", r.fallback)),
  color: (r) => h("span.colour", {}, swatch(r.value), r.value),
};

function swatch(value) {
  const node = h("span.swatch");
  if (/^#[0-9a-f]{3,8}$/i.test(value)) node.style.setProperty("background", value);
  return node;
}

const STYLES = {
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  code: "code",
  highlight: "mark",
  client_highlight: "mark",
};

/** What is more than text carries itself along, so that the editor can give it back. */
function run(element) {
  const words = (RUNS[element.type] ?? (() => element.text ?? element.url ?? ""))(element);
  const whole = ["text", "link"].includes(element.type);
  const made = whole ? words : h("span", { data: { run: JSON.stringify(element) } }, words);
  return Object.entries(STYLES)
    .filter(([style]) => element.style?.[style])
    .reduce((inner, [, tag]) => h(tag, {}, inner), made);
}
