// Every block and element that the page can show, drawn by the same code as the desk; pressing tells what Slack would send.

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { state } from "./state.js";
import { language, speak, t } from "./words.js";

const OFFER = ["Anna", "Andrea", "Ben"].map((name) => ({
  text: { type: "plain_text", text: name },
  value: name.toLowerCase(),
}));
const begins = (typed) => (option) => option.value.startsWith(typed.toLowerCase());

async function begin() {
  speak(language());
  state.pieces.people = {
    U0ANNA: { id: "U0ANNA", name: "Anna", real_name: "Anna Albers" },
    U0BEN: { id: "U0BEN", name: "Ben", real_name: "Ben Berg" },
  };
  state.pieces.rooms = [
    { id: "C0TICKETS", name: "tickets", total: 0 },
    { id: "C0GENERAL", name: "general", total: 0 },
  ];
  const shown = await (await fetch("/page/files/gallery.json")).json();
  const pressed = h("p.pressed", { role: "status" }, "–");
  const press = async (block, part, value) => {
    pressed.textContent = JSON.stringify({ [part.action_id]: value });
  };
  const ask = async (block, part, typed) => ({ outcome: "acked", body: { options: OFFER.filter(begins(typed)) } });
  const fields = new Map();
  document.body.append(
    h(
      "main",
      {},
      h("h1", {}, "Block Kit"),
      pressed,
      Object.entries(shown).map(([name, list]) =>
        h(
          "section",
          { data: { name } },
          h("h2", {}, name),
          blocks(list, { press, ask, fields, errors: { wrong: t("outcome.refused") } }),
        ),
      ),
      h(
        "button.slack-button.primary",
        {
          type: "button",
          id: "read",
          onclick: () => {
            pressed.textContent = JSON.stringify(read(fields));
          },
        },
        "state.values",
      ),
    ),
  );
}

const read = (fields) => Object.fromEntries([...fields].map(([key, field]) => [key, field.value()]));

begin();
