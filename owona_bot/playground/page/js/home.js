// The app's own place: the tabs Home and Messages, and what it published for this person.

import { page } from "./api.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { merged, statedIn, steadily, valuesOf } from "./held.js";
import { roomOf, state } from "./state.js";
import { attempt, complain } from "./toast.js";
import { t } from "./words.js";

export const inApp = () => Boolean(roomOf(state.room)?.im ?? state.room.startsWith("D"));
export const atHome = () => inApp() && state.about.home && state.tab === "home";

/** The app hears of it; without a bot there is nobody to tell. */
export function enter() {
  if (inApp()) attempt(() => page("open_home", { user: state.user, tab: atHome() ? "home" : "messages" }));
}

export class Home {
  constructor(turn) {
    this.turn = turn;
    this.fields = new Map();
    this.body = h("div.home-body");
    this.node = h("div.home", { role: "tabpanel", "aria-label": t("home"), tabIndex: 0, hidden: true }, this.body);
    this.tabs = h("div.tabs", { role: "tablist", "aria-label": t("app_tabs"), hidden: true });
    this.shown = "";
    this.kept = {};
  }

  /** Drawn anew only when the app published anew. */
  draw() {
    this.drawTabs();
    this.node.hidden = !atHome();
    if (this.node.hidden) return this.leave();
    const view = state.pieces.home;
    const { state: _typed, ...rest } = view ?? {};
    const text = JSON.stringify([state.user, rest]);
    if (text === this.shown) return undefined;
    const same = view && this.view?.id === view.id;
    const typed = this.shown ? valuesOf(this.fields) : this.kept;
    const stated = same ? merged(statedIn(view), typed) : view ? statedIn(view) : {};
    this.shown = text;
    this.view = view;
    return steadily(this.body, () => this.render(stated));
  }

  /** What was typed is there again when the person comes back. */
  leave() {
    if (!this.shown) return;
    this.kept = valuesOf(this.fields);
    this.shown = "";
    this.fields.clear();
    this.body.replaceChildren();
  }

  render(stated) {
    this.fields.clear();
    const with_ = {
      press: (block, part, value) => this.press(block, part, value),
      ask: (block, part, typed) => page("suggest", this.told(block, part, { typed })),
      fields: this.fields,
      stated,
    };
    const shown = this.view ? blocks(this.view.blocks, with_) : h("p.empty", {}, t("home_empty"));
    this.body.replaceChildren(...[shown].flat());
  }

  drawTabs() {
    const both = inApp() && state.about.home && state.about.direct;
    const text = JSON.stringify([both, state.tab]);
    if (text === this.tabbed) return;
    this.tabbed = text;
    this.tabs.hidden = !both;
    const focused = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...(both ? ["home", "messages"] : []).map((name) => this.tab(name)));
    if (focused) this.tabs.querySelector("[aria-selected=true]")?.focus();
  }

  tab(name) {
    const here = state.tab === name;
    return h(
      "button.tab",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(here),
        tabIndex: here ? 0 : -1,
        data: { tab: name },
        onclick: () => this.turn(name),
        onkeydown: (event) => {
          if (["ArrowLeft", "ArrowRight"].includes(event.key)) this.turn(name === "home" ? "messages" : "home");
        },
      },
      t(name === "home" ? "home" : "messages"),
    );
  }

  told(block, part, more) {
    return { user: state.user, view: this.view.id, block: block.block_id, action: part.action_id, ...more };
  }

  async press(block, part, value) {
    const told = this.told(block, part, { value, values: valuesOf(this.fields) });
    const answer = await attempt(() => page("press", told));
    if (answer && answer.outcome !== "acked") complain(answer);
  }
}
