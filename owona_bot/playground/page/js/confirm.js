// Slack's confirm dialog: the question that stands before an act.

import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";
import { t } from "./words.js";

/** True when the person says yes; Escape and the dark beside it say no. */
export function ask(question) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog.confirm",
      {
        "aria-labelledby": "confirm-title",
        onclose: () => {
          dialog.remove();
          resolve(dialog.returnValue === "yes");
        },
      },
      h(
        "form",
        {
          method: "dialog",
          onsubmit: (event) => {
            event.preventDefault();
          },
        },
        h("h2", { id: "confirm-title" }, plain(question.title)),
        h("p", {}, text(question.text)),
        h(
          "div.ends",
          {},
          h(
            "button.slack-button.plain",
            { type: "button", onclick: () => dialog.close("no") },
            plain(question.deny) || t("cancel"),
          ),
          h(
            `button.slack-button.${question.style === "danger" ? "danger" : "primary"}`,
            { type: "button", autofocus: true, onclick: () => dialog.close("yes") },
            plain(question.confirm) || t("yes"),
          ),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
