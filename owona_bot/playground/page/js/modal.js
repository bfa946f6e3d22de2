// The modal on top of a person's stack: fields, errors beside them, update and push.

import { control, page } from "./api.js";
import { blocks } from "./blocks.js";
import { h, iconButton } from "./dom.js";
import { merged, statedIn, steadily, valuesOf } from "./held.js";
import { plain } from "./mrkdwn.js";
import { state } from "./state.js";
import { complaint } from "./toast.js";
import { t } from "./words.js";

export class Modal {
  constructor() {
    this.fields = new Map();
    this.trouble = h("p.error", { role: "alert", hidden: true });
    this.node = h("dialog.modal", {
      "aria-labelledby": "modal-title",
      oncancel: (event) => {
        event.preventDefault();
        this.close();
      },
    });
    document.body.append(this.node);
    this.shown = "";
  }

  /** Drawn anew only when the app changed it: who types is not disturbed. */
  draw() {
    const modal = state.pieces.modal;
    if (!modal) return this.hide();
    const { state: _typed, ...rest } = modal.view;
    const text = JSON.stringify([state.user, rest, modal.depth]);
    if (text === this.shown) return undefined;
    const same = this.view?.id === modal.view.id && this.owner === state.user;
    const stated = same ? merged(statedIn(modal.view), this.kept()) : statedIn(modal.view);
    this.shown = text;
    this.view = modal.view;
    this.owner = state.user;
    this.depth = modal.depth;
    const steady = same && steadily(this.node, () => this.render(stated, {}));
    if (!same) this.render(stated, {});
    if (!steady) this.focus({});
    return undefined;
  }

  hide() {
    this.shown = "";
    this.view = null;
    if (this.node.open) this.node.close();
  }

  render(stated, errors) {
    this.fields.clear();
    this.trouble.hidden = true;
    const with_ = {
      press: (block, part, value) => this.press(block, part, value),
      ask: (block, part, typed) => page("suggest", this.named(block, part, { typed })),
    };
    const body = blocks(this.view.blocks, { ...with_, fields: this.fields, stated, errors });
    this.node.replaceChildren(
      h(
        "form",
        {
          novalidate: true,
          onsubmit: (event) => {
            event.preventDefault();
            this.submit();
          },
        },
        h(
          "header.bar",
          {},
          h("h2", { id: "modal-title" }, plain(this.view.title)),
          this.depth ? h("span.depth", { title: t("stacked") }, `‹${"‹".repeat(this.depth - 1)}`) : null,
          iconButton("✕", t("close"), () => this.close()),
        ),
        h("div.modal-body", { tabIndex: -1 }, this.trouble, body),
        h(
          "footer.ends",
          {},
          h(
            "button.slack-button.plain",
            { type: "button", onclick: () => this.close() },
            plain(this.view.close) || t("cancel"),
          ),
          this.submits()
            ? h("button.slack-button.primary", { type: "submit" }, plain(this.view.submit) || t("submit"))
            : null,
        ),
      ),
    );
    if (!this.node.open) this.node.showModal();
  }

  submits() {
    return Boolean(this.view.submit) || this.view.blocks.some((block) => block.type === "input");
  }

  focus(errors) {
    const wrong = Object.keys(errors).length ? this.node.querySelector(".wrong") : null;
    const place = wrong ?? this.node.querySelector(".modal-body");
    (
      place.querySelector("input,textarea,select,[contenteditable=true]") ??
      this.node.querySelector("button[type=submit]")
    )?.focus();
    wrong?.scrollIntoView({ block: "nearest" });
  }

  async press(block, part, value) {
    const told = this.named(block, part, { value, values: valuesOf(this.fields) });
    await this.told(() => page("press", told));
  }

  named(block, part, more) {
    return { user: state.user, view: this.view.id, block: block.block_id, action: part.action_id, ...more };
  }

  async submit() {
    const button = this.node.querySelector("button[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    const answer = await this.told(() =>
      page("submit", { user: state.user, view: this.view.id, values: valuesOf(this.fields) }),
    );
    button.disabled = false;
    if (answer && Object.keys(answer.at ?? {}).length) {
      this.render(this.kept(), answer.at);
      this.focus(answer.at);
    }
  }

  /** What was typed, as the fields take it back: files by id and name. */
  kept() {
    const names = Object.fromEntries(
      [...this.node.querySelectorAll(".drop li")].map((li) => [li.dataset.id, li.dataset.name]),
    );
    const told = valuesOf(this.fields);
    for (const { block, element } of this.fields.values()) {
      if (element.type !== "file_input") continue;
      told[block.block_id][element.action_id] = told[block.block_id][element.action_id].map((id) => ({
        id,
        name: names[id] ?? id,
      }));
    }
    return told;
  }

  async told(act) {
    try {
      const answer = await act();
      const words = Object.keys(answer.errors ?? {}).length || answer.outcome === "acked" ? "" : complaint(answer);
      this.tell(words);
      return answer;
    } catch (error) {
      this.tell(error.message === "unreachable" ? t("unreachable") : error.message);
      return undefined;
    }
  }

  tell(words) {
    this.trouble.textContent = words;
    this.trouble.hidden = !words;
    if (words) this.trouble.scrollIntoView({ block: "nearest" });
  }

  async close() {
    await this.told(() => control("close", { user: state.user }));
  }
}
