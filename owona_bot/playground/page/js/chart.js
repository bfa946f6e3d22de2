// data_visualization: a drawing of our own as wide as there is room, and the same figures as a table beneath.

import { fill, h, newId } from "./dom.js";
import { frame, s, scale } from "./chart_axes.js";
import { locale, t } from "./words.js";

const WIDEST = 640;
const DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 2", "12 4"];

export const told = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(value);

export function chart(block) {
  const drawing = block.chart ?? {};
  const pie = drawing.type === "pie";
  const area = h("div.drawing");
  const draw = (width) => fill(area, pie ? round(drawing, width) : lines(drawing, width, block.title));
  draw(WIDEST);
  if (!pie) new ResizeObserver(([entry]) => draw(Math.min(WIDEST, entry.contentRect.width))).observe(area);
  const names = pie ? drawing.segments.map((one) => one.label) : drawing.series.map((one) => one.name);
  return h(
    "figure.b-chart",
    {},
    h("figcaption", {}, block.title),
    area,
    names.length > 1 || pie ? legend(names, pie ? drawing.segments : null) : null,
    h("details.figures", {}, h("summary", {}, t("chart.figures")), figures(drawing, block.title)),
  );
}

function legend(names, segments) {
  const sum = (segments ?? []).reduce((total, one) => total + one.value, 0);
  return h(
    "ul.legend",
    {},
    names.map((name, index) =>
      h(
        "li",
        {},
        h(`span.swatch.hue-${index % 6}`, { "aria-hidden": "true" }),
        name,
        segments ? h("b", {}, ` ${told(segments[index].value)} · ${Math.round((100 * segments[index].value) / sum)} %`) : null,
      ),
    ),
  );
}

function figures(drawing, title) {
  const rows = drawing.segments
    ? drawing.segments.map((one) => [one.label, one.value])
    : drawing.axis_config.categories.map((label) => [label, ...drawing.series.map((one) => valueAt(one, label))]);
  const head = drawing.segments ? ["", title] : [drawing.axis_config.x_label ?? "", ...drawing.series.map((one) => one.name)];
  return h(
    "div.table",
    { tabIndex: 0, role: "region", "aria-label": title },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("td", {}, head[0]), head.slice(1).map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        rows.map(([label, ...values]) =>
          h("tr", {}, h("th", { scope: "row" }, label), values.map((value) => h("td.to-right", {}, told(value)))),
        ),
      ),
    ),
  );
}

const valueAt = (series, label) => series.data.find((point) => point.label === label)?.value ?? 0;

/** Bars beside each other, or lines; an area is a line with what lies below it. */
function lines(drawing, width, title) {
  const { categories } = drawing.axis_config;
  const values = drawing.series.map((one) => categories.map((label) => valueAt(one, label)));
  const axes = scale(width, categories, values.flat());
  const made = values.map((row, index) =>
    drawing.type === "bar" ? bars(row, index, values.length, axes) : line(row, index, axes, drawing.type === "area"),
  );
  return frame(axes, drawing.axis_config, categories, title, made, told);
}

function bars(row, index, many, axes) {
  const room = Math.min(56, axes.step * 0.72);
  const wide = room / many;
  return row.map((value, at) => {
    const left = axes.x(at) - room / 2 + index * wide;
    const top = Math.min(axes.y(value), axes.y(0));
    const shape = { x: left, y: top, width: Math.max(1, wide - 1), height: Math.abs(axes.y(0) - axes.y(value)), rx: 2 };
    return s("rect", { ...shape, class: `fill hue-${index % 6}` }, s("title", {}, told(value)));
  });
}

function line(row, index, axes, filled) {
  const points = row.map((value, at) => [axes.x(at), axes.y(value)]);
  const path = `M${points.map((point) => point.join(" ")).join("L")}`;
  const last = points.at(-1)[0];
  const below = `${path}L${last} ${axes.y(0)}L${points[0][0]} ${axes.y(0)}Z`;
  return [
    filled ? s("path", { d: below, class: `fill faint hue-${index % 6}` }) : null,
    s("path", { d: path, class: `stroke hue-${index % 6}`, "stroke-dasharray": DASHES[index % 6] }),
    points.map(([x, y], at) => s("circle", { cx: x, cy: y, r: 3, class: `fill hue-${index % 6}` }, s("title", {}, told(row[at])))),
  ];
}

/** A ring: parts of a whole, the first from the top. */
function round(drawing) {
  const sum = drawing.segments.reduce((total, one) => total + one.value, 0);
  const id = newId("pie");
  let turned = 0;
  const parts = drawing.segments.map((one, index) => {
    const share = (100 * one.value) / sum;
    const arc = { r: 60, cx: 80, cy: 80, pathLength: 100, "stroke-dasharray": `${share} ${100 - share}` };
    turned += share;
    const name = s("title", {}, `${one.label}: ${told(one.value)}`);
    return s("circle", { ...arc, "stroke-dashoffset": share - turned, class: `ring hue-${index % 6}` }, name);
  });
  const label = s("title", { id }, drawing.segments.map((one) => `${one.label} ${told(one.value)}`).join(", "));
  const turn = { transform: "rotate(-90 80 80)" };
  return s("svg", { viewBox: "0 0 160 160", width: 160, height: 160, role: "img", "aria-labelledby": id }, label, s("g", turn, parts));
}
