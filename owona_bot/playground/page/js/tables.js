// Tables: the plain one, and data_table, which sorts by a press on a column's head and turns its pages.

import { fill, h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./rich.js";
import { locale, t } from "./words.js";

const cell = (part) => (part.type === "rich_text" ? richText(part) : (part.text ?? String(part.value ?? "")));

export function table(block) {
  const [head, ...rows] = block.rows ?? [];
  const align = (index) => block.column_settings?.[index]?.align ?? null;
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      (cells ?? []).map((part, index) => h(tag, { class: align(index) && `to-${align(index)}` }, cell(part))),
    );
  return framed(
    t("table"),
    h("thead", {}, row(head, "th")),
    h(
      "tbody",
      {},
      rows.map((cells) => row(cells, "td")),
    ),
  );
}

const framed = (label, ...parts) =>
  h("div.table", { tabIndex: 0, role: "region", "aria-label": label }, h("table", {}, parts));

/** What is sorted and which page is open lasts as long as the message stands as it is. */
export function dataTable(block) {
  const [head, ...rows] = block.rows ?? [];
  const columns = (head ?? []).map((_, index) => numeric(rows, index));
  const rights = (head ?? []).map((_, index) => index > 0 && rows.every((row) => figure(row[index])));
  const size = block.page_size ?? 5;
  const shown = { rows, page: 0, by: null, down: false };
  const node = h("div.b-data-table");
  const sort = (index) => {
    shown.down = shown.by === index && !shown.down;
    shown.by = index;
    shown.rows = [...rows].sort(order(index, columns[index], shown.down));
    shown.page = 0;
    draw(`[data-column="${index}"]`);
  };
  const turn = (by, again) => {
    shown.page += by;
    draw(again);
  };
  const draw = (again) => {
    const begin = shown.page * size;
    const part = shown.rows.slice(begin, begin + size);
    fill(
      node,
      framed(
        plain(block.caption),
        h("caption", {}, block.caption),
        h("thead", {}, heads(head ?? [], rights, shown, sort)),
        h("tbody", {}, bodies(part, rights, block.row_header_column_index ?? 0)),
      ),
      rows.length > size ? pager(begin, part.length, rows.length, turn) : null,
    );
    if (again) refocus(node, again);
  };
  draw(null);
  return node;
}

/** A dash stands where there is no figure. */
const figure = (part) => part?.type === "raw_number" || /^[–—-]$/.test(part?.text ?? "");

const numeric = (rows, index) => rows.length > 0 && rows.every((row) => row[index]?.type === "raw_number");

function order(index, figures, down) {
  const words = (part) => (part.type === "rich_text" ? richText(part).textContent : (part.text ?? ""));
  const compare = figures
    ? (a, b) => a[index].value - b[index].value
    : (a, b) => words(a[index]).localeCompare(words(b[index]), locale());
  return down ? (a, b) => compare(b, a) : compare;
}

const heads = (head, rights, shown, sort) =>
  h(
    "tr",
    {},
    head.map((part, index) => {
      const by = shown.by === index ? (shown.down ? "descending" : "ascending") : "none";
      return h(
        "th",
        { scope: "col", "aria-sort": by, class: rights[index] ? "to-right" : null },
        h(
          "button.sort",
          { type: "button", data: { column: index }, onclick: () => sort(index) },
          cell(part),
          h("span", { "aria-hidden": "true" }, { ascending: " ▲", descending: " ▼", none: " ↕" }[by]),
        ),
      );
    }),
  );

const bodies = (rows, rights, named) =>
  rows.map((row) =>
    h(
      "tr",
      {},
      row.map((part, index) => {
        const kind = { class: rights[index] ? "to-right" : null };
        return index === named ? h("th", { scope: "row", ...kind }, cell(part)) : h("td", kind, cell(part));
      }),
    ),
  );

function pager(begin, here, all, turn) {
  const end = begin + here;
  const button = (name, symbol, by, off) =>
    h(
      `button.slack-button.turn.${name}`,
      { type: "button", "aria-label": t(`table.${name}`), disabled: off, onclick: () => turn(by, `.turn.${name}`) },
      symbol,
    );
  return h(
    "div.pager",
    { role: "group", "aria-label": t("table.pages") },
    button("previous", "‹", -1, begin === 0),
    h("span", { role: "status" }, t("table.rows", { from: begin + 1, to: end, all })),
    button("next", "›", 1, end >= all),
  );
}

/** Where the hand was; at the last page the other way. */
function refocus(node, selector) {
  const same = node.querySelector(selector);
  (same?.disabled ? node.querySelector(".turn:not(:disabled)") : same)?.focus({ preventScroll: true });
}
