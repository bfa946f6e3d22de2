// Joins the panes: one feed for the window that is open, one redraw for what it brings.

import { control, listen, page } from "./api.js";
import { Beneath } from "./beneath.js";
import { Channel } from "./channel.js";
import { Composer } from "./composer.js";
import { Customer } from "./customer.js";
import { h, iconButton } from "./dom.js";
import { enter, Home } from "./home.js";
import { Modal } from "./modal.js";
import { followed, placeOf } from "./permalinks.js";
import { sidebar } from "./sidebar.js";
import { me, recall, remember, roomOf, rooms, state } from "./state.js";
import { Thread } from "./thread.js";
import { attempt, complain } from "./toast.js";
import { look, unreadInAll } from "./unread.js";
import { language, speak, t } from "./words.js";

/** The conversation of a person with the bot; the rooms shown may still be those of whoever looked before. */
const direct = (user) => `D${user.slice(1)}`;

const acts = {
  person: (id) => {
    turn({ user: id, room: state.room.startsWith("D") ? direct(id) : state.room, thread: null });
    enter();
  },
  room: (id) => {
    turn({ room: id.startsWith("D") ? direct(state.user) : id, thread: null });
    enter();
    pane("desk");
  },
  lead: ({ room, ts, thread }) => {
    turn({ room, thread, tab: "messages" });
    pane("desk");
    channel.seek(thread ?? ts);
  },
  tab: (name) => {
    turn({ tab: name, thread: null });
    redraw({});
    enter();
  },
  speak: () => {
    speak(language() === "de" ? "en" : "de");
    location.reload();
  },
  beneath: () => {
    state.beneath = !state.beneath;
    beneath.draw();
    bar.draw();
    if (innerWidth < 720) pane(state.beneath ? "beneath" : "desk");
  },
  shortcut: async (name) => {
    const answer = await attempt(() => control("shortcut", { user: state.user, name }));
    if (answer && answer.outcome !== "acked") complain(answer);
  },
};

const KEPT = ["people", "rooms", "sockets", "ahead", "revoked"]; // what is the same in every window
const FIRST = { user: "U0ANNA", room: "C0TICKETS" };

speak(language());
const bar = sidebar(acts);
const channel = new Channel({
  open: (ts) => turn({ thread: ts }),
  more: () => turn({ count: state.count + 50 }, false),
});
const thread = new Thread({ close: () => turn({ thread: null }) });
const composer = new Composer();
const home = new Home(acts.tab);
const modal = new Modal();
const customer = new Customer();
const beneath = new Beneath(acts.beneath);
const banner = h("p.banner", { role: "alert", hidden: true });
const title = h("h2", {});
let source = null;

/** Another window: what doesn't fit it is forgotten. */
function turn(change, forget = true) {
  const room = change.room !== undefined || change.user !== undefined;
  if ("thread" in change && change.thread !== state.thread) {
    thread.forget();
    state.pieces.thread = [];
  }
  Object.assign(state, change);
  if (room) {
    channel.forget();
    composer.clear();
    state.count = 50;
  }
  if (forget && room)
    state.pieces = Object.fromEntries(KEPT.map((name) => [name, state.pieces[name]]));
  remember("window", { user: state.user, room: state.room });
  connect();
  if (room) redraw({});
}

function connect() {
  source?.close();
  const query = { user: state.user, channel: state.room, count: state.count };
  source = listen(state.thread ? { ...query, thread: state.thread } : query, heard, lose);
}

/** A window that was remembered from another workspace may not be there: then the first one is. */
function lose(lost) {
  const refused = lost && source.readyState === EventSource.CLOSED;
  if (refused && (state.user !== FIRST.user || state.room !== FIRST.room)) return turn(FIRST);
  state.lost = lost;
  return drawBanner();
}

function heard(pieces) {
  Object.assign(state.pieces, pieces);
  look();
  redraw(pieces);
  if (!roomOf(state.room) && rooms().length) turn({ room: rooms()[0].id });
}

function redraw(changed) {
  bar.draw();
  title.replaceChildren(roomTitle());
  composer.place();
  channel.draw();
  home.draw();
  thread.draw();
  thread.composer.place();
  modal.draw();
  drawBanner();
  if (state.about.customer) customer.refresh(changed);
  beneath.load();
  const n = unreadInAll();
  document.title = `${n ? `(${n}) ` : ""}owona · ${me().name}`;
}

function roomTitle() {
  const room = roomOf(state.room);
  if (!room) return "";
  return room.im ? "owona" : `${room.private ? "🔒 " : "# "}${room.name}`;
}

/** Says so while nobody answers; nothing is kept to be sent later. */
function drawBanner() {
  const down = state.pieces.sockets === 0;
  const frozen = state.pieces.database?.gone;
  const gone = !state.lost && state.pieces.revoked;
  banner.hidden = !(state.lost || gone || down || frozen);
  const key = state.lost ? "unreachable" : gone ? `gone.${gone}` : down ? "bot_down" : frozen ? "database_gone" : "";
  banner.textContent = key ? t(key) : "";
}

/** On a phone one pane at a time. */
function pane(name) {
  document.body.dataset.pane = name;
  document
    .querySelectorAll(".panes button")
    .forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.to === name)));
}

function panes() {
  const to = (name, sign, words) =>
    h(
      "button",
      {
        type: "button",
        data: { to: name },
        "aria-pressed": "false",
        onclick: () => {
          if (name === "beneath" && !state.beneath) acts.beneath();
          pane(name);
        },
      },
      h("span", { "aria-hidden": "true" }, sign),
      words,
    );
  return h(
    "div.panes",
    { role: "toolbar", "aria-label": t("panes") },
    to("rooms", "☰", t("rooms")),
    to("desk", "💬", t("desk")),
    state.about.customer ? to("customer", "✉️", t("customer")) : null,
    to("beneath", "⚙", t("beneath")),
  );
}

function middle() {
  const toRooms = iconButton("☰", t("rooms"), () => pane("rooms"), "icon.to-rooms");
  const head = h("header.bar", {}, toRooms, title, home.tabs);
  const parts = [head, home.node, channel.node, composer.node];
  const room = h("section.room-pane", { "aria-label": t("messages") }, parts);
  return h("main.desk", {}, banner, h("div.middle", {}, room, thread.node), beneath.node);
}

/** What holds for the whole page. */
function listenToAll() {
  document.addEventListener("visibilitychange", () => {
    look();
    bar.draw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.thread && !document.querySelector("dialog[open]")) turn({ thread: null });
  });
  document.addEventListener("click", (event) => {
    followed(event, acts.lead);
    for (const open of document.querySelectorAll("details.overflow[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}

async function begin() {
  const known = recall("window", {});
  Object.assign(state, { user: known.user ?? FIRST.user, room: known.room ?? FIRST.room });
  state.about = (await attempt(() => page("about"))) ?? state.about;
  const aside = state.about.customer ? customer.node : null;
  document.body.append(h("div.app", {}, bar, middle(), aside), panes());
  document.body.classList.toggle("alone", !aside);
  pane("desk");
  if (aside) customer.draw();
  const place = placeOf(location.href);
  if (place) acts.lead(place);
  else connect();
  enter();
  listenToAll();
}

begin();
