"""What a program asks for behind the `?` of /api/export, read strictly: what is not understood is refused."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from urllib.parse import parse_qsl

from owona_bot.domain.errors import UserError
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_columns import check_paper, columns_of, read_columns
from owona_bot.domain.export_errors import (
    ExportQueryTwice,
    ExportQueryUnknown,
    ExportQueryUnreadable,
    ExportQueryUseless,
    ExportQueryWord,
)
from owona_bot.domain.filter_tree import Text
from owona_bot.domain.filters import parse
from owona_bot.domain.text import shortened
from owona_bot.domain.token import Scope

NAMES = ("what", "format", "filter", "columns", "messages", "notes", "excel", "locale")

FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

LOCALES = ("de", "en")

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")

SHOWN = 40
"""Characters of a word that a refusal repeats."""


def read(query: str, locale: str, zone: str) -> Spec:
    """Percent-encoded UTF-8, as forms are. Raises a UserError whose value `parameter` names what is wrong.

    The filter and the columns are found fit, so that nothing but the database can stop what follows.
    """
    asked = pairs(query)
    spec = Spec(
        what=What(word(asked, "what", [one.value for one in What], What.TICKETS.value)),
        format=Format(word(asked, "format", [one.value for one in Format], Format.CSV.value)),
        filter=asked.get("filter", ""),
        columns=read_columns(asked.get("columns", "")),
        messages=flag(asked, "messages"),
        notes=flag(asked, "notes"),
        excel=flag(asked, "excel"),
        locale=word(asked, "locale", LOCALES, locale),
        zone=zone,
    )
    check_use(spec)
    check(spec)
    return spec


def check_use(spec: Spec) -> None:
    """Raises ExportQueryUseless for what would make no difference: whoever asks expects one."""
    of_tickets = {"messages": spec.messages, "notes": spec.notes, "columns": spec.columns}
    useless = [(name, "what=metrics") for name, said in of_tickets.items() if said and spec.what is What.METRICS]
    if spec.excel and spec.format is not Format.CSV:
        useless.append(("excel", f"format={spec.format}"))
    for name, other in useless:
        raise ExportQueryUseless(name=name, other=other, parameter=name)


def check(spec: Spec) -> None:
    """Raises what `parse` of filters, `columns_of` or `check_paper` does, and says of which parameter."""
    try:
        parameter = "filter"
        parse(spec.filter, spec.locale)
        parameter = "columns"
        columns_of(spec)
        parameter = "messages"
        check_paper(spec)
    except UserError as error:
        error.values.setdefault("parameter", parameter)
        raise


def pairs(query: str) -> dict[str, str]:
    """Each name once. Raises ExportQueryUnreadable, ExportQueryUnknown or ExportQueryTwice."""
    try:
        told = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=2 * len(NAMES))
    except ValueError as fault:  # so is a UnicodeDecodeError
        raise ExportQueryUnreadable(parameter="") from fault
    found: dict[str, str] = {}
    for name, value in told:
        if name not in NAMES:
            nearest = (get_close_matches(name.lower(), NAMES, n=1, cutoff=0) or NAMES)[0]
            raise ExportQueryUnknown(name=shortened(name, SHOWN), nearest=nearest, parameter=shortened(name, SHOWN))
        if name in found:
            raise ExportQueryTwice(name=name, parameter=name)
        if CONTROLS.search(value):
            raise ExportQueryUnreadable(parameter=name)
        found[name] = value
    return found


def word(asked: dict[str, str], name: str, known: Sequence[str], otherwise: str) -> str:
    """One of `known`. Raises ExportQueryWord."""
    value = asked.get(name, otherwise)
    if value not in known:
        fits = ", ".join(known)
        nearest = (get_close_matches(value.lower(), known, n=1, cutoff=0) or known)[0]
        raise ExportQueryWord(word=shortened(value, SHOWN), name=name, nearest=nearest, fits=fits, parameter=name)
    return value


def flag(asked: dict[str, str], name: str) -> bool:
    """Nothing is no. Raises ExportQueryWord."""
    return FLAGS[word(asked, name, tuple(FLAGS), "0")]


def scopes_for(spec: Spec) -> tuple[Scope, ...]:
    """What a token needs for it, the most common first. Words are looked for in internal notes, too."""
    words = any(isinstance(term.condition, Text) for term in parse(spec.filter).terms)
    return (Scope.EXPORT, Scope.EXPORT_NOTES) if spec.notes or words else (Scope.EXPORT,)
