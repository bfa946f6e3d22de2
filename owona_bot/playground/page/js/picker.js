// Every emoji the page knows, found by name.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { t } from "./words.js";

/** The name that was chosen, or null. */
export function pickEmoji() {
  return new Promise((resolve) => {
    const grid = h("div.emoji-grid", { role: "group", "aria-label": t("emoji") });
    const choose = (name) => {
      dialog.returnValue = name;
      dialog.close(name);
    };
    const draw = () =>
      grid.replaceChildren(
        ...Object.keys(EMOJI)
          .filter((name) => name.includes(search.value.trim().toLowerCase()))
          .map((name) =>
            h(
              "button.icon",
              { type: "button", title: `:${name}:`, "aria-label": name, onclick: () => choose(name) },
              EMOJI[name],
            ),
          ),
      );
    const search = h("input.input", {
      type: "text",
      "aria-label": t("emoji_search"),
      placeholder: t("emoji_search"),
      autofocus: true,
      oninput: draw,
      onkeydown: (event) => {
        if (event.key === "Enter") grid.querySelector("button")?.click();
      },
    });
    const dialog = h(
      "dialog.emoji-picker",
      {
        "aria-label": t("emoji"),
        onclick: (event) => {
          if (event.target === dialog) dialog.close("");
        },
        onclose: () => {
          dialog.remove();
          resolve(dialog.returnValue || null);
        },
      },
      h("div", {}, search, grid),
    );
    draw();
    document.body.append(dialog);
    dialog.showModal();
  });
}
