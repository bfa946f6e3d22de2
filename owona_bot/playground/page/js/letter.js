// Writing a mail as the customer, with files, quoting what it answers.

import { page } from "./api.js";
import { h, iconButton } from "./dom.js";
import { picker } from "./files.js";
import { state } from "./state.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** A form; `done` is called when it was sent or given up. */
export function writeMail(draft, done) {
  const input = (name, value, type = "text") =>
    h("input.input", { name, value, type, "aria-label": t(`letter.${name}`), required: true });
  const to = input("to", draft.to || state.about.address);
  const subject = input("subject", draft.subject);
  const text = h("textarea.input", { rows: 10, "aria-label": t("letter.text"), required: true });
  const files = h("input", {
    type: "file",
    multiple: true,
    onchange: () => {
      names.textContent = [...files.files].map((file) => file.name).join(", ");
    },
  });
  const names = h("span.muted");
  const error = h("p.error", { role: "alert", hidden: true });
  const send = h("button.slack-button.primary", { type: "submit" }, t("send"));
  const form = h(
    "form.write",
    {
      onsubmit: (event) => {
        event.preventDefault();
        sent();
      },
    },
    h("div.row", {}, iconButton("←", t("back"), done, "icon.back"), h("strong", {}, t("write_mail"))),
    line("from", h("span", {}, draft.sender)),
    line("to", to),
    line("subject", subject),
    text,
    h("div.row", {}, picker(files), names),
    error,
    h("div.ends", {}, send),
  );

  async function sent() {
    send.disabled = true;
    try {
      await page("write", {
        sender: draft.sender,
        to: to.value,
        subject: subject.value,
        text: text.value + quoted(draft),
        answers: draft.answers ?? "",
        files: await Promise.all([...files.files].map(encoded)),
      });
      toast(t("mail_sent"), "good");
      done();
    } catch (problem) {
      error.textContent = problem.message === "unreachable" ? t("unreachable") : problem.message;
      error.hidden = false;
    } finally {
      send.disabled = false;
    }
  }

  setTimeout(() => text.focus());
  return form;
}

const line = (key, node) => h("label.line", {}, h("span", {}, t(`letter.${key}`)), node);

function quoted(draft) {
  if (!draft.quoted) return "\n";
  return `\n\n${t("letter.wrote", { from: draft.from })}\n${draft.quoted
    .trimEnd()
    .split("\n")
    .map((row) => `> ${row}`)
    .join("\n")}\n`;
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { name: file.name, type: file.type || "application/octet-stream", content: btoa(text) };
}
