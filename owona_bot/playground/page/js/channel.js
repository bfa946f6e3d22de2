// The middle: the messages of a room, newest at the bottom, older ones as one scrolls up.

import { h } from "./dom.js";
import { dayOf, ofTs } from "./dates.js";
import { atHome } from "./home.js";
import { messageNode } from "./message.js";
import { state } from "./state.js";
import { t } from "./words.js";

const NEAR = 120; // pixels from the bottom that count as being there
const TOGETHER = 300; // seconds in which one person's messages need one head

export class Channel {
  constructor({ open, more }) {
    this.open = open;
    this.more = more;
    this.rows = new Map();
    this.list = h("div.messages", {
      role: "log",
      "aria-label": t("messages"),
      tabIndex: 0,
      onscroll: () => this.scrolled(),
    });
    this.node = this.list;
    new ResizeObserver(() => {
      if (this.bottom !== false) this.list.scrollTop = this.list.scrollHeight;
    }).observe(this.list);
    this.asked = 0;
    this.sought = null;
  }

  /** Shows that message as soon as it is here. */
  seek(ts) {
    this.sought = ts;
    this.draw();
  }

  /** Another room or person: nothing stays. */
  forget() {
    this.rows.clear();
    this.list.replaceChildren();
    this.bottom = true;
  }

  scrolled() {
    this.bottom = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
    if (this.list.scrollTop < 200 && state.pieces.older) this.older();
  }

  /** Only what differs is made anew; the eye stays where it was. */
  draw() {
    this.node.hidden = atHome();
    const away = this.list.scrollHeight - this.list.scrollTop;
    const shown = this.messages();
    const wanted = [this.beginning(), ...this.nodes(shown)].filter(Boolean);
    arrange(this.list, wanted);
    this.drop(new Set(shown.map((message) => message.ts)));
    if (this.bottom !== false) this.list.scrollTop = this.list.scrollHeight;
    else this.list.scrollTop = this.list.scrollHeight - away;
    if (this.sought && state.pieces.order) this.find();
  }

  /** Older messages come until it is among them. */
  find() {
    const node = this.rows.get(this.sought)?.node;
    if (!node && state.pieces.older) {
      this.older();
      return;
    }
    this.sought = null;
    if (!node) return;
    this.bottom = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("sought");
  }

  /** Asked for once. */
  older() {
    if (this.asked === state.count) return;
    this.asked = state.count;
    this.more();
  }

  /** Also what only this person sees, where it came. */
  messages() {
    const top = (state.pieces.order ?? []).map((ts) => state.pieces[`m:${ts}`]).filter(Boolean);
    const first = top[0]?.ts ?? "0";
    const whispers = (state.pieces.whispers ?? []).filter(
      (one) => !one.thread_ts && (!state.pieces.older || one.ts > first),
    );
    return [...top, ...whispers].sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  beginning() {
    const older = state.pieces.older ?? 0;
    if (!state.pieces.order) return null;
    if (older)
      return h(
        "p.beginning",
        {},
        h("button.quiet", { type: "button", onclick: () => this.more() }, t("older", { n: older })),
      );
    return h("p.beginning", {}, t("beginning"));
  }

  nodes(shown) {
    const found = [];
    let before = null;
    for (const message of shown) {
      const day = dayOf(ofTs(message.ts));
      if (!before || day !== dayOf(ofTs(before.ts)))
        found.push(h("div.day", { role: "separator" }, h("span", {}, day)));
      const follows = before && this.follows(before, message);
      found.push(this.row(message, follows));
      before = message;
    }
    return found;
  }

  follows(before, message) {
    const plain = (one) => !one.via && !one.blocks?.length && !one.reply_count && !one.bot_id;
    return (
      plain(before) &&
      plain(message) &&
      before.user === message.user &&
      Number(message.ts) - Number(before.ts) < TOGETHER
    );
  }

  row(message, follows) {
    const text = JSON.stringify([message, follows]);
    const known = this.rows.get(message.ts);
    if (known?.text === text) return known.node;
    const node = messageNode(message, { open: this.open, follows });
    this.rows.set(message.ts, { text, node });
    return node;
  }

  drop(kept) {
    for (const ts of this.rows.keys()) if (!kept.has(ts)) this.rows.delete(ts);
  }
}

/** Puts `wanted` in place without touching what stands right. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}
