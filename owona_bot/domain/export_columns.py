"""The columns that an export may have: their names, which of them are usual, and what stands in them."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from owona_bot.domain.errors import ExportColumnMistyped, ExportColumnTwice, ExportColumnUnknown
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.text import shortened


class Holds(Enum):
    """TEXT is from outside, and may be anything; CODE is one of our own words, or an id."""

    TEXT = auto()
    CODE = auto()
    NUMBER = auto()
    TIME = auto()
    YES_OR_NO = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its key in JSON, what is typed, and the end of its heading's key `export.column.…`."""

    name: str
    holds: Holds
    usual: bool = True

    @property
    def heading(self) -> str:
        """A key of the catalogue."""
        return f"export.column.{self.name}"


TICKET = (
    Column("number", Holds.NUMBER),
    Column("title", Holds.TEXT),
    Column("status", Holds.CODE),
    Column("priority", Holds.CODE),
    Column("category", Holds.TEXT),
    Column("agent", Holds.TEXT),
    Column("requester_name", Holds.TEXT),
    Column("requester_address", Holds.TEXT),
    Column("channel", Holds.CODE),
    Column("language", Holds.CODE),
    Column("tags", Holds.TEXT),
    Column("created_at", Holds.TIME),
    Column("updated_at", Holds.TIME),
    Column("answered_at", Holds.TIME),
    Column("due_at", Holds.TIME),
    Column("snoozed_until", Holds.TIME, usual=False),
    Column("escalated_at", Holds.TIME, usual=False),
    Column("merged_into", Holds.NUMBER, usual=False),
    Column("message_count", Holds.NUMBER, usual=False),
    Column("description", Holds.TEXT, usual=False),
    Column("id", Holds.CODE),
)
"""In this order, unless another is asked for."""

MESSAGE = (
    Column("message_at", Holds.TIME),
    Column("message_author", Holds.CODE),
    Column("message_name", Holds.TEXT),
    Column("message_internal", Holds.YES_OR_NO),
    Column("message_text", Holds.TEXT),
)
"""Of each message, behind those of its ticket; notes are among them."""

BY_NAME = {column.name: column for column in TICKET}

USUAL = tuple(column for column in TICKET if column.usual)

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


def read_columns(text: str) -> tuple[str, ...]:
    """As they are typed: `number, title created_at`; none is the usual ones."""
    return tuple(text.replace(",", " ").split())


def is_whole(spec: Spec) -> bool:
    """Whether the file has all that an import needs: JSON of the usual columns."""
    return spec.what is What.TICKETS and spec.format in (Format.JSON, Format.NDJSON) and not spec.columns
