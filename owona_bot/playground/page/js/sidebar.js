// The left: who one is, the rooms with their unread marks, and what happens underneath.

import { h, iconButton } from "./dom.js";
import { peopleSwitch } from "./people.js";
import { presenceLine } from "./presence.js";
import { rooms, state } from "./state.js";
import { unread } from "./unread.js";
import { language, t } from "./words.js";

export function sidebar(act) {
  const node = h("nav.sidebar", { "aria-label": t("rooms") });
  node.draw = () => node.replaceChildren(...parts(act));
  return node;
}

function parts(act) {
  return [
    h(
      "header.bar",
      {},
      h("span.logo", { "aria-hidden": "true" }, "◎"),
      h("h1", {}, "owona"),
      h("span.grow"),
      iconButton(language() === "de" ? "EN" : "DE", t("other_language"), act.speak, "icon.words"),
    ),
    h("div.you", {}, h("h2", {}, t("you_are")), presenceLine()),
    peopleSwitch(act.person),
    h("h2", {}, t("rooms")),
    h(
      "ul.rooms",
      {},
      rooms()
        .filter((room) => !room.im)
        .map((room) => row(room, act)),
    ),
    h("h2", {}, t("apps")),
    h(
      "ul.rooms",
      {},
      rooms()
        .filter((room) => room.im)
        .map((room) => row(room, act)),
    ),
    h("span.grow"),
    ...state.about.shortcuts
      .filter((one) => one.kind === "global")
      .map((one) => h("button.quiet", { type: "button", onclick: () => act.shortcut(one.name) }, `⚡ ${one.name}`)),
    h(
      "button.quiet.beneath-switch",
      { type: "button", onclick: act.beneath, "aria-expanded": String(state.beneath ?? false) },
      "⚙ ",
      t("beneath"),
      state.pieces.faults ? h("span.badge.bad", {}, state.pieces.faults) : null,
    ),
  ];
}

function row(room, act) {
  const n = unread(room);
  const here = room.id === state.room;
  const sign = room.im ? "◎" : room.private ? "🔒" : "#";
  return h(
    "li",
    {},
    h(
      `button.room${here ? ".here" : ""}${n ? ".unread" : ""}`,
      {
        type: "button",
        "aria-current": here ? "true" : null,
        data: { room: room.name },
        onclick: () => act.room(room.id),
      },
      h("span.sign", { "aria-hidden": "true" }, sign),
      h("span.name", {}, room.name),
      n ? h("span.badge", { "aria-label": t("unread", { n }) }, n > 99 ? "99+" : n) : null,
    ),
  );
}
