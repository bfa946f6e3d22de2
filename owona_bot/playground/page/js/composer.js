// Where people write: text, files, slash commands and mentions, completed as one types.

import { control, upload } from "./api.js";
import { candidates } from "./completion.js";
import { h, iconButton, newId } from "./dom.js";
import { atHome } from "./home.js";
import { roomOf, state } from "./state.js";
import { complaint } from "./toast.js";
import { mrkdwnOf, richOf } from "./typed.js";
import { t } from "./words.js";

export class Composer {
  constructor({ thread = () => null } = {}) {
    this.thread = thread;
    this.files = [];
    this.active = -1;
    const list = newId("choices");
    this.choices = h("ul.choices", { role: "listbox", id: list, hidden: true, "aria-label": t("completion") });
    this.field = h("textarea", {
      rows: 1,
      "aria-label": t("write"),
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list,
      "aria-expanded": "false",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => setTimeout(() => this.offer([]), 150),
    });
    this.error = h("p.error", { role: "alert", hidden: true });
    this.picked = h("ul.chosen-files");
    this.picker = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "aria-label": t("attach"),
      onchange: () => this.pick(),
    });
    this.node = h(
      "form.composer",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.send();
        },
      },
      this.error,
      this.choices,
      h(
        "div.box",
        {},
        this.field,
        this.picked,
        h(
          "div.row",
          {},
          iconButton("+", t("attach"), () => this.picker.click()),
          iconButton("@", t("mention"), () => this.insert("@")),
          iconButton("/", t("commands"), () => this.insert("/")),
          h("span.grow"),
          h("button.send", { type: "submit", "aria-label": t("send"), title: t("send") }, "➤"),
        ),
        this.picker,
      ),
    );
  }

  clear() {
    this.field.value = "";
    this.files = [];
    this.typed();
    this.drawFiles();
    this.tell("");
  }

  place() {
    const room = roomOf(state.room);
    const closed = atHome() || state.about.read_only || !state.about.direct;
    this.node.hidden = !this.thread() && Boolean(room?.im && closed);
    this.field.placeholder = this.thread()
      ? t("reply_here")
      : t("message_to", { room: room?.im ? "owona" : `#${room?.name ?? ""}` });
  }

  insert(sign) {
    const before = this.field.value;
    this.field.value =
      sign === "/"
        ? before.startsWith("/")
          ? before
          : `/${before}`
        : `${before}${before && !/\s$/.test(before) ? " " : ""}@`;
    this.field.focus();
    this.typed();
  }

  typed() {
    this.grow();
    this.offer(candidates(this.field.value.slice(0, this.field.selectionStart)));
  }

  /** As high as its text; while hidden it has no height to go by. */
  grow() {
    this.field.style.setProperty("height", "auto");
    if (this.field.scrollHeight) this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, 200)}px`);
  }

  offer(found) {
    this.found = found;
    this.active = found.length ? 0 : -1;
    this.choices.hidden = !found.length;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
    this.choices.replaceChildren(
      ...found.map((one, index) =>
        h(
          "li",
          {
            role: "option",
            id: newId("choice"),
            "aria-selected": String(index === this.active),
            onmousedown: (event) => {
              event.preventDefault();
              this.take(index);
            },
          },
          h("strong", {}, one.shown),
          one.about ? h("small", {}, one.about) : null,
        ),
      ),
    );
    this.mark();
  }

  mark() {
    [...this.choices.children].forEach((node, index) =>
      node.setAttribute("aria-selected", String(index === this.active)),
    );
    const node = this.choices.children[this.active];
    if (node) this.field.setAttribute("aria-activedescendant", node.id);
    else this.field.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const one = this.found[index];
    const at = this.field.selectionStart;
    const head = this.field.value.slice(0, at - one.typed.length) + one.text;
    this.field.value = head + this.field.value.slice(at);
    this.field.setSelectionRange(head.length, head.length);
    this.typed();
  }

  key(event) {
    const offered = !this.choices.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offered && step) {
      event.preventDefault();
      this.active = (this.active + step + this.found.length) % this.found.length;
      return this.mark();
    }
    if (offered && event.key === "Escape") return (event.stopPropagation(), this.offer([]));
    if (offered && (event.key === "Tab" || (event.key === "Enter" && !this.complete()))) {
      event.preventDefault();
      return this.take(this.active);
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      return this.send();
    }
    return undefined;
  }

  /** Enter sends what is whole already instead of completing it. */
  complete() {
    const one = this.found[this.active];
    return one && one.text.trim() === one.typed.trim();
  }

  async pick() {
    for (const file of this.picker.files) {
      try {
        this.files.push({ id: await upload(state.user, file), name: file.name });
      } catch (error) {
        this.tell(error.message);
      }
    }
    this.picker.value = "";
    this.drawFiles();
  }

  drawFiles() {
    this.picked.replaceChildren(
      ...this.files.map((file, index) =>
        h(
          "li",
          {},
          `📎 ${file.name} `,
          iconButton("✕", t("files.remove", { name: file.name }), () => {
            this.files.splice(index, 1);
            this.drawFiles();
          }),
        ),
      ),
    );
  }

  tell(words) {
    this.error.textContent = words;
    this.error.hidden = !words;
  }

  /** What can't be sent stays in the field: nothing is queued. */
  async send() {
    const words = this.field.value.trim();
    if (!words && !this.files.length) return;
    this.offer([]);
    try {
      const trouble = words.startsWith("/") ? await this.command(words) : await this.post(words);
      if (trouble) this.tell(trouble);
      else this.clear();
    } catch (error) {
      this.tell(error.message === "unreachable" ? t("unreachable") : error.message);
    }
  }

  async command(line) {
    if (this.thread()) return t("no_commands_in_threads");
    const answer = await control("command", { user: state.user, channel: state.room, line });
    return answer.outcome === "acked" ? "" : complaint(answer);
  }

  async post(words) {
    const rich = richOf(words);
    const told = {
      user: state.user,
      channel: state.room,
      text: mrkdwnOf(words),
      files: this.files.map((file) => file.id),
    };
    if (rich.length) told.rich_text = { elements: rich };
    const thread = this.thread();
    await control("post", thread ? { ...told, thread_ts: thread } : told);
    return "";
  }
}
