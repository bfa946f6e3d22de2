// One message as Slack shows it: who, when, blocks or text, files, reactions, its thread, what can be done.

import { control, page } from "./api.js";
import { blocks } from "./blocks.js";
import { h, iconButton } from "./dom.js";
import { clock, moment, ofTs } from "./dates.js";
import { emoji, QUICK } from "./emoji.js";
import { fileCard } from "./files.js";
import { mrkdwn, unescape } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { pickEmoji } from "./picker.js";
import { nameOf, person, state } from "./state.js";
import { attempt, complain } from "./toast.js";
import { mrkdwnOf, richOf } from "./typed.js";
import { count, t } from "./words.js";

/** A node; `open` shows a thread, `beneath` says that this one stands in a thread already. */
export function messageNode(message, { open, beneath = false, follows = false }) {
  const whisper = Boolean(message.via);
  const kind = [whisper && "whisper", message.subtype === "tombstone" && "gone", follows && "follows"].filter(Boolean);
  return h(
    `article.message${kind.map((name) => `.${name}`).join("")}`,
    { data: { ts: message.ts }, "aria-label": label(message, whisper), tabIndex: -1 },
    follows ? h("time.aside", {}, clock(ofTs(message.ts))) : avatar(author(message, whisper)),
    h(
      "div.body",
      {},
      whisper ? h("p.only-you", {}, "👁 ", t("only_you")) : null,
      follows ? null : head(message, whisper),
      content(message),
      reactions(message),
      beneath || whisper ? null : threadBar(message, open),
    ),
    whisper ? null : tools(message, open, beneath),
  );
}

const author = (message, whisper) => (whisper ? "U0OWONA" : message.user);
const label = (message, whisper) => `${nameOf(author(message, whisper))}, ${clock(ofTs(message.ts))}`;

function head(message, whisper) {
  const id = author(message, whisper);
  return h(
    "header",
    {},
    h("strong", {}, nameOf(id)),
    person(id)?.bot ? h("span.tag", {}, "APP") : null,
    person(id)?.guest ? h("span.tag", {}, t("guest")) : null,
    h("time", { title: moment(ofTs(message.ts)) }, clock(ofTs(message.ts))),
  );
}

function content(message) {
  const edited = message.edited && !message.bot_id ? h("span.edited", {}, ` (${t("edited")})`) : null;
  const with_ = {
    press: (block, part, value) => pressed(message, block, part, value),
    ask: (block, part, typed) => page("suggest", { ...named(message, block, part), typed }),
  };
  const shown = message.blocks?.length
    ? blocks(message.blocks, with_)
    : [h("div.b-text", {}, mrkdwn(message.text))];
  const attached = (message.attachments ?? []).map((one) =>
    h("div.attachment", {}, one.blocks ? blocks(one.blocks, with_) : mrkdwn(one.text ?? one.fallback ?? "")),
  );
  return h("div.content", {}, shown, attached, edited, (message.files ?? []).map(fileCard));
}

/** The bot's answer comes with the feed; what went wrong is told here. */
async function pressed(message, block, part, value) {
  const answer = await attempt(() => page("click", { ...named(message, block, part), value }));
  if (answer && answer.outcome !== "acked") complain(answer);
}

const named = (message, block, part) => ({
  user: state.user,
  channel: message.channel,
  ts: message.ts,
  block: block.block_id,
  action: part.action_id,
});

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div.reactions",
    {},
    message.reactions.map((one) => {
      const mine = one.users.includes(state.user);
      return h(
        `button.reaction${mine ? ".mine" : ""}`,
        {
          type: "button",
          title: one.users.map(nameOf).join(", "),
          "aria-pressed": String(mine),
          "aria-label": `${one.name}: ${one.count}`,
          onclick: () => react(message, one.name, mine),
        },
        emoji(one.name),
        h("span", {}, one.count),
      );
    }),
  );
}

const react = (message, name, mine) =>
  attempt(() =>
    control(mine ? "unreact" : "react", { user: state.user, channel: message.channel, ts: message.ts, emoji: name }),
  );

/** Any emoji; one's own is taken away again. */
async function pick(message) {
  const name = await pickEmoji();
  const mine = message.reactions?.some((one) => one.name === name && one.users.includes(state.user));
  if (name) react(message, name, mine);
}

function threadBar(message, open) {
  if (!message.reply_count) return null;
  const people = message.reply_users.slice(0, 3).map((id) => avatar(id, "tiny"));
  return h(
    "button.thread-bar",
    { type: "button", onclick: () => open(message.ts) },
    people,
    h("span.replies", {}, count(message.reply_count, "reply_one", "reply_many")),
    h("time", {}, moment(ofTs(message.latest_reply))),
  );
}

function tools(message, open, beneath) {
  const mine = message.reactions?.filter((one) => one.users.includes(state.user)).map((one) => one.name) ?? [];
  return h(
    "div.tools",
    { role: "toolbar", "aria-label": t("tools") },
    QUICK.slice(0, 3).map((name) =>
      iconButton(emoji(name), `${t("react")} ${name}`, () => react(message, name, mine.includes(name))),
    ),
    beneath ? null : iconButton("💬", t("reply_in_thread"), () => open(message.ts)),
    menu(message, mine),
  );
}

function menu(message, mine) {
  const items = [
    ...QUICK.slice(3).map((name) => [`${emoji(name)} ${name}`, () => react(message, name, mine.includes(name))]),
    [`☺ ${t("emoji_other")}`, () => pick(message)],
    ...state.about.shortcuts
      .filter((one) => one.kind === "message")
      .map((one) => [`⚡ ${one.name}`, () => shortcut(message, one.name)]),
    ...(message.user === state.user
      ? [
          [t("edit"), () => edit(message)],
          [t("delete"), () => remove(message)],
        ]
      : []),
  ];
  const node = h(
    "details.overflow",
    {
      onkeydown: (event) => {
        if (event.key === "Escape") node.open = false;
      },
    },
    h("summary.icon", { "aria-label": t("more"), title: t("more") }, "⋯"),
    h(
      "div.menu",
      { role: "menu" },
      items.map(([words, act]) =>
        h(
          "button",
          {
            type: "button",
            role: "menuitem",
            onclick: () => {
              node.open = false;
              act();
            },
          },
          words,
        ),
      ),
    ),
  );
  return node;
}

async function shortcut(message, name) {
  const told = { user: state.user, channel: message.channel, ts: message.ts, name };
  const answer = await attempt(() => control("shortcut", told));
  if (answer && answer.outcome !== "acked") complain(answer);
}

function edit(message) {
  const words = prompt(t("edit"), unescape(message.text));
  const told = { user: state.user, channel: message.channel, ts: message.ts };
  if (words) attempt(() => control("edit", { ...told, text: mrkdwnOf(words), rich_text: { elements: richOf(words) } }));
}

const remove = (message) =>
  attempt(() => control("remove", { user: state.user, channel: message.channel, ts: message.ts }));
