// Elements made without HTML strings: whatever text comes in, it stays text.

/** h("button.primary", {type: "button", onclick}, "Text", node): class names behind dots, null children left out. */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) set(node, key, value);
  append(node, children);
  return node;
}

function set(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "data") Object.assign(node.dataset, value);
  else if (key in PROPERTIES) node[key] = value;
  else node.setAttribute(key, value === true ? "" : value);
}

const PROPERTIES = { value: 1, checked: 1, disabled: 1, selected: 1, multiple: 1, hidden: 1, tabIndex: 1, readOnly: 1 };

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** Only what a link may lead to; anything else (javascript:, data:) is no link. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A picture that is here; a remote one is never fetched, its words stand there instead. */
export function picture(url, alt, name = "img.picture") {
  const href = safeUrl(url);
  const here = url?.startsWith("data:image/") || (href && new URL(href).origin === location.origin);
  if (here) return h(name, { src: url, alt, loading: "lazy" });
  return h("span.no-picture", { title: url }, "🖼 ", alt || url);
}

let ids = 0;
export const newId = (prefix = "x") => `${prefix}${++ids}`;

export const iconButton = (symbol, label, onclick, name = "icon") =>
  h(`button.${name}`, { type: "button", "aria-label": label, title: label, onclick }, symbol);
