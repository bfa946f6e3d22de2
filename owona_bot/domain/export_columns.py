"""The columns that an export may have: their names, which of them are usual, and what stands in them."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_errors import (
    ExportColumnMistyped,
    ExportColumnTwice,
    ExportColumnUnknown,
    ExportPaperHasNoMessages,
    ExportTooLongForPaper,
)
from owona_bot.domain.text import shortened


class Holds(Enum):
    """TEXT is from outside, if only by an import, and may be anything; CODE is one of our own words, or an id."""

    TEXT = auto()
    CODE = auto()
    NUMBER = auto()
    TIME = auto()
    YES_OR_NO = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its key in JSON, and what is typed; `heading` is a key of the catalogue."""

    name: str
    holds: Holds
    heading: str
    usual: bool = True


TICKET = (
    Column("number", Holds.NUMBER, "export.column.number"),
    Column("title", Holds.TEXT, "export.column.title"),
    Column("status", Holds.CODE, "export.column.status"),
    Column("priority", Holds.CODE, "export.column.priority"),
    Column("category", Holds.TEXT, "export.column.category"),
    Column("agent", Holds.TEXT, "export.column.agent"),
    Column("requester_name", Holds.TEXT, "export.column.requester_name"),
    Column("requester_address", Holds.TEXT, "export.column.requester_address"),
    Column("channel", Holds.TEXT, "export.column.channel"),
    Column("language", Holds.TEXT, "export.column.language"),
    Column("tags", Holds.TEXT, "export.column.tags"),
    Column("created_at", Holds.TIME, "export.column.created_at"),
    Column("updated_at", Holds.TIME, "export.column.updated_at"),
    Column("answered_at", Holds.TIME, "export.column.answered_at"),
    Column("due_at", Holds.TIME, "export.column.due_at"),
    Column("snoozed_until", Holds.TIME, "export.column.snoozed_until", usual=False),
    Column("escalated_at", Holds.TIME, "export.column.escalated_at", usual=False),
    Column("merged_into", Holds.NUMBER, "export.column.merged_into", usual=False),
    Column("message_count", Holds.NUMBER, "export.column.message_count", usual=False),
    Column("description", Holds.TEXT, "export.column.description", usual=False),
    Column("id", Holds.CODE, "export.column.id"),
)
"""In this order, unless another is asked for."""

MESSAGE = (
    Column("message_at", Holds.TIME, "export.column.message_at"),
    Column("message_author", Holds.CODE, "export.column.message_author"),
    Column("message_name", Holds.TEXT, "export.column.message_name"),
    Column("message_internal", Holds.YES_OR_NO, "export.column.message_internal"),
    Column("message_text", Holds.TEXT, "export.column.message_text"),
)
"""Of each message, behind those of its ticket; notes are among them."""

BY_NAME = {column.name: column for column in TICKET}

USUAL = tuple(column for column in TICKET if column.usual)

PAPER = 5_000
"""Rows of a document."""

LONGEST = 40
"""Characters of a name that is said back."""


def columns_of(spec: Spec) -> tuple[Column, ...]:
    """Those of the tickets. Raises ExportColumnUnknown, ExportColumnMistyped or ExportColumnTwice."""
    for n, name in enumerate(spec.columns):
        if name not in BY_NAME:
            raise _unknown(name)
        if name in spec.columns[:n]:
            raise ExportColumnTwice(name=name)
    return tuple(BY_NAME[name] for name in spec.columns) or USUAL


def _unknown(name: str) -> ExportColumnUnknown | ExportColumnMistyped:
    shown, near = shortened(name, LONGEST), get_close_matches(name.lower(), BY_NAME, n=1)
    if near:
        return ExportColumnMistyped(name=shown, nearest=near[0])
    return ExportColumnUnknown(name=shown, fits=", ".join(BY_NAME))


def check_paper(spec: Spec) -> None:
    """Raises ExportPaperHasNoMessages."""
    if spec.what is What.TICKETS and spec.format is Format.PDF and spec.messages:
        raise ExportPaperHasNoMessages("with")  # the field of a form


def check_length_of_paper(rows: int, most: int, t: Translate) -> None:
    """Raises ExportTooLongForPaper."""
    if rows > most:
        raise ExportTooLongForPaper(rows=t.number(rows), most=t.number(most))


def read_columns(text: str) -> tuple[str, ...]:
    """As they are typed: `number, title created_at`; none is the usual ones."""
    return tuple(text.replace(",", " ").split())


def is_whole(spec: Spec) -> bool:
    """Whether the file has all that an import needs: JSON of the usual columns."""
    return spec.what is What.TICKETS and spec.format in (Format.JSON, Format.NDJSON) and not spec.columns
