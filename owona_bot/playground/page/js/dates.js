// Times as people say them, in the page's language.

import { state } from "./state.js";
import { locale } from "./words.js";

const DAY = 86_400_000;
const format = (options) => (date) => new Intl.DateTimeFormat(locale(), options).format(date);

export const clock = format({ hour: "2-digit", minute: "2-digit" });
export const seconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const long = format({ day: "numeric", month: "long", year: "numeric" });
const short = format({ day: "numeric", month: "short", year: "numeric" });
export const full = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const numeric = format({ day: "2-digit", month: "2-digit", year: "numeric" });
export const moment = format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

const STEPS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "vor 3 Tagen", "in 2 hours". */
export function ago(date, now = Date.now()) {
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const apart = date.getTime() - now;
  const [unit, step] = STEPS.find(([, size]) => Math.abs(apart) >= size) ?? ["second", 1000];
  return words.format(Math.trunc(apart / step), unit);
}

/** "heute", "gestern", or null for other days. */
function pretty(date, now = Date.now()) {
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
}

const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

/** The heading above the messages of a day. */
export const dayOf = (date) => pretty(date) ?? full(date);

const TOKENS = {
  date_num: numeric,
  date: long,
  date_short: short,
  date_long: full,
  date_pretty: (date, now) => pretty(date, now) ?? long(date),
  date_short_pretty: (date, now) => pretty(date, now) ?? short(date),
  date_long_pretty: (date, now) => pretty(date, now) ?? full(date),
  date_slash: numeric,
  time: clock,
  time_secs: seconds,
  ago,
  day_divider_pretty: (date, now) => pretty(date, now) ?? full(date),
};

/** Slack's `{date} at {time}`, told by the bot's clock where that is ahead; the fallback for a time that is none. */
export function slackDate(timestamp, pattern, fallback) {
  const date = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(date.getTime())) return fallback ?? "";
  const now = Date.now() + (state.pieces.ahead ?? 0) * 1000;
  return pattern.replace(/\{(\w+)\}/g, (all, name) => TOKENS[name]?.(date, now) ?? all);
}

export const ofTs = (ts) => new Date(Number(ts) * 1000);
