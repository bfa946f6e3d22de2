"""Canned replies: Markdown with placeholders, `{{requester.name}}` in English, `{{kunde.name}}` in German."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.reply_errors import (
    CannedBodyMissing,
    CannedBodyTooLong,
    CannedNameMissing,
    CannedNameTooLong,
    UnknownVariable,
    VariableEmpty,
)
from owona_bot.domain.text import is_blank, shortened
from owona_bot.domain.ticket import Ticket

NAME, BODY = "name", "body"
"""The fields that a refusal names."""

NAME_LIMIT = 75
"""Characters; Slack's limit for a choice of a select."""

BODY_LIMIT = 10_000
"""Characters, before anything is filled in."""

SHOWN = 60
"""Characters of a placeholder that a refusal repeats."""


class Variable(StrEnum):
    """What a reply can name; the value is its English word."""

    REQUESTER_NAME = "requester.name"
    """The customer's name in full, as the site or their mail has it."""

    REQUESTER_FIRST_NAME = "requester.first_name"
    """By `first_name`, so without titles."""

    REQUESTER_ADDRESS = "requester.address"
    """The e-mail address that the answer goes to."""

    TICKET_NUMBER = "ticket.number"
    """Bare digits: the `#` is the author's."""

    TICKET_TITLE = "ticket.title"
    """As the customer wrote it."""

    AGENT_NAME = "agent.name"
    """The display name of who sends, which the customer sees anyway."""

    TODAY = "today"
    """The day of sending, in the customer's language and zone."""


WORDS: dict[Variable, tuple[str, ...]] = {
    Variable.REQUESTER_NAME: ("requester.name", "kunde.name", "customer.name"),
    Variable.REQUESTER_FIRST_NAME: ("requester.first_name", "kunde.vorname", "customer.first_name"),
    Variable.REQUESTER_ADDRESS: ("requester.address", "kunde.adresse", "customer.address", "kunde.email"),
    Variable.TICKET_NUMBER: ("ticket.number", "ticket.nummer"),
    Variable.TICKET_TITLE: ("ticket.title", "ticket.titel"),
    Variable.AGENT_NAME: ("agent.name", "bearbeiter.name"),
    Variable.TODAY: ("today", "heute"),
}  # fmt: skip
"""The first is the English word, the second the German one."""

BY_WORD = {word: variable for variable, words in WORDS.items() for word in words}

PLACEHOLDER = re.compile(r"\{\{([^{}]*)(\}?\}?)")
"""Also one that nobody closed: it would go out as it stands."""

SYNTAX = re.compile(r"[\\`*\[\]<>~&()!\"{}|]|(?<![^\W_])_|_(?![^\W_])|#\Z")
"""What could be Markdown or a placeholder within a line; an underscore between letters never is."""

LINE_START = re.compile(r"[-+#=.]|[0-9]{1,9}(?=[.)])")

LEAD = re.compile(r"(?:[\s>*+#\\\-0-9.)]|\{\{[^{}]*\}\})*")
"""What may stand before a list's number or dash on its line, and what may turn out so."""

TITLES = frozenset(
    {"dr.", "prof.", "herr", "frau", "mr.", "mrs.", "ms.", "mr", "mrs", "ms", "dr", "prof", "dipl.-ing."}
)


@dataclass(frozen=True, slots=True)
class CannedReply:
    """`body` is Markdown; `owner` None: shared by the team."""

    id: int
    name: str
    body: str
    owner: AgentId | None


def may_edit(reply: CannedReply, agent: Agent) -> bool:
    """One's own, or a shared one as the table of rights has it; nobody else's."""
    if reply.owner is None:
        return may(agent, Act.CANNED_SHARED)
    return reply.owner == agent.id and may(agent, Act.CANNED)


def check(name: str, body: str) -> None:
    """Raises the FieldError of the first field that can't stay as it is; a name taken twice the database refuses."""
    if is_blank(name):
        raise CannedNameMissing(NAME)
    if len(name.strip()) > NAME_LIMIT:
        raise CannedNameTooLong(NAME, limit=NAME_LIMIT, length=len(name.strip()))
    if is_blank(body):
        raise CannedBodyMissing(BODY)
    if len(body) > BODY_LIMIT:
        raise CannedBodyTooLong(BODY, limit=BODY_LIMIT, length=len(body))
    for unknown in unknown_in(body):
        raise UnknownVariable(BODY, name=unknown, nearest=nearest(unknown))


def variables_in(body: str) -> tuple[Variable, ...]:
    """Those that are known, each once, in the order of the text."""
    return tuple(dict.fromkeys(variable for _, variable in placeholders(body) if variable is not None))


def unknown_in(body: str) -> tuple[str, ...]:
    """Placeholders that mean nothing, as they were written, each once."""
    return tuple(
        dict.fromkeys(shortened(found[0], SHOWN) for found, variable in placeholders(body) if variable is None)
    )


def placeholders(body: str) -> Iterator[tuple[re.Match[str], Variable | None]]:
    """With what each means."""
    for found in PLACEHOLDER.finditer(body):
        yield found, BY_WORD.get(found[1].strip().casefold()) if found[2] == "}}" else None


def nearest(written: str) -> str:
    """The placeholder that was likely meant, in the language it was written in, with its braces."""
    word = written.strip("{} ").casefold()
    return "{{" + (get_close_matches(word, BY_WORD, n=1, cutoff=0) or [Variable.REQUESTER_NAME])[0] + "}}"


def fill(body: str, values: Mapping[Variable, str], field: str = BODY) -> str:
    """Markdown in which each value is text of one line, whatever characters it has; within code the escapes show.

    Raises UnknownVariable, or VariableEmpty for one whose value is missing or blank; both name `field`.
    """
    parts, end = [], 0
    for found, variable in placeholders(body):
        if variable is None:
            raise UnknownVariable(field, name=shortened(found[0], SHOWN), nearest=nearest(found[0]))
        value = values.get(variable, "")
        if is_blank(value):
            raise VariableEmpty(field, name="{{" + found[1].strip() + "}}")
        before = unescaping(body[end : found.start()])
        parts += [before, literal(value, found)]
        end = found.end()
    return "".join([*parts, body[end:]])


def unescaping(before: str) -> str:
    """Without a backslash that would take the value's own escape away; one that is itself escaped stays."""
    odd = (len(before) - len(before.rstrip("\\"))) % 2
    return before[:-1] if odd else before


def literal(value: str, found: re.Match[str]) -> str:
    """The value as Markdown that says just that where `found` stands."""
    line = SYNTAX.sub(escape, " ".join(value.split()))
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    return begun(line, found.string[found.end() : found.end() + 1]) if LEAD.fullmatch(before) else line


def escape(found: re.Match[str]) -> str:
    """A backtick as an entity: no backslash keeps it from closing code."""
    return numbered("`") if found[0] == "`" else "\\" + found[0]


def begun(line: str, following: str) -> str:
    """Where it begins a line, which is no list or heading then; `following` may make a list of a number alone."""
    sign = LINE_START.match(line)
    if sign is not None:
        return f"{sign[0]}\\{line[sign.end() :]}" if sign[0].isdigit() else "\\" + line
    alone = line.isascii() and line.isdigit() and following in (".", ")")
    return numbered(line[0]) + line[1:] if alone else line


def numbered(character: str) -> str:
    """As an entity, which is never syntax."""
    return f"&#{ord(character)};"


def first_name(name: str | None) -> str:
    """`Lena` of `Lena Meier`, of `Meier, Lena` and of `Dr. Lena Meier`; empty for a title or an address alone."""
    last, comma, first = (name or "").partition(",")
    words = [word for word in (first if comma else last).split() if word.casefold() not in TITLES]
    return words[0] if words and "@" not in words[0] else ""


def values_for(ticket: Ticket, agent: Agent, today: str) -> dict[Variable, str]:
    """What `fill` needs; `today` as the customer writes a day."""
    return {
        Variable.REQUESTER_NAME: ticket.requester.name or "",
        Variable.REQUESTER_FIRST_NAME: first_name(ticket.requester.name),
        Variable.REQUESTER_ADDRESS: ticket.requester.address or "",
        Variable.TICKET_NUMBER: str(ticket.number),
        Variable.TICKET_TITLE: ticket.title,
        Variable.AGENT_NAME: agent.name,
        Variable.TODAY: today,
    }
