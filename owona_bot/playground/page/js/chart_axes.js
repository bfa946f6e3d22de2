// The axes of a drawing: round figures on the left, as many names below as have room.

import { append } from "./dom.js";

const LOW = 8;
const LETTER = 6.6; // pixels of a character of 11 px, widely reckoned
const HEIGHT = 240;

export function s(name, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(props)) {
    if (value !== null && value !== undefined && value !== "") node.setAttribute(key, String(value));
  }
  return append(node, children);
}

/** Places in pixels: `x` of the nth category, `y` of a value, and the round values that have a line. */
export function scale(width, categories, values) {
  const ticks = round(Math.min(0, ...values), Math.max(0, ...values), values.every(Number.isInteger));
  const left = LOW + LETTER * Math.max(...ticks.map((tick) => String(tick).length + (Math.abs(tick) > 999 ? 1 : 0)));
  const [top, bottom] = [22, HEIGHT - 36];
  const step = (width - left - LOW) / categories.length;
  const [low, high] = [ticks[0], ticks.at(-1)];
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  return { width, left, bottom, step, ticks, y, x: (at) => left + step * (at + 0.5) };
}

/** From below the least to above the most, in steps of 1, 2 or 5; of what is counted in whole ones. */
function round(least, most, counted) {
  const span = most - least || 1;
  const power = 10 ** Math.max(counted ? 0 : -9, Math.floor(Math.log10(span / 4)));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => span / by <= 6);
  const found = [];
  for (let at = Math.floor(least / step); at <= Math.ceil((most || 1) / step); at += 1) found.push(tidy(at * step));
  return found.length > 1 ? found : [0, step];
}

const tidy = (value) => Number(value.toPrecision(12));

export function frame(axes, config, categories, title, made, told) {
  const told_ = [title, config.y_label, config.x_label].filter(Boolean).join(" · ");
  return s(
    "svg",
    { viewBox: `0 0 ${axes.width} ${HEIGHT}`, width: axes.width, height: HEIGHT, role: "img", "aria-label": told_ },
    axes.ticks.map((tick) => [
      s("line", { x1: axes.left, x2: axes.width - LOW, y1: axes.y(tick), y2: axes.y(tick), class: tick === 0 ? "axis" : "grid" }),
      s("text", { x: axes.left - 5, y: axes.y(tick) + 4, class: "right" }, told(tick)),
    ]),
    made,
    names(axes, categories),
    config.y_label ? s("text", { x: 0, y: 11 }, config.y_label) : null,
    config.x_label ? s("text", { x: axes.width - LOW, y: HEIGHT - 3, class: "right" }, config.x_label) : null,
  );
}

/** Every name, or every second, third …: as many as stand beside each other. */
function names(axes, categories) {
  const widest = LETTER * Math.max(...categories.map((name) => name.length)) + 6;
  const every = Math.max(1, Math.ceil(widest / axes.step));
  return categories.map((name, at) => {
    if (at % every) return null;
    const half = (LETTER * name.length) / 2;
    const x = Math.max(half, Math.min(axes.x(at), axes.width - half));
    return s("text", { x, y: HEIGHT - 20, class: "middle" }, name);
  });
}
