// What each person has read: how many messages a room had when they looked last.

import { rooms, state } from "./state.js";

const marks = {};
let base = null;

/** Everything that stood when the page was opened counts as read. */
export function look() {
  if (!state.pieces.rooms) return;
  const mine = (marks[state.user] ??= {});
  base ??= Object.fromEntries(rooms().map((room) => [room.id, room.total]));
  for (const room of rooms()) {
    const seen = mine[room.id] ?? base[room.id] ?? 0;
    const here = room.id === state.room && document.visibilityState === "visible";
    mine[room.id] = here ? room.total : Math.min(seen, room.total);
  }
}

export const unread = (room) => Math.max(0, room.total - (marks[state.user]?.[room.id] ?? room.total));

export const unreadInAll = () => rooms().reduce((sum, room) => sum + unread(room), 0);
