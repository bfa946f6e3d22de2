// The drawer: events, deliveries, calls, knocks, refusals as they come, and the switches that break things.

import { page } from "./api.js";
import { h, iconButton } from "./dom.js";
import { seconds } from "./dates.js";
import { ahead, faults } from "./faults.js";
import { state } from "./state.js";
import { t } from "./words.js";
import { situation } from "./workspace.js";

const TABS = ["deliveries", "events", "calls", "knocks", "refusals", "faults"];

export class Beneath {
  constructor(close) {
    this.tab = "deliveries";
    this.told = null;
    this.node = h("section.beneath", { "aria-label": t("beneath"), hidden: true });
    this.close = close;
    this.body = h("div.beneath-body", { tabIndex: 0, role: "tabpanel" });
    this.busy = false;
  }

  draw() {
    this.node.hidden = !state.beneath;
    if (!state.beneath) return;
    const tab = (name) =>
      h(
        "button.tab",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(this.tab === name),
          onclick: () => {
            this.tab = name;
            this.draw();
          },
        },
        t(`beneath.${name}`),
        this.told?.[name]?.length && name === "refusals" ? h("span.badge.bad", {}, this.told[name].length) : null,
      );
    this.node.replaceChildren(
      h(
        "header.bar",
        {},
        h("div.tabs", { role: "tablist", "aria-label": t("beneath") }, TABS.map(tab)),
        h("span.grow"),
        iconButton("✕", t("close"), this.close),
      ),
      this.body,
    );
    this.fill();
    this.load();
  }

  /** One question at a time, however fast things change. */
  async load() {
    if (!state.beneath) return;
    this.body.querySelector(".ahead")?.replaceChildren(ahead());
    if (this.tab === "faults" && this.situation !== situation()) this.fill();
    if (this.busy) return;
    this.busy = true;
    this.told = (await page("beneath").catch(() => null)) ?? this.told;
    this.busy = false;
    if (this.tab !== "faults") this.fill();
  }

  fill() {
    this.situation = situation();
    if (this.tab === "faults") return this.body.replaceChildren(faults());
    if (!this.told) return this.body.replaceChildren(h("p.empty", {}, "…"));
    const gone =
      this.told.gone && ["events", "deliveries"].includes(this.tab) ? h("p.error", {}, this.told.gone) : null;
    const rows = this.told[this.tab].map(ROWS[this.tab]);
    const states = this.tab === "deliveries" ? balance() : null;
    return this.body.replaceChildren(
      ...[gone, states, rows.length ? table(rows) : h("p.empty", {}, t("nothing_yet"))].filter(Boolean),
    );
  }
}

/** Planned is done, suppressed, dead, waiting or leased: nothing else. */
function balance() {
  const states = state.pieces.database?.states;
  if (!states) return null;
  return h(
    "p.balance",
    {},
    Object.entries(states)
      .sort()
      .map(([name, n]) => h(`span.state.${name}`, {}, `${n} ${t(`state.${name}`)}`)),
  );
}

const time = (value) => h("time", {}, seconds(typeof value === "number" ? new Date(value * 1000) : new Date(value)));
const number = (row) => (row.number ? `#${row.number}` : "");
const short = (value) => {
  const text = JSON.stringify(value ?? {});
  return text.length > 240 ? `${text.slice(0, 240)} …` : text;
};

const ROWS = {
  events: (row) => [
    row.id,
    time(row.created_at),
    number(row),
    h("strong", {}, row.kind),
    row.actor,
    h("code", {}, short(row.payload)),
  ],
  deliveries: (row) => [
    row.id,
    time(row.created_at),
    number(row),
    h("strong", {}, row.reaction),
    h(`span.state.${row.state}`, {}, t(`state.${row.state}`)),
    row.lane,
    row.attempts > 1 ? `×${row.attempts}` : "",
    h("span", {}, row.last_error ?? "", row.receipt ? h("code", {}, short(row.receipt)) : null),
  ],
  calls: (row) => [
    time(row.at),
    h("strong", {}, row.method),
    h(`span.state.${row.outcome === "ok" ? "done" : "dead"}`, {}, row.outcome),
    h("code", {}, short(row.args)),
  ],
  knocks: (row) => [
    time(row.at),
    h("strong", {}, row.type),
    row.attempt ? `×${row.attempt + 1} ${row.reason}` : "",
    h(`span.state.${row.outcome === "acked" ? "done" : "dead"}`, {}, row.outcome),
    `${Math.round(row.seconds * 1000)} ms`,
  ],
  refusals: (row) => [
    time(row.at),
    h("strong", {}, row.method),
    h("span.state.dead", {}, row.error),
    h("code", {}, short(row.response_metadata ?? {})),
  ],
};

const table = (rows) =>
  h(
    "table.log",
    {},
    h(
      "tbody",
      {},
      rows.map((cells) =>
        h(
          "tr",
          {},
          cells.map((cell) => h("td", {}, cell)),
        ),
      ),
    ),
  );
