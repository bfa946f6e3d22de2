// The people of the workspace: their pictures, and the switch between them.

import { h } from "./dom.js";
import { dot, statusSign } from "./presence.js";
import { nameOf, person, state } from "./state.js";
import { t } from "./words.js";

const MOST = 8;

/** Who may be chosen: members first, guests last. */
function team() {
  const people = Object.values(state.pieces.people ?? {}).filter((one) => !one.bot && !one.deleted && !one.stranger);
  return [...people.filter((one) => !one.guest), ...people.filter((one) => one.guest)].slice(0, MOST);
}

function role(one) {
  const key = `role.${one.id}`;
  return t(key) === key ? (one.guest ? t("role.U0GRETA") : one.real_name) : t(key);
}

const HUES = { U0ANNA: 168, U0BEN: 218, U0MIA: 288, U0GRETA: 28, U0OWONA: 152, U0ELSA: 340 };

/** First letters on a colour of their own. */
export function avatar(id, size = "") {
  const name = nameOf(id);
  const hue = HUES[id] ?? [...String(id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 360;
  const node = h(
    `span.avatar${size && `.${size}`}${person(id)?.bot ? ".bot" : ""}`,
    { "aria-hidden": "true" },
    person(id)?.bot ? "◎" : name.slice(0, 1),
  );
  node.style.setProperty("--hue", hue);
  return node;
}

/** Whoever is chosen acts from then on. */
export function peopleSwitch(choose) {
  return h(
    "div.people",
    { role: "radiogroup", "aria-label": t("you_are") },
    team().map((one) => {
      const { id } = one;
      const chosen = id === state.user;
      return h(
        `button.person${chosen ? ".chosen" : ""}`,
        {
          type: "button",
          role: "radio",
          "aria-checked": String(chosen),
          tabIndex: chosen ? 0 : -1,
          data: { user: id },
          onclick: () => choose(id),
          onkeydown: (event) => beside(event, id, choose),
        },
        h("span.seen", {}, avatar(id), dot(id)),
        h("span", {}, h("strong", {}, nameOf(id), statusSign(id)), h("small", {}, role(one))),
      );
    }),
  );
}

function beside(event, id, choose) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const ids = team().map((one) => one.id);
  choose(ids[(ids.indexOf(id) + step + ids.length) % ids.length]);
  document.querySelector(".person.chosen")?.focus();
}
