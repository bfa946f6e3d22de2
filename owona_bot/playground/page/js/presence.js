// Whether somebody is there: the dot at the picture, do not disturb, a status; and the small sheet that sets them.

import { control } from "./api.js";
import { fill, h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { me, person, state } from "./state.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

const HOUR = 60;
const WIDTH = 250;
const STATUSES = [
  ["spiral_calendar_pad", "meeting"],
  ["bus", "commuting"],
  ["face_with_thermometer", "sick"],
  ["palm_tree", "vacation"],
];

const emojiOf = (one) => (one.status?.[0] ?? "").replaceAll(":", "");

/** As a word: what the dot and its ring mean. */
const standing = (one) => t(one.dnd ? "presence.dnd" : one.away ? "presence.away" : "presence.active");

/** Filled: there. A ring: away. A line through it: not to be disturbed. */
export function dot(id) {
  const one = person(id);
  if (!one || one.bot) return null;
  const name = `span.dot${one.away ? ".away" : ""}${one.dnd ? ".dnd" : ""}`;
  return h(name, { role: "img", "aria-label": standing(one), title: standing(one) });
}

export function statusSign(id) {
  const one = person(id);
  const emoji = one ? emojiOf(one) : "";
  return emoji ? h("span.says", { title: one.status[1] }, EMOJI[emoji] ?? `:${emoji}:`) : null;
}

const sheet = h("div.sheet", { popover: "auto", role: "dialog", "aria-label": t("presence") });
document.body.append(sheet);

/** One line that says how I stand, and opens the sheet. */
export function presenceLine() {
  const words = [standing(me()), me().status?.[1]].filter(Boolean).join(" · ");
  return h(
    "button.quiet.presence",
    {
      type: "button",
      "aria-haspopup": "dialog",
      onclick: (event) => open(event.currentTarget.getBoundingClientRect()),
    },
    words || t("presence"),
  );
}

function open(under) {
  draw();
  sheet.style.left = `${Math.max(8, Math.min(under.left, innerWidth - WIDTH - 8))}px`;
  sheet.style.top = `${under.bottom + 4}px`;
  sheet.showPopover();
  sheet.querySelector("input:checked")?.focus();
}

function draw() {
  const { away, dnd } = me();
  const radio = (label, on, told) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "away", checked: on, onchange: () => set("be_away", told) }),
      t(label),
    );
  fill(
    sheet,
    h(
      "div.there",
      { role: "radiogroup", "aria-label": t("presence") },
      radio("presence.active", !away, { away: false }),
      radio("presence.away", away, { away: true }),
    ),
    h(
      "label",
      {},
      h("input", {
        type: "checkbox",
        checked: dnd,
        onchange: (event) => set("be_quiet", { minutes: event.target.checked ? HOUR : 0 }),
      }),
      t("presence.quiet"),
    ),
    h("label.stacked", {}, t("presence.status"), statuses()),
  );
}

function statuses() {
  const mine = emojiOf(me());
  const choose = (event) => {
    const [emoji, word] = STATUSES.find(([name]) => name === event.target.value) ?? ["", ""];
    set("say_status", { emoji: emoji && `:${emoji}:`, text: word && t(`status.${word}`) });
  };
  return h(
    "select.input",
    { onchange: choose },
    h("option", { value: "", selected: !mine }, t("status.none")),
    STATUSES.map(([emoji, word]) =>
      h("option", { value: emoji, selected: emoji === mine }, `${EMOJI[emoji]} ${t(`status.${word}`)}`),
    ),
  );
}

const set = (what, told) => attempt(() => control(what, { user: state.user, ...told }));
