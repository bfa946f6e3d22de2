// The customer's mail program: a list, a letter in a frame where nothing runs, an answer.

import { page } from "./api.js";
import { fill, h, iconButton } from "./dom.js";
import { clock, full, moment } from "./dates.js";
import { writeMail } from "./letter.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

export class Mailbox {
  constructor(customer) {
    this.customer = customer;
    this.node = h("div.mailbox", { "aria-label": t("mailbox") });
    this.open = null;
    this.side = "html";
    this.read = new Set();
    this.listed = "";
  }

  forget() {
    this.open = null;
    this.listed = "";
  }

  async load() {
    const who = this.customer.who;
    if (!who) return this.node.replaceChildren(h("p.empty", {}, t("no_customer")));
    const told = await page("mails", { address: who.email }).catch(() => null);
    if (!told || this.open !== null) return undefined;
    const text = JSON.stringify([who.email, told.items, [...this.read]]);
    if (text === this.listed) return undefined;
    this.listed = text;
    return this.drawList(told.items);
  }

  drawList(items) {
    const row = (mail) =>
      h(
        "li",
        {},
        h(
          `button.mail${this.read.has(mail.number) ? "" : ".unread"}`,
          { type: "button", onclick: () => this.show(mail.number) },
          h("strong", {}, name(mail.from)),
          h("time", {}, when(mail.date)),
          h("span.subject", {}, mail.subject || t("no_subject")),
        ),
      );
    this.node.replaceChildren(
      h(
        "div.row",
        {},
        h("span.muted", {}, this.customer.who.email),
        h("span.grow"),
        h("button.slack-button.plain", { type: "button", onclick: () => this.write() }, "✏️ ", t("write_mail")),
      ),
      items.length ? h("ul.mails", {}, items.map(row)) : h("p.empty", {}, t("no_mails")),
    );
  }

  async show(number) {
    const mail = await attempt(() => page("mail", { number }));
    if (!mail) return;
    this.open = number;
    this.read.add(number);
    this.drawLetter(mail);
  }

  drawLetter(mail) {
    const sides = [
      mail.html && ["html", t("letter.html")],
      ["text", t("letter.text")],
      ["source", t("letter.source")],
    ].filter(Boolean);
    if (!sides.some(([side]) => side === this.side)) this.side = sides[0][0];
    const tab = ([side, words]) =>
      h(
        "button.tab",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(this.side === side),
          onclick: () => {
            this.side = side;
            this.drawLetter(mail);
          },
        },
        words,
      );
    fill(
      this.node,
      h(
        "div.row",
        {},
        iconButton("←", t("back"), () => this.back(), "icon.back"),
        h("strong.grow", {}, mail.subject || t("no_subject")),
      ),
      h(
        "dl.facts",
        {},
        fact("from", mail.from),
        fact("to", mail.to.join(", ")),
        fact(
          "date",
          when(mail.date, (date) => `${full(date)}, ${clock(date)}`),
        ),
      ),
      h(
        "div.row",
        {},
        h("div.tabs.small", { role: "tablist", "aria-label": t("letter.sides") }, sides.map(tab)),
        h("span.grow"),
        h("button.slack-button.primary", { type: "button", onclick: () => this.answer(mail) }, "↩ ", t("answer")),
      ),
      this.sideOf(mail),
      mail.files.length ? h("p.muted", {}, "📎 ", mail.files.map((file) => file.name).join(", ")) : null,
    );
  }

  /** The frame may open links as tabs of their own, and nothing else: no script, no form, no remote picture. */
  sideOf(mail) {
    if (this.side === "html")
      return h("iframe.letter", {
        sandbox: "allow-popups allow-popups-to-escape-sandbox",
        src: `/page/letter/${mail.number}`,
        title: mail.subject || t("letter.html"),
        referrerpolicy: "no-referrer",
      });
    return h("pre.letter", { tabIndex: 0 }, this.side === "text" ? mail.text : mail.source);
  }

  back() {
    this.forget();
    this.load();
  }

  write() {
    this.open = -1;
    this.node.replaceChildren(writeMail({ sender: this.customer.who.email, to: "", subject: "" }, () => this.back()));
  }

  answer(mail) {
    const subject = /^(re|aw):/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`;
    const draft = {
      sender: this.customer.who.email,
      to: mail.reply_to,
      subject,
      answers: mail.message_id,
      quoted: mail.text,
      from: mail.from,
    };
    this.node.replaceChildren(writeMail(draft, () => this.back()));
  }
}

const fact = (key, words) => [h("dt", {}, t(`letter.${key}`)), h("dd", {}, words)];
const name = (from) => /^"?([^"<]+?)"?\s*</.exec(from)?.[1] ?? from;

function when(date, words = moment) {
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? date : words(parsed);
}
