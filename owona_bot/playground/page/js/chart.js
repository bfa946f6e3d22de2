// data_visualization: labels with a bar each; what it says stands there as text too.

import { h } from "./dom.js";
import { text } from "./mrkdwn.js";

export function chart(block) {
  const rows = points(block);
  const most = Math.max(1, ...rows.map(([, value]) => Math.abs(value)));
  return h(
    "div.b-chart",
    {},
    block.title ? h("strong", {}, text(block.title)) : null,
    h(
      "dl",
      {},
      rows.map(([label, value]) => [h("dt", {}, label), h("dd", {}, bar(value / most), String(value))]),
    ),
  );
}

function bar(share) {
  const node = h("span.chart-bar", { "aria-hidden": "true" });
  node.style.setProperty("--share", `${Math.round(100 * Math.max(0, share))}%`);
  return node;
}

/** [label, number] wherever they stand in the block, a series' name before its points. */
function points(value, name = "") {
  if (Array.isArray(value)) return value.flatMap((one) => points(one, name));
  if (!value || typeof value !== "object") return [];
  const label = [name, value.label ?? value.name ?? ""].filter(Boolean).join(" · ");
  if (typeof value.value === "number") return [[label, value.value]];
  return Object.entries(value).flatMap(([key, inner]) => (key === "title" ? [] : points(inner, label)));
}
