// Slack's mrkdwn as nodes: escapes, mentions, links, dates, emoji, styles, code, quotes.

import { h, link } from "./dom.js";
import { slackDate } from "./dates.js";
import { emoji } from "./emoji.js";
import { nameOf, person, roomOf } from "./state.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
export const unescape = (text) => text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** Nodes of a whole text. */
export function mrkdwn(text) {
  return String(text ?? "")
    .split(/(```[\s\S]+?```)/)
    .flatMap((part) => {
      if (part.length > 6 && part.startsWith("```") && part.endsWith("```")) {
        return [h("pre.code", {}, unescape(part.slice(3, -3).replace(/^\n/, "")))];
      }
      return lines(part);
    });
}

/** Quoted lines together; the rest with line breaks. */
function lines(text) {
  const found = [];
  let quoted = [];
  const close = () => {
    if (quoted.length) found.push(h("blockquote", {}, joined(quoted)));
    quoted = [];
  };
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(row);
    if (quote) return quoted.push(quote[1]);
    const after = quoted.length > 0;
    close();
    if (index > 0 && !after) found.push(h("br"));
    found.push(...inline(row));
    return null;
  });
  close();
  return found;
}

const joined = (rows) => rows.flatMap((row, index) => [index ? h("br") : null, ...inline(row)]);

const RULES = [
  [/`([^`\n]+)`/, (m) => h("code", {}, unescape(m[1]))],
  [/<([^<>\s][^<>]*)>/, (m) => [angle(m[1])]],
  [/(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/, (m) => h("strong", {}, inline(m[1]))],
  [/(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])/, (m) => h("em", {}, inline(m[1]))],
  [/(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/, (m) => h("s", {}, inline(m[1]))],
  [/:([a-z0-9_+-]+):/, (m) => emoji(m[1])],
];

/** The first rule that fits earliest, then the rest. */
export function inline(text) {
  const found = [];
  let rest = text;
  while (rest) {
    const [at, match, make] = earliest(rest);
    if (!match) break;
    if (at) found.push(unescape(rest.slice(0, at)));
    found.push(...[make(match)].flat());
    rest = rest.slice(at + match[0].length);
  }
  if (rest) found.push(unescape(rest));
  return found;
}

function earliest(text) {
  let best = [Infinity, null, null];
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(text);
    if (match && match.index < best[0]) best = [match.index, match, make];
  }
  return best;
}

/** What stands between < and >. */
function angle(inner) {
  const [target, ...label] = inner.split("|");
  const words = unescape(label.join("|"));
  if (target.startsWith("@")) return user(target.slice(1));
  if (target.startsWith("#")) return channel(target.slice(1), words);
  if (target.startsWith("!date^")) return date(target, words);
  if (target.startsWith("!subteam^")) return h("span.mention", {}, words || "@team");
  if (target.startsWith("!")) return h("span.mention.loud", {}, `@${target.slice(1)}`);
  return link(unescape(target), words || unescape(target).replace(/^mailto:/, ""));
}

function date(target, fallback) {
  const [, stamp, pattern = "{date}", url] = target.split("^");
  const words = slackDate(stamp, pattern, fallback);
  const time = h("time", { title: slackDate(stamp, "{date_long} {time}", fallback) }, words);
  return url ? link(unescape(url), time) : time;
}

export const user = (id) =>
  h(`span.mention${person(id) ? "" : ".unknown"}`, { title: person(id)?.real_name }, `@${nameOf(id)}`);

export const channel = (id, words) => h("span.mention", {}, `#${roomOf(id)?.name ?? (words || id)}`);

/** A text object, or a bare string: plain_text as typed, mrkdwn as nodes. */
export function text(object) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}

export const withEmoji = (words) => String(words ?? "").replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name));

export const plain = (object) => (typeof object === "string" ? object : (object?.text ?? ""));
