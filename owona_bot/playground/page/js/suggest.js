// A select that asks the app while one types: a single choice, or several with a chip each.

import { h, iconButton, newId } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { complaint } from "./toast.js";
import { t } from "./words.js";

const REST = 200; // milliseconds without a key until the app is asked
const LEAST = 3; // characters where the element names no min_query_length

/** A maker of fields; `many` keeps a list. */
export const asking = (many) => (element, about) => {
  const made = new Suggest(element, about, many);
  return { node: made.node, field: made.input, value: () => made.value() };
};

class Suggest {
  constructor(element, about, many) {
    this.element = element;
    this.about = about;
    this.many = many;
    const first = about.stated ?? (many ? element.initial_options : element.initial_option);
    this.chosen = many ? [...(first ?? [])] : [first].filter(Boolean);
    this.found = [];
    this.active = -1;
    this.turn = 0;
    this.build(plain(element.placeholder) || t("field.choose"));
    this.drawChosen();
  }

  build(hint) {
    const id = newId("offer");
    this.list = h("ul.choices", { role: "listbox", id, "aria-label": t("completion"), hidden: true });
    this.note = h("p.note", { role: "status", hidden: true });
    this.chips = h("ul.chosen-files");
    this.input = h("input.input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
      "aria-labelledby": this.about.label,
      "aria-label": this.about.label ? null : hint,
      placeholder: hint,
      onfocus: () => this.opened(),
      oninput: () => this.soon(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.left(),
    });
    this.node = h("div.combo", {}, this.many ? this.chips : null, this.input, h("div.offer", {}, this.list, this.note));
  }

  value() {
    return this.many ? this.chosen : (this.chosen[0] ?? null);
  }

  get least() {
    return this.element.min_query_length ?? LEAST;
  }

  opened() {
    this.node.classList.toggle("above", this.input.getBoundingClientRect().bottom > innerHeight * 0.62);
    this.input.select();
    if (!this.least) this.ask("");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), REST);
  }

  /** Only the newest question's answer counts. */
  async ask(typed) {
    const turn = ++this.turn;
    if (typed.length < this.least) return this.say(t("offer_least", { n: this.least }));
    const failed = (error) => ({ outcome: "refused", detail: error.message, body: {} });
    const answer = await this.about.ask(typed).catch(failed);
    if (turn !== this.turn || document.activeElement !== this.input) return undefined;
    return answer.outcome === "acked" ? this.offer(answer.body) : this.say(complaint(answer));
  }

  say(words) {
    this.found = [];
    this.show([]);
    this.note.textContent = words;
    this.note.hidden = !words;
  }

  offer(body) {
    const groups = body.option_groups ?? [{ options: body.options ?? [] }];
    this.found = groups.flatMap((group) => group.options);
    if (!this.found.length) return this.say(t("offer_none"));
    this.note.hidden = true;
    const items = groups.flatMap((group) => [
      group.label && group.options.length ? h("li.group", { role: "presentation" }, plain(group.label)) : null,
      ...group.options.map((item) => this.item(item)),
    ]);
    return this.show(items.filter(Boolean));
  }

  item(option) {
    return h(
      "li",
      {
        role: "option",
        id: newId("option"),
        "aria-selected": "false",
        onmousedown: (event) => {
          event.preventDefault();
          this.take(option);
        },
      },
      h("span", {}, plain(option.text)),
      option.description ? h("small", {}, plain(option.description)) : null,
    );
  }

  show(items) {
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.mark(items.length ? 0 : -1);
  }

  mark(index) {
    this.active = index;
    const rows = [...this.list.querySelectorAll("[role=option]")];
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    if (rows[index]) this.input.setAttribute("aria-activedescendant", rows[index].id);
    else this.input.removeAttribute("aria-activedescendant");
    rows[index]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      event.preventDefault();
      return this.mark((this.active + step + this.found.length) % this.found.length);
    }
    if (event.key === "Escape" && (this.found.length || !this.note.hidden)) {
      event.preventDefault();
      event.stopPropagation();
      return this.say("");
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.found[this.active]) this.take(this.found[this.active]);
    }
    const empty = this.many && !this.input.value && this.chosen.length;
    if (event.key === "Backspace" && empty) this.drop(this.chosen.length - 1);
    return undefined;
  }

  take(option) {
    const known = this.chosen.some((one) => one.value === option.value);
    this.chosen = this.many ? (known ? this.chosen : [...this.chosen, option]) : [option];
    this.told();
  }

  drop(index) {
    this.chosen.splice(index, 1);
    this.told();
  }

  told() {
    this.turn += 1;
    this.say("");
    this.drawChosen();
    this.about.changed?.(this.value());
  }

  /** What was typed and not chosen does not stay; an emptied field is a choice of nothing. */
  left() {
    clearTimeout(this.timer);
    this.turn += 1;
    this.say("");
    if (!this.many && !this.input.value.trim() && this.chosen.length) this.drop(0);
    else this.drawInput();
  }

  drawInput() {
    this.input.value = this.many || !this.chosen.length ? "" : plain(this.chosen[0].text);
  }

  drawChosen() {
    this.drawInput();
    this.chips.replaceChildren(
      ...(this.many ? this.chosen : []).map((option, index) =>
        h(
          "li",
          {},
          plain(option.text),
          iconButton("✕", t("files.remove", { name: plain(option.text) }), () => this.drop(index)),
        ),
      ),
    );
  }
}
