// What went wrong, said once at the edge of the page, in words.

import { h } from "./dom.js";
import { t } from "./words.js";

const place = h("div.toasts", { role: "status", "aria-live": "polite" });
document.body.append(place);

export function toast(words, kind = "bad") {
  const node = h(`div.toast.${kind}`, {}, words);
  place.append(node);
  setTimeout(() => node.remove(), 6000);
}

/** Of an Answer that was not acked. */
export const complaint = (answer) => {
  if (answer.outcome === "cancelled") return "";
  if (answer.outcome === "not_connected") return t("bot_down_act");
  if (answer.outcome === "timeout") return t("bot_slow");
  return answer.detail || t(`outcome.${answer.outcome}`);
};

export function complain(answer) {
  const words = complaint(answer);
  if (words) toast(words);
}

/** What `act` gives, or undefined after its error was told. */
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    toast(error.message === "unreachable" ? t("unreachable") : error.message);
    return undefined;
  }
}
