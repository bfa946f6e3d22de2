// The rich_text_input: a field to type in, a small toolbar, and its content as Slack's rich_text.

import { h, newId } from "./dom.js";
import { richText } from "./rich.js";
import { t } from "./words.js";

const TOOLS = [
  ["bold", "B", "editor.bold", "b"],
  ["italic", "I", "editor.italic", "i"],
  ["strikeThrough", "S", "editor.strike", ""],
  ["code", "</>", "editor.code", ""],
  ["link", "🔗", "editor.link", ""],
  ["insertOrderedList", "1.", "editor.ordered", ""],
  ["insertUnorderedList", "•", "editor.bullets", ""],
  ["quote", "❝", "editor.quote", ""],
];

/** {node, value()}; `initial` is a rich_text. */
export function editor(element, labelledBy) {
  const field = h("div.rich-field.rich", {
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": labelledBy,
    tabIndex: 0,
    data: { placeholder: element.placeholder?.text ?? "" },
    id: newId("rich"),
    onpaste: (event) => paste(event),
    onkeydown: (event) => keys(event),
  });
  if (element.initial_value) field.append(...richText(element.initial_value).childNodes);
  for (const chip of field.querySelectorAll("[data-run]")) chip.contentEditable = "false";
  const bar = h(
    "div.toolbar",
    { role: "toolbar", "aria-label": t("editor.toolbar"), "aria-controls": field.id },
    TOOLS.map(([what, sign, label]) =>
      h(
        `button.tool.${what}`,
        {
          type: "button",
          title: t(label),
          "aria-label": t(label),
          onmousedown: (event) => event.preventDefault(),
          onclick: () => {
            field.focus();
            apply(what);
          },
        },
        sign,
      ),
    ),
  );
  return { node: h("div.editor", {}, bar, field), field, value: () => read(field) };
}

/** As plain text: no style comes in from elsewhere. */
function paste(event) {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
}

function keys(event) {
  if (event.key === "Enter" && event.shiftKey) return;
  if (event.key === "Tab") return;
  if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "x") {
    event.preventDefault();
    apply("strikeThrough");
  }
}

function apply(what) {
  if (what === "code") return around("code");
  if (what === "quote") return document.execCommand("formatBlock", false, inside("BLOCKQUOTE") ? "div" : "blockquote");
  if (what === "link") return makeLink();
  return document.execCommand(what, false);
}

function inside(tag) {
  let node = getSelection().anchorNode;
  while (node && node.nodeName !== tag) node = node.parentNode;
  return node;
}

function around(tag) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const node = h(tag, {}, range.toString());
  range.deleteContents();
  range.insertNode(node);
}

function makeLink() {
  const address = prompt(t("editor.address"), "https://");
  if (address && /^(https?|mailto):/i.test(address)) document.execCommand("createLink", false, address);
}

/** A rich_text, or null when nothing is there. */
export function read(field) {
  const elements = [];
  sections(field, elements);
  elements.forEach(trimmed);
  const kept = elements.filter((part) => part.elements.length);
  return kept.length ? { type: "rich_text", elements: kept } : null;
}

/** Without the line end that stands after the last line. */
function trimmed(part) {
  const last = part.elements.at(-1);
  if (last?.type !== "text") return;
  last.text = last.text.replace(/\n$/, "");
  if (!last.text) part.elements.pop();
}

const BLOCKS = { DIV: 1, P: 1 };

/** Text side by side is one section; its lines end in \n. */
function sections(node, found, indent = 0) {
  for (const child of node.childNodes) {
    if (child.nodeName === "UL" || child.nodeName === "OL") lists(child, found, indent);
    else if (child.nodeName === "BLOCKQUOTE") found.push({ type: "rich_text_quote", elements: runs(child) });
    else if (child.nodeName === "PRE")
      found.push({ type: "rich_text_preformatted", elements: [text(child.textContent)] });
    else if (BLOCKS[child.nodeName] && child.querySelector("ul,ol,blockquote,pre")) sections(child, found, indent);
    else line(found, child);
  }
}

function line(found, child) {
  const made = child.nodeName === "BR" ? [text("\n")] : runs({ childNodes: [child] });
  let last = found.at(-1);
  if (last?.type !== "rich_text_section") found.push((last = { type: "rich_text_section", elements: [] }));
  const block = BLOCKS[child.nodeName];
  if (block && last.elements.length && !last.elements.at(-1).text?.endsWith("\n")) last.elements.push(text("\n"));
  last.elements.push(...made);
  if (block && made.length && !made.at(-1).text?.endsWith("\n")) last.elements.push(text("\n"));
  last.elements = merged(last.elements);
}

function lists(node, found, indent) {
  const list = { type: "rich_text_list", style: node.nodeName === "OL" ? "ordered" : "bullet", indent, elements: [] };
  if (node.start > 1) list.offset = node.start - 1;
  found.push(list);
  for (const item of node.children) {
    const inner = [...item.childNodes].filter((child) => !["UL", "OL"].includes(child.nodeName));
    if (inner.length) list.elements.push({ type: "rich_text_section", elements: runs({ childNodes: inner }) });
    for (const below of item.querySelectorAll(":scope > ul, :scope > ol")) lists(below, found, Math.min(indent + 1, 8));
    if (["UL", "OL"].includes(item.nodeName)) lists(item, found, Math.min(indent + 1, 8));
  }
}

const MARKS = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  CODE: "code",
  U: "underline",
};

function runs(node, style = {}) {
  const found = [...node.childNodes].flatMap((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.data ? [text(child.data.replace(/\u00a0/g, " "), style)] : [];
    if (child.nodeName === "BR") return [text("\n")];
    if (child.dataset?.run) return [JSON.parse(child.dataset.run)];
    if (child.nodeName === "A") return [styled({ type: "link", url: child.href, text: child.textContent }, style)];
    const mark = MARKS[child.nodeName];
    return runs(child, mark ? { ...style, [mark]: true } : style);
  });
  return merged(found);
}

const text = (words, style = {}) => styled({ type: "text", text: words }, style);
const styled = (run, style) => (Object.keys(style).length ? { ...run, style } : run);

function merged(found) {
  return found.reduce((all, run) => {
    const last = all.at(-1);
    const same =
      last?.type === "text" && run.type === "text" && JSON.stringify(last.style) === JSON.stringify(run.style);
    if (same) all[all.length - 1] = { ...last, text: last.text + run.text };
    else all.push(run);
    return all;
  }, []);
}
