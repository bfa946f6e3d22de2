// What can be pressed or chosen on a message or in a modal, outside input blocks.

import { ask } from "./confirm.js";
import { h, picture, safeUrl } from "./dom.js";
import { field, NAMES } from "./fields.js";
import { plain } from "./mrkdwn.js";
import { t } from "./words.js";

/** `with_.press(block, element, value)` sends it; the node is busy meanwhile. */
export function element(block, part, with_) {
  const make = MAKERS[part.type];
  if (make) return make(block, part, with_.press);
  if (part.type in NAMES) return chooser(block, part, with_);
  return h("span.unknown", {}, `[${part.type}]`);
}

async function sent(node, block, part, press, value) {
  if (part.confirm && !(await ask(part.confirm))) return;
  node.setAttribute("aria-busy", "true");
  node.disabled = true;
  try {
    await press(block, part, value);
  } finally {
    node.removeAttribute("aria-busy");
    node.disabled = false;
  }
}

function button(block, part, press) {
  const node = h(
    `button.slack-button.${part.style ?? "plain"}`,
    {
      type: "button",
      "aria-label": part.accessibility_label,
      data: { action: part.action_id },
      onclick: () => {
        const href = part.url && safeUrl(part.url);
        if (href) window.open(href, "_blank", "noopener");
        return sent(node, block, part, press, {});
      },
    },
    plain(part.text),
  );
  return node;
}

function overflow(block, part, press) {
  const list = h(
    "div.menu",
    { role: "menu" },
    part.options.map((option) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          onclick: () => {
            node.open = false;
            return sent(summary, block, part, press, { selected_option: option });
          },
        },
        plain(option.text),
      ),
    ),
  );
  const summary = h("summary.slack-button", { "aria-label": t("more"), title: t("more") }, "⋯");
  const node = h(
    "details.overflow",
    {
      onkeydown: (event) => {
        if (event.key === "Escape") node.open = false;
      },
    },
    summary,
    list,
  );
  return node;
}

/** Tells at once what was chosen. */
function chooser(block, part, with_) {
  const name = NAMES[part.type];
  const made = field(part, {
    changed: (value) => sent(made.node, block, part, with_.press, { [name]: value }),
    ask: (typed) => with_.ask(block, part, typed),
  });
  made.node.classList.add("inline");
  return made.node;
}

function feedback(block, part, press) {
  const one = (choice, sign) =>
    choice &&
    h(
      "button.slack-button.plain",
      {
        type: "button",
        title: plain(choice.text),
        onclick: (event) => sent(event.currentTarget, block, part, press, { text: choice.text, value: choice.value }),
      },
      `${sign} ${plain(choice.text)}`,
    );
  return h("span.feedback", {}, one(part.positive_button, "👍"), one(part.negative_button, "👎"));
}

const MAKERS = {
  button,
  workflow_button: button,
  icon_button: button,
  overflow,
  feedback_buttons: feedback,
  image: (_, part) => picture(part.image_url, part.alt_text, "img.accessory"),
};
