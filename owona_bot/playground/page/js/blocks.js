// Block Kit as nodes; a kind that is not known shows its texts and what can be pressed.

import { chart } from "./chart.js";
import { h, link, newId, picture } from "./dom.js";
import { element } from "./elements.js";
import { field, NAMES } from "./fields.js";
import { fileCard } from "./files.js";
import { markdown } from "./markdown.js";
import { plain, text } from "./mrkdwn.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./tables.js";
import { t } from "./words.js";

/**
 * `with_`: {press, ask: what the app offers to who types, fields: Map to fill with the view's fields,
 * stated: values that stand, errors: by block}.
 */
export const blocks = (list, with_) => (list ?? []).map((block) => one(block, with_));

function one(block, with_) {
  const made = (KINDS[block.type] ?? generic)(block, with_);
  made.dataset.block = block.type;
  return made;
}

const pressable = (block, part, with_) => {
  const node = element(block, part, with_);
  if (with_.fields && part.type in NAMES) return standing(block, part, with_);
  return node;
};

/** In a modal, what was chosen outside an input stands in the state too. */
function standing(block, part, with_) {
  const made = field(part, {
    stated: statedIn(block, part, with_),
    changed: (value) => with_.press(block, part, { [NAMES[part.type]]: value }),
    ask: (typed) => with_.ask(block, part, typed),
  });
  made.node.dataset.field = `${block.block_id}/${part.action_id}`;
  with_.fields.set(`${block.block_id}/${part.action_id}`, { block, element: part, value: made.value });
  made.node.classList.add("inline");
  return made.node;
}

const statedIn = (block, part, with_) => with_.stated?.[block.block_id]?.[part.action_id];

function section(block, with_) {
  return h(
    "div.b-section",
    {},
    h("div.b-text", {}, text(block.text), fieldsOf(block)),
    block.accessory ? h("div.b-accessory", {}, pressable(block, block.accessory, with_)) : null,
  );
}

const fieldsOf = (block) =>
  block.fields
    ? h(
        "div.b-fields",
        {},
        block.fields.map((entry) => h("div", {}, text(entry))),
      )
    : null;

function input(block, with_) {
  const id = newId("label");
  const message = with_.errors?.[block.block_id];
  const made = field(block.element, {
    label: id,
    stated: statedIn(block, block.element, with_),
    changed: block.dispatch_action ? dispatch(block, with_) : null,
    ask: (typed) => with_.ask(block, block.element, typed),
  }) ?? { node: h("span.unknown", {}, `[${block.element.type}]`), value: () => null };
  made.node.dataset.field = `${block.block_id}/${block.element.action_id}`;
  with_.fields?.set(`${block.block_id}/${block.element.action_id}`, {
    block,
    element: block.element,
    value: made.value,
  });
  const error = h("p.error", { id: newId("error"), role: "alert", hidden: !message }, message ?? "");
  if (message) (made.field ?? made.node).setAttribute("aria-describedby", error.id);
  return h(
    `div.b-input${message ? ".wrong" : ""}`,
    { data: { id: block.block_id } },
    h("div.label", { id }, text(block.label), block.optional ? h("span.optional", {}, ` ${t("optional")}`) : null),
    made.node,
    error,
    block.hint ? h("p.hint", {}, text(block.hint)) : null,
  );
}

const dispatch = (block, with_) => (value) =>
  with_.press(block, block.element, { [NAMES[block.element.type]]: value });

function image(block) {
  return h(
    "figure",
    {},
    block.title ? h("figcaption", {}, text(block.title)) : null,
    picture(block.image_url, block.alt_text),
  );
}

const context = (block) =>
  h(
    "div.b-context",
    {},
    (block.elements ?? []).map((part) =>
      part.type === "image" ? picture(part.image_url, part.alt_text, "img.tiny") : h("span", {}, text(part)),
    ),
  );

const actions = (block, with_) =>
  h(
    "div.b-actions",
    {},
    (block.elements ?? []).map((part) => pressable(block, part, with_)),
  );

const alert = (block) => h(`div.b-alert.${block.level ?? "default"}`, { role: "note" }, text(block.text));

function card(block, with_) {
  return h(
    "div.b-card",
    {},
    block.hero_image ? one({ type: "image", ...block.hero_image }, with_) : null,
    block.title ? h("strong", {}, text(block.title)) : null,
    block.subtitle ? h("small", {}, text(block.subtitle)) : null,
    block.body ? h("div", {}, text(block.body)) : null,
    block.actions
      ? h(
          "div.b-actions",
          {},
          block.actions.map((part) => element(block, part, with_)),
        )
      : null,
  );
}

function container(block, with_) {
  const inner = blocks(block.child_blocks ?? block.blocks, with_);
  const title = block.rich_text_title ? richText(block.rich_text_title) : text(block.title);
  if (!block.is_collapsible) return h("div.b-container", {}, h("strong", {}, title), inner);
  return h("details.b-container", { open: !block.default_collapsed }, h("summary", {}, title), inner);
}

const video = (block) =>
  h(
    "div.b-card",
    {},
    h("strong", {}, link(block.title_url ?? block.video_url, plain(block.title))),
    block.description ? h("div", {}, text(block.description)) : null,
    picture(block.thumbnail_url, block.alt_text),
  );

const task = (block) =>
  h(
    "div.b-task",
    {},
    h("span", {}, { complete: "✅", error: "❌", in_progress: "⏳" }[block.status] ?? "○"),
    ` ${block.title}`,
    block.details ? richText(block.details) : null,
    block.output ? richText(block.output) : null,
  );

function generic(block, with_) {
  const words = ["title", "subtitle", "text", "body"].map((name) => block[name]).filter(Boolean);
  const inner = ["blocks", "child_blocks", "cards", "tasks"].flatMap((name) => block[name] ?? []);
  const parts = (block.elements ?? []).map((part) =>
    "action_id" in part ? element(block, part, with_) : one(part, with_),
  );
  return h(
    "div.b-generic",
    {},
    words.map((part) => h("div", {}, text(part))),
    blocks(inner, with_),
    parts,
  );
}

const KINDS = {
  section,
  input,
  image,
  context,
  actions,
  table,
  data_table: dataTable,
  alert,
  card,
  container,
  video,
  task_card: task,
  header: (block) => h(`h${block.level ?? 3}.b-header`, {}, text(block.text)),
  data_visualization: chart,
  divider: () => h("hr"),
  rich_text: richText,
  markdown: (block) => h("div.b-markdown", {}, markdown(block.text)),
  file: (block) =>
    block.file ? fileCard(block.file) : h("div.file", {}, "📄 ", block.external_id ?? block.source ?? ""),
  context_actions: actions,
  carousel: (block, with_) => h("div.b-carousel", { tabIndex: 0 }, blocks(block.elements, with_)),
  plan: (block, with_) => h("div.b-card", {}, h("strong", {}, text(block.title)), blocks(block.tasks, with_)),
};
