// Elements that hold a value: {node, value()} each, the value under the name that Slack gives it.

import { h, newId } from "./dom.js";
import { editor } from "./editor.js";
import { fileInput } from "./files.js";
import { plain, text } from "./mrkdwn.js";
import { rooms, state } from "./state.js";
import { asking } from "./suggest.js";
import { t } from "./words.js";

/** The name of each kind's value, and whether there may be many. */
export const NAMES = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  file_input: "files",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  checkboxes: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

/** `about`: {label: id of what labels it, changed: gets the value, ask: gets what is typed, stated: what stands}. */
export function field(element, about) {
  const make = MAKERS[element.type];
  return make ? make(element, about) : null;
}

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };

function typed(element, about) {
  const first = about.stated ?? element.initial_value ?? "";
  const common = {
    id: newId("field"),
    "aria-labelledby": about.label,
    placeholder: plain(element.placeholder) || null,
    maxlength: element.max_length ?? null,
    value: first,
    autofocus: element.focus_on_load,
    inputmode: element.type === "number_input" ? "decimal" : null,
    ...telling(element, about),
  };
  const node = element.multiline
    ? h("textarea.input", { ...common, rows: 5 })
    : h("input.input", { ...common, type: TYPES[element.type] ?? "text" });
  return { node, value: () => node.value || null };
}

const PAUSE = 400; // milliseconds without a key until the app hears what was typed

/** An input that dispatches tells on Enter, or as one types. */
function telling(element, about) {
  if (!about.changed) return {};
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  const tell = (node) => {
    clearTimeout(timer);
    about.changed(node.value || null);
  };
  const pause = (event) => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE, event.target);
  };
  const enter = (event) => {
    if (event.key !== "Enter" || event.isComposing || element.multiline) return;
    event.preventDefault();
    tell(event.target);
  };
  return {
    oninput: on.includes("on_character_entered") ? pause : null,
    onkeydown: on.includes("on_enter_pressed") ? enter : null,
  };
}

function rich(element, about) {
  const shown = about.stated ? { ...element, initial_value: about.stated } : element;
  return editor(shown, about.label);
}

/** [[group or "", [option…]]…] */
function groups(element) {
  if (element.option_groups) return element.option_groups.map((group) => [plain(group.label), group.options]);
  return [["", element.options ?? []]];
}

function options(element, isChosen) {
  return groups(element).map(([label, items]) => {
    const made = items.map((item) => choice(item, isChosen(item)));
    return label ? h("optgroup", { label }, made) : made;
  });
}

const made = new WeakMap();

function choice(item, selected, words) {
  const node = h("option", { selected }, words ?? plain(item.text));
  made.set(node, item);
  return node;
}

const same = (one, other) => one && other && one.value === other.value;

function one(element, about) {
  const first = about.stated ?? element.initial_option;
  const node = dropdown(
    element,
    about,
    options(element, (item) => same(item, first)),
    Boolean(first),
  );
  return { node, value: () => made.get(node.selectedOptions[0]) ?? null };
}

function dropdown(element, about, choices, chosen) {
  const hint = plain(element.placeholder) || t("field.choose");
  const node = h(
    "select.input",
    {
      id: newId("field"),
      "aria-labelledby": about.label,
      "aria-label": about.label ? null : hint,
      onchange: () => about.changed?.(made.get(node.selectedOptions[0]) ?? null),
    },
    h("option", { value: "", selected: !chosen }, hint),
    choices,
  );
  return node;
}

function many(element, about) {
  const first = about.stated ?? element.initial_options ?? [];
  return boxes(
    "checkbox",
    groups(element).flatMap(([, items]) => items),
    about,
    (item) => first.some((f) => same(f, item)),
  );
}

function radios(element, about) {
  const first = about.stated ?? element.initial_option;
  const made = boxes("radio", element.options, about, (item) => same(item, first));
  return { node: made.node, value: () => made.value()[0] ?? null };
}

function checkboxes(element, about) {
  return many(element, about);
}

/** One line with a box each; told as the options themselves. */
function boxes(type, items, about, isChosen, words = (item) => text(item.text)) {
  const name = newId("box");
  const lines = items.map((item) => {
    const box = h("input", {
      type,
      name,
      checked: isChosen(item),
      onchange: () => about.changed?.(type === "radio" ? item : chosen()),
    });
    return {
      item,
      box,
      node: h(
        "label.box",
        {},
        box,
        h("span", {}, words(item), item.description ? h("small", {}, text(item.description)) : null),
      ),
    };
  });
  const chosen = () => lines.filter((row) => row.box.checked).map((row) => row.item);
  const node = h(
    "div.boxes",
    { role: type === "radio" ? "radiogroup" : "group", "aria-labelledby": about.label },
    lines.map((row) => row.node),
  );
  return { node, value: chosen };
}

const people = () =>
  Object.values(state.pieces.people ?? {})
    .filter((p) => !p.bot && !p.deleted)
    .map((p) => [p.id, `@${p.name}`]);
const channels = () =>
  rooms()
    .filter((room) => !room.im)
    .map((room) => [room.id, `#${room.name}`]);

/** Kinds that the app named, or all. */
const conversations = (element) => {
  const kinds = element.filter?.include ?? ["public", "private", "im"];
  const shut = new Set(rooms().map((room) => room.private && room.id));
  const open = channels().filter(([id]) => kinds.includes(shut.has(id) ? "private" : "public"));
  return kinds.includes("im") ? [...open, ...people()] : open;
};

/** A select of ids. */
const ofIds = (list, initial) => (element, about) => {
  const first = about.stated ?? element[initial];
  const node = dropdown(
    element,
    about,
    list(element).map(([id, words]) => choice(id, id === first, words)),
    Boolean(first),
  );
  return { node, value: () => made.get(node.selectedOptions[0]) ?? null };
};

const manyIds = (list, initial) => (element, about) => {
  const first = about.stated ?? element[initial] ?? [];
  const words = Object.fromEntries(list(element));
  return boxes(
    "checkbox",
    list(element).map(([id]) => id),
    about,
    (id) => first.includes(id),
    (id) => words[id],
  );
};

const picker =
  (type, initial, read = (v) => v || null, write = (v) => v ?? "") =>
  (element, about) => {
    const node = h("input.input", {
      type,
      value: write(about.stated ?? element[initial]),
      "aria-labelledby": about.label,
      "aria-label": about.label ? null : plain(element.placeholder) || t(`field.${type}`),
      onchange: () => about.changed?.(read(node.value)),
    });
    return { node, value: () => read(node.value) };
  };

const local = (stamp) =>
  stamp ? new Date((stamp - new Date(stamp * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16) : "";
const stamp = (words) => (words ? Math.round(new Date(words).getTime() / 1000) : null);

const MAKERS = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: rich,
  file_input: fileInput,
  static_select: one,
  external_select: asking(false),
  radio_buttons: radios,
  multi_static_select: many,
  multi_external_select: asking(true),
  checkboxes,
  users_select: ofIds(people, "initial_user"),
  multi_users_select: manyIds(people, "initial_users"),
  conversations_select: ofIds(conversations, "initial_conversation"),
  multi_conversations_select: manyIds(conversations, "initial_conversations"),
  channels_select: ofIds(channels, "initial_channel"),
  multi_channels_select: manyIds(channels, "initial_channels"),
  datepicker: picker("date", "initial_date"),
  timepicker: picker("time", "initial_time"),
  datetimepicker: picker("datetime-local", "initial_date_time", stamp, local),
};
