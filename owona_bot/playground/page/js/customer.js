// The right: the customer, at their mailbox and at the web site.

import { page } from "./api.js";
import { h } from "./dom.js";
import { Mailbox } from "./mailbox.js";
import { Website } from "./website.js";
import { recall, remember } from "./state.js";
import { attempt } from "./toast.js";
import { language, t } from "./words.js";

export class Customer {
  constructor() {
    this.people = [];
    this.chosen = recall("customer", null);
    this.tab = recall("customer-tab", "mail");
    this.mailbox = new Mailbox(this);
    this.website = new Website(this);
    this.node = h("aside.customer", { "aria-label": t("customer") });
    this.select = h("select.input", { "aria-label": t("customer"), onchange: () => this.choose(this.select.value) });
    this.body = h("div.customer-body");
  }

  get who() {
    return this.people.find((one) => one.id === this.chosen) ?? this.people[0];
  }

  draw() {
    const tab = (name, words) =>
      h(
        "button.tab",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(this.tab === name),
          id: `tab-${name}`,
          onclick: () => this.turn(name),
        },
        words,
      );
    this.node.replaceChildren(
      h(
        "header.bar",
        {},
        h("h2", {}, t("customer")),
        h("span.grow"),
        this.select,
        h("button.quiet", { type: "button", onclick: () => this.signUp() }, t("new_customer")),
      ),
      h(
        "div.tabs",
        { role: "tablist", "aria-label": t("customer") },
        tab("mail", t("mailbox")),
        tab("site", t("website")),
      ),
      this.body,
    );
    this.drawSelect();
    this.show();
  }

  drawSelect() {
    this.select.replaceChildren(
      ...this.people.map((one) =>
        h("option", { value: one.id, selected: one.id === this.who?.id }, one.name || one.email),
      ),
    );
  }

  show() {
    this.body.replaceChildren(this.tab === "mail" ? this.mailbox.node : this.website.node);
    return this.tab === "mail" ? this.mailbox.load() : this.website.load();
  }

  turn(tab) {
    this.tab = tab;
    remember("customer-tab", tab);
    this.draw();
  }

  choose(id) {
    this.chosen = id;
    remember("customer", id);
    this.mailbox.forget();
    this.website.forget();
    this.drawSelect();
    this.show();
  }

  /** Something happened to mails or to the database. */
  async refresh(changed) {
    if ("database" in changed || !this.people.length) await this.load();
    if (this.tab === "mail" && "mails" in changed) await this.mailbox.load();
    if (this.tab === "site" && "database" in changed) await this.website.load();
  }

  async load() {
    const before = JSON.stringify(this.people);
    const told = await page("customers").catch(() => null);
    if (!told) return;
    this.people = told.items;
    if (JSON.stringify(this.people) === before) return;
    this.drawSelect();
    if (before === "[]") this.show();
  }

  async signUp() {
    const email = prompt(t("customer_address"), "");
    if (!email) return;
    const name = prompt(t("customer_name"), email.split("@")[0]) ?? "";
    const made = await attempt(() => page("sign_up", { email, name, language: language() }));
    if (!made) return;
    await this.load();
    this.choose(made.id);
  }
}
