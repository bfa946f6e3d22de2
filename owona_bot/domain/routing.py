"""Which channel a ticket's card goes to: rules from the operator's file, the first that fits wins."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from owona_bot.domain.config_faults import LINE, NotRules, shown, unknown
from owona_bot.domain.ticket import Category, Priority

CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
"""An id, not a name: names change."""

LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a ticket decides where its card stands; `language` has two letters, None where nobody knows."""

    category: str
    priority: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Fits a ticket that has all that it names; None names nothing."""

    channel: str
    category: str | None = None
    priority: str | None = None
    language: str | None = None

    def fits(self, ticket: Traits) -> bool:
        """Whether nothing that it names is otherwise."""
        wanted = (self.category, self.priority, self.language)
        return all(
            want in (None, has)
            for want, has in zip(wanted, (ticket.category, ticket.priority, ticket.language), strict=True)
        )


Rules: TypeAlias = tuple[Rule, ...]


def route(ticket: Traits, rules: Rules, default: str) -> str:
    """The channel of the first rule that fits."""
    return next((rule.channel for rule in rules if rule.fits(ticket)), default)


def refuge(channel: str, fallback: str, refused: Collection[str]) -> str:
    """Where something stands instead, while its channel refuses us; where all refuse, it waits for its own."""
    return fallback if channel in refused and fallback not in refused else channel


def rules_in(section: object, line: object) -> Rules:
    """Of `routing:`, in a file that begins on that line. Raises NotRules, which names every fault."""
    entries = section or ()
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise NotRules([f"line {line}: routing: must be a list of rules, each beginning with `-`"])
    read = [rule_in(number, entry, line) for number, entry in enumerate(entries, 1)]
    faults = [fault for _, found in read for fault in found]
    if faults:
        raise NotRules(faults)
    return tuple(rule for rule, _ in read if rule is not None)


FIELDS: dict[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "priority": tuple(Priority),
    "language": (),
    "channel": (),
}
"""What a rule may say, and the words that fit where there are few."""


def rule_in(number: int, entry: object, line: object) -> tuple[Rule | None, list[str]]:
    """The rule, or what is wrong with it; `line` is the section's."""
    if not isinstance(entry, Mapping):
        return None, [
            f"line {line}: routing, rule {number}: must have keys, such as `category: billing, channel: C0123ABCD`"
        ]
    where = f"line {entry[LINE]}: routing, rule {number}"
    faults = unknown(entry, FIELDS)
    fields = {name: entry[name] for name in FIELDS if name in entry}
    faults += [f"{where}: {name}: {why}" for name, value in fields.items() if (why := wrong(name, value))]
    if "channel" not in fields:
        faults.append(f"{where}: channel is missing")
    if not fields.keys() - {"channel"}:
        faults.append(f"{where}: names nothing that a ticket must have; the default is OWONA_SLACK__CHANNELS__TICKETS")
    return (None if faults else Rule(**{name: str(value) for name, value in fields.items()})), faults


def wrong(name: str, value: object) -> str | None:
    """Why the value can't stand there."""
    words = FIELDS[name]
    if words:
        return None if value in words else f"{shown(value)} is none of {', '.join(words)}"
    form, example = (CHANNEL, "C0123ABCD") if name == "channel" else (LANGUAGE, "en")
    if isinstance(value, str) and form.fullmatch(value):
        return None
    return f"{shown(value)} is not in the form of {example}"
