// The switches that make things fail, as they fail in life.

import { control, page } from "./api.js";
import { h } from "./dom.js";
import { state } from "./state.js";
import { attempt, toast } from "./toast.js";
import { locale, t } from "./words.js";
import { appSwitches, channelSwitches, peopleSwitches } from "./workspace.js";

const SLACK = [
  ["slack_429", () => control("fault", { method: "*", kind: "ratelimited", times: 3, retry_after: 2 })],
  ["slack_5xx", () => control("fault", { method: "*", kind: "server_error", times: 3 })],
  ["slack_5xx_after", () => control("fault", { method: "chat.postMessage", kind: "server_error_after", times: 1 })],
  ["slack_drop", () => control("fault", { method: "*", kind: "drop", times: 1 })],
  ["slack_socket", () => control("close_sockets", { reason: "abort" })],
  ["slack_twice", () => control("deliver", { twice: true })],
];

const MAIL = [
  ["mail_4xx", () => page("mail_fault", { verb: "RCPT", kind: "451 4.3.0 Try again later", times: 3 })],
  ["mail_5xx", () => page("mail_fault", { verb: "RCPT", kind: "550 5.1.1 No such user", times: 1 })],
  ["mail_drop", () => page("mail_fault", { verb: "DOT", kind: "drop", times: 1 })],
];

const HOUSE = [
  ["kill_bot", () => page("house", { what: "kill_bot" })],
  ["start_bot", () => page("house", { what: "start_bot" })],
  ["stop_database", () => page("house", { what: "stop_database", seconds: 5 })],
];

const HOUR = 3600;
const DAY = 24 * HOUR;

const CLOCK = [
  ["clock_hour", () => page("house", { what: "move_clock", seconds: HOUR })],
  ["clock_day", () => page("house", { what: "move_clock", seconds: DAY })],
  ["clock_back", () => page("house", { what: "reset_clock" })],
];

export function faults() {
  const groups = [["Slack", SLACK], [t("mail"), MAIL], ...(state.about.house ? [[t("house"), HOUSE]] : [])];
  const clock = h("fieldset", {}, h("legend", {}, t("clock")), CLOCK.map(button), h("output.ahead", {}, ahead()));
  return h(
    "div.faults",
    {},
    groups.map(([title, switches]) => h("fieldset", {}, h("legend", {}, title), switches.map(button))),
    state.about.house ? clock : null,
    channelSwitches(),
    peopleSwitches(),
    appSwitches(),
    h(
      "fieldset",
      {},
      h("legend", {}, t("mend")),
      h("button.slack-button.plain", { type: "button", onclick: clear }, t("clear_faults")),
    ),
  );
}

/** How far the bot's clock is ahead: "1 Tag, 2 Stunden". */
export function ahead() {
  const seconds = state.pieces.ahead ?? 0;
  const parts = [
    ["day", Math.floor(seconds / DAY)],
    ["hour", Math.floor((seconds % DAY) / HOUR)],
  ].filter(([, n]) => n);
  const span = parts.map(([unit, n]) => n.toLocaleString(locale(), { style: "unit", unit, unitDisplay: "long" }));
  return parts.length ? t("clock_ahead", { span: span.join(", ") }) : t("clock_right");
}

const button = ([name, act]) =>
  h(
    "button.slack-button.plain",
    {
      type: "button",
      data: { fault: name },
      onclick: async () => {
        if ((await attempt(act)) !== undefined) toast(t("armed", { fault: t(`fault.${name}`) }), "good");
      },
    },
    t(`fault.${name}`),
  );

async function clear() {
  await attempt(() => control("clear_faults"));
  await attempt(() => page("mail_fault", { kind: null }));
  toast(t("cleared"), "good");
}
