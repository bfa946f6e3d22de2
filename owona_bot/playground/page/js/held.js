// What stands in the fields of a view while the app changes it, and where the cursor was.

import { NAMES } from "./fields.js";

/** By block and action, as the page's routes take it. */
export function valuesOf(fields) {
  const told = {};
  for (const { block, element, value } of fields.values()) {
    (told[block.block_id] ??= {})[element.action_id] = value();
  }
  return told;
}

/** What stands in a view's state, by block and action. */
export function statedIn(view) {
  const told = {};
  for (const [block, actions] of Object.entries(view.state?.values ?? {})) {
    for (const [action, held] of Object.entries(actions)) (told[block] ??= {})[action] = held[NAMES[held.type]] ?? null;
  }
  return told;
}

/** What the page holds wins: it is newer. */
export function merged(known, typed) {
  const told = { ...known };
  for (const [block, actions] of Object.entries(typed)) told[block] = { ...told[block], ...actions };
  return told;
}

const FIELDS = "input,textarea,select,[contenteditable=true],button";

/** Puts the cursor back after `draw` made everything anew; whether it stood in a field that is still there. */
export function steadily(root, draw) {
  const place = mark(root);
  draw();
  return place ? again(root, place) : false;
}

function mark(root) {
  const here = document.activeElement;
  const field = root.contains(here) ? here.closest("[data-field]") : null;
  if (!field) return null;
  return { key: field.dataset.field, start: caret(here, "selectionStart"), end: caret(here, "selectionEnd") };
}

/** Some kinds of input have none. */
const caret = (node, side) => (["text", "url", "textarea"].includes(node.type) ? node[side] : null);

function again(root, { key, start, end }) {
  const field = root.querySelector(`[data-field="${CSS.escape(key)}"]`);
  const node = field?.matches(FIELDS) ? field : field?.querySelector(FIELDS);
  if (!node) return false;
  node.focus();
  if (start !== null && node.setSelectionRange) node.setSelectionRange(start, end);
  return true;
}
