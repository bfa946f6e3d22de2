// Files: chosen in a form or beneath the composer, and shown in messages.

import { upload } from "./api.js";
import { h, iconButton } from "./dom.js";
import { state } from "./state.js";
import { t } from "./words.js";

export const size = (bytes) =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${Math.round(bytes / 1024)} kB`
      : `${(bytes / 1048576).toFixed(1)} MB`;

/** The browser's own button speaks the browser's language; this one speaks the page's. */
export const picker = (input) => {
  input.classList.add("unseen");
  return h("label.slack-button.plain.picker", {}, "📎 ", t("files.choose"), input);
};

/** A field to drop files on; its value are ids of files that were uploaded. */
export function fileInput(element, about) {
  const chosen = [...(about.stated ?? [])].map((file) => ({ id: file.id, name: file.name }));
  const list = h("ul.chosen-files");
  const input = h("input", {
    type: "file",
    "aria-describedby": about.label,
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(",") ?? null,
    onchange: () =>
      take(input.files).finally(() => {
        input.value = "";
      }),
  });
  const node = h(
    "div.drop",
    { ondragover: (event) => event.preventDefault(), ondrop: (event) => dropped(event) },
    picker(input),
    list,
  );
  const draw = () =>
    list.replaceChildren(
      ...chosen.map((file, index) =>
        h(
          "li",
          { data: { id: file.id, name: file.name } },
          `📎 ${file.name} `,
          iconButton("✕", t("files.remove", { name: file.name }), () => {
            chosen.splice(index, 1);
            draw();
          }),
        ),
      ),
    );
  const take = async (files) => {
    for (const file of files) {
      chosen.push({ id: await upload(state.user, file), name: file.name });
      draw();
    }
  };
  const dropped = (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  draw();
  return { node, value: () => chosen.map((file) => file.id) };
}

/** A file as a message shows it: pictures to look at, a PDF to open beside, all else to save. */
export function fileCard(file) {
  if (file.mode === "tombstone") return h("div.file.gone", {}, t("files.gone"));
  const href = `/bytes/${encodeURIComponent(file.id)}`;
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? ""))
    return h(
      "a.file",
      { href, target: "_blank", rel: "noopener" },
      h("img.picture", { src: href, alt: file.alt_txt || file.name, loading: "lazy" }),
      named(file),
    );
  const card = h("a.file", { href, download: file.name, title: t("files.save") }, icon(file), named(file), saving());
  if (file.mimetype !== "application/pdf") return card;
  const open = { href: `${href}?open`, target: "_blank", rel: "noopener", "aria-label": `${t("files.open")}: ${file.name}` };
  return h("div.file-row", {}, card, h("a.slack-button", open, t("files.open")));
}

const icon = (file) => {
  const kind = (file.filetype ?? "").slice(0, 6).toUpperCase();
  return h(`span.file-icon.${KINDS[kind] ?? "of-other"}`, { "aria-hidden": "true" }, KINDS[kind] ? kind : "📄");
};

const KINDS = { CSV: "of-cells", XLSX: "of-cells", JSON: "of-code", NDJSON: "of-code", PDF: "of-pages" };

const saving = () => h("span.saving", { "aria-hidden": "true" }, "⬇");

const named = (file) =>
  h(
    "span.file-name",
    {},
    h("strong", {}, file.title || file.name),
    h("small", {}, `${file.pretty_type ?? ""} · ${size(file.size ?? 0)}`),
  );
