// German and English; the switch is kept in this browser.

import { recall, remember } from "./state.js";
import { WORDS } from "./catalogue.js";

const browser = (navigator.language || "de").toLowerCase().startsWith("de") ? "de" : "en";
let chosen = recall("language", browser) === "en" ? "en" : "de";

export const language = () => chosen;
export const locale = () => (chosen === "de" ? "de-DE" : "en-GB");

export function speak(next) {
  chosen = next;
  remember("language", next);
  document.documentElement.lang = next;
}

/** The text of `key` with its {values}; an unknown key stands as it is. */
export function t(key, values = {}) {
  const text = WORDS[key]?.[chosen === "de" ? 0 : 1] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** `one` for 1, else `many`, both keys. */
export const count = (n, one, many) => t(n === 1 ? one : many, { n });
