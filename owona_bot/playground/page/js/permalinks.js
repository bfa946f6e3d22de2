// Links to messages of this workspace lead there without leaving the page, as in Slack.

const MESSAGE = /^\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})$/;

/** The room, the message and the thread that an address of ours leads to; null for any other. */
export function placeOf(address) {
  const url = new URL(address, location.href);
  const found = url.origin === location.origin && MESSAGE.exec(url.pathname);
  return found ? { room: found[1], ts: `${found[2]}.${found[3]}`, thread: url.searchParams.get("thread_ts") } : null;
}

/** Calls `lead` for a plain click; whoever wants another tab gets one. */
export function followed(event, lead) {
  const anchor = event.target.closest?.("a[href]");
  const place = anchor && placeOf(anchor.href);
  if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  lead(place);
}
