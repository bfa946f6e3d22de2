// A thread, beside the room it hangs in.

import { h, iconButton } from "./dom.js";
import { arrange } from "./channel.js";
import { Composer } from "./composer.js";
import { messageNode } from "./message.js";
import { state } from "./state.js";
import { count, t } from "./words.js";

export class Thread {
  constructor({ close }) {
    this.close = close;
    this.rows = new Map();
    this.list = h("div.messages", { role: "log", "aria-label": t("thread"), tabIndex: 0 });
    this.composer = new Composer({ thread: () => state.thread });
    this.node = h(
      "aside.thread",
      { "aria-label": t("thread"), hidden: true },
      h("header.bar", {}, h("h2", {}, t("thread")), iconButton("✕", t("close"), close)),
      this.list,
      this.composer.node,
    );
  }

  forget() {
    this.rows.clear();
    this.list.replaceChildren();
    this.composer.clear();
  }

  draw() {
    this.node.hidden = !state.thread;
    if (!state.thread) return;
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    const shown = (state.pieces.thread ?? []).map((ts) => state.pieces[`t:${ts}`]).filter(Boolean);
    const whispers = (state.pieces.whispers ?? []).filter((one) => one.thread_ts === state.thread);
    const all = [...shown, ...whispers].sort((a, b) => Number(a.ts) - Number(b.ts));
    const nodes = all.map((message) => this.row(message));
    if (shown.length > 1) nodes.splice(1, 0, this.divider(shown.length - 1));
    arrange(this.list, nodes);
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  divider(n) {
    return h("div.day.left", { role: "separator" }, h("span", {}, count(n, "reply_one", "reply_many")));
  }

  row(message) {
    const text = JSON.stringify(message);
    const known = this.rows.get(message.ts);
    if (known?.text === text) return known.node;
    const node = messageNode(message, { open: () => {}, beneath: true });
    this.rows.set(message.ts, { text, node });
    return node;
  }
}
