// The switches of the workspace: channels that close, people who go, an app that loses its place.

import { control } from "./api.js";
import { h } from "./dom.js";
import { nameOf, roomOf, state } from "./state.js";
import { attempt, toast } from "./toast.js";
import { t } from "./words.js";

const button = (key, act, values = {}) =>
  h(
    "button.slack-button.plain",
    {
      type: "button",
      data: { act: key },
      onclick: async () => {
        if ((await attempt(act)) !== undefined) toast(t("done_so", { what: t(key, values) }), "good");
      },
    },
    t(key, values),
  );

/** The channel that is open, and those that were closed. */
export function channelSwitches() {
  const room = roomOf(state.room);
  const here = { channel: state.room, by: state.user };
  const name = { room: `#${room?.name ?? ""}` };
  const open = room && !room.im;
  return h(
    "fieldset",
    {},
    h("legend", {}, t("rooms")),
    open && room.bot ? button("ws.kick", () => control("kick", here), name) : null,
    open && !room.bot ? button("ws.invite", () => control("invite", here), name) : null,
    open ? button("ws.archive", () => control("archive", here), name) : null,
    (state.pieces.closed ?? []).map((one) =>
      button("ws.unarchive", () => control("unarchive", { channel: one.id, by: state.user }), { room: `#${one.name}` }),
    ),
  );
}

/** Everybody but the bot and whoever is looking. */
export function peopleSwitches() {
  const people = Object.values(state.pieces.people ?? {}).filter((one) => !one.bot && one.id !== state.user);
  const chosen = people.find((one) => one.id === state.changed) ?? people[0];
  if (!chosen) return null;
  const change = (fields) => () => control("change_user", { user: chosen.id, fields });
  const other = chosen.locale.startsWith("de") ? "en-US" : "de-DE";
  const name = { name: chosen.name, locale: other.slice(0, 2).toUpperCase() };
  const pick = h(
    "select.input.inline",
    {
      "aria-label": t("ws.person"),
      onchange: (event) => {
        state.changed = event.target.value;
        event.target.closest("fieldset").replaceWith(peopleSwitches());
      },
    },
    people.map((one) => h("option", { value: one.id, selected: one.id === chosen.id }, nameOf(one.id))),
  );
  return h(
    "fieldset",
    {},
    h("legend", {}, t("ws.people")),
    pick,
    button(chosen.deleted ? "ws.activate" : "ws.deactivate", change({ deleted: !chosen.deleted }), name),
    button("ws.speak", change({ locale: other }), name),
  );
}

export function appSwitches() {
  const gone = state.pieces.revoked;
  return h(
    "fieldset",
    {},
    h("legend", {}, t("ws.app")),
    gone ? button("ws.reinstall", () => control("reinstall")) : null,
    gone ? null : button("ws.revoke", () => control("revoke", { error: "token_revoked" })),
    gone ? null : button("ws.uninstall", () => control("revoke", { error: "account_inactive" })),
  );
}

/** What the switches depend on: they are drawn anew when it changes. */
export function situation() {
  const { rooms, closed, people, revoked } = state.pieces;
  return JSON.stringify([state.user, state.room, rooms, closed, people, revoked]);
}
