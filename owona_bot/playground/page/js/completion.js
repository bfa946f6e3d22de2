// What may be meant by what was typed so far: commands and their words, people.

import { state } from "./state.js";

const MOST = 8;

/** [{typed, text, shown, about}]: `typed` is replaced by `text`. */
export function candidates(before) {
  const command = /^\/(\S*)$/.exec(before);
  if (command) return commands(before);
  const verb = /^(\/\S+)\s+(\S*)$/.exec(before);
  if (verb) return verbs(verb[1], verb[2]);
  const name = /(?:^|\s)@([\p{L}\d._-]*)$/u.exec(before);
  return name ? people(name[1]) : [];
}

const commands = (typed) =>
  state.about.commands
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({ typed, text: `${one.command} `, shown: one.command, about: one.description }));

function verbs(command, typed) {
  const known = state.about.commands.find((one) => one.command === command);
  return (known?.words ?? [])
    .map((word) => [word.split(" ")[0], word])
    .filter(([verb]) => verb.startsWith(typed.toLowerCase()))
    .slice(0, 12)
    .map(([verb, word]) => ({ typed, text: word === verb ? verb : `${verb} `, shown: word, about: "" }));
}

const people = (typed) =>
  Object.values(state.pieces.people ?? {})
    .filter(
      (one) =>
        !one.deleted && [one.name, one.handle].some((name) => name.toLowerCase().startsWith(typed.toLowerCase())),
    )
    .slice(0, MOST)
    .map((one) => ({ typed: `@${typed}`, text: `@${one.name} `, shown: `@${one.name}`, about: one.real_name }));
