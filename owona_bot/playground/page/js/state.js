// What the page knows.

export const state = {
  about: { commands: [], shortcuts: [] },
  user: "U0ANNA",
  room: "C0TICKETS",
  thread: null,
  tab: "home",
  count: 50,
  pieces: {},
  lost: false,
};

export const person = (id) => state.pieces.people?.[id];
export const nameOf = (id) => person(id)?.name ?? id;
export const me = () => person(state.user) ?? { id: state.user, name: "…" };
export const rooms = () => state.pieces.rooms ?? [];
export const roomOf = (id) => rooms().find((room) => room.id === id);
export const message = (ts) => state.pieces[`m:${ts}`] ?? state.pieces[`t:${ts}`];

/** Kept in this browser, and read tolerantly. */
export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`owona.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`owona.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}
