// The web site as the customer has it: the form, "my tickets", an answer.

import { page } from "./api.js";
import { h } from "./dom.js";
import { moment } from "./dates.js";
import { attempt } from "./toast.js";
import { language, t } from "./words.js";

const CATEGORIES = ["bug", "billing", "integration", "ux", "other"];

export class Website {
  constructor(customer) {
    this.customer = customer;
    this.node = h("div.website", { "aria-label": t("website") });
    this.opened = new Set();
    this.drafts = new Map();
    this.listed = "";
    this.form = null;
  }

  forget() {
    this.listed = "";
    this.form = null;
    this.opened.clear();
    this.drafts.clear();
  }

  async load() {
    const who = this.customer.who;
    if (!who) return this.node.replaceChildren(h("p.empty", {}, t("no_customer")));
    let told;
    try {
      told = await page("tickets", { customer: who.id });
    } catch (error) {
      return this.node.replaceChildren(h("p.empty", {}, t("database_gone"), " ", error.message));
    }
    const text = JSON.stringify([who.id, told.items, language()]);
    if (text === this.listed) return undefined;
    this.listed = text;
    this.form ??= this.makeForm();
    const focus = document.activeElement?.dataset?.ticket;
    this.node.replaceChildren(
      this.form,
      h("h3", {}, t("my_tickets")),
      told.items.length
        ? h(
            "div.tickets",
            {},
            told.items.map((ticket) => this.ticket(ticket)),
          )
        : h("p.empty", {}, t("no_tickets")),
    );
    if (focus) this.node.querySelector(`textarea[data-ticket="${CSS.escape(focus)}"]`)?.focus();
    return undefined;
  }

  makeForm() {
    const title = h("input.input", {
      "aria-label": t("ticket.title"),
      placeholder: t("ticket.title"),
      required: true,
      name: "title",
    });
    const text = h("textarea.input", {
      rows: 3,
      "aria-label": t("ticket.text"),
      placeholder: t("ticket.text"),
      required: true,
      name: "text",
    });
    const category = h(
      "select.input",
      { "aria-label": t("ticket.category") },
      CATEGORIES.map((one) => h("option", { value: one }, t(`category.${one}`))),
    );
    const form = h(
      "form.ticket-form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.send(form, title, text, category);
        },
      },
      h("h3", {}, t("new_ticket")),
      title,
      text,
      h("div.row", {}, category, h("span.grow"), h("button.slack-button.primary", { type: "submit" }, t("send"))),
    );
    return form;
  }

  async send(form, title, text, category) {
    const button = form.querySelector("button");
    button.disabled = true;
    const told = {
      customer: this.customer.who.id,
      title: title.value,
      text: text.value,
      category: category.value,
      language: language(),
    };
    const made = await attempt(() => page("open_ticket", told));
    button.disabled = false;
    if (!made) return;
    this.opened.add(made.id);
    form.reset();
    await this.load();
  }

  ticket(ticket) {
    const node = h(
      "details.ticket",
      {
        open: this.opened.has(ticket.id),
        ontoggle: () => (node.open ? this.opened.add(ticket.id) : this.opened.delete(ticket.id)),
      },
      h(
        "summary",
        {},
        h("span.number", {}, ticket.number ? `#${ticket.number}` : ""),
        h("strong", {}, ticket.title),
        h(`span.status.${ticket.status}`, {}, t(`status.${ticket.status}`)),
        h("time", {}, ticket.created_at ? moment(new Date(ticket.created_at)) : ""),
      ),
      h(
        "ol.talk",
        {},
        ticket.messages.map((one) =>
          h(
            `li.${one.author}`,
            {},
            h("small", {}, one.name ?? t(`author.${one.author}`), one.at ? ` · ${moment(new Date(one.at))}` : ""),
            h("p", {}, one.text),
          ),
        ),
      ),
      this.replyForm(ticket),
    );
    return node;
  }

  replyForm(ticket) {
    const text = h("textarea.input", {
      rows: 2,
      "aria-label": t("answer"),
      placeholder: t("answer"),
      value: this.drafts.get(ticket.id) ?? "",
      data: { ticket: ticket.id },
      oninput: () => this.drafts.set(ticket.id, text.value),
    });
    return h(
      "form.row",
      {
        "aria-label": t("answer"),
        onsubmit: async (event) => {
          event.preventDefault();
          if (!text.value.trim()) return;
          const sent = await attempt(() =>
            page("answer", { customer: this.customer.who.id, ticket: ticket.id, text: text.value }),
          );
          if (!sent) return;
          this.drafts.delete(ticket.id);
          text.value = "";
          await this.load();
        },
      },
      text,
      h("button.slack-button.plain", { type: "submit" }, t("send")),
    );
  }
}
