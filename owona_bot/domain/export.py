"""An export: what is asked for, by whom it may be, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from owona_bot.domain.people import AgentId


class What(StrEnum):
    """Rows of tickets, or the figures of the desk."""

    TICKETS = "tickets"
    METRICS = "metrics"


class Format(StrEnum):
    """The value is also the file's ending."""

    CSV = "csv"
    JSON = "json"
    NDJSON = "ndjson"
    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Spec:
    """`filter` is a line of the filter language as `domain/filters.py` reads it; `columns` empty: the usual ones.

    `excel` makes CSV as German Excel reads it: `;`, a byte order mark, decimal comma. `zone` and `locale` are
    those of the person who asked.
    """

    what: What
    format: Format
    filter: str = ""
    columns: tuple[str, ...] = ()
    messages: bool = False
    notes: bool = False
    excel: bool = False
    locale: str = "de"
    zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a stream has come: behind the ticket that was created at `at`; `rows` of them were written."""

    at: datetime
    ticket: UUID
    rows: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the file that follow what came before; `mark` is where to go on behind them, None at the end."""

    content: bytes
    rows: int
    mark: Mark | None


State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Export:
    """One that was asked for; `total` None until it was counted."""

    id: UUID
    agent: AgentId | None
    spec: Spec
    state: State
    name: str
    as_of: datetime
    total: int | None
    rows: int
    size: int
    sha256: bytes | None
    reason: str | None
    expires_at: datetime
    started_at: datetime | None


def to_json(spec: Spec) -> Mapping[str, object]:
    """As table exports keeps it."""
    return {
        "what": spec.what.value,
        "format": spec.format.value,
        "filter": spec.filter,
        "columns": list(spec.columns),
        "messages": spec.messages,
        "notes": spec.notes,
        "excel": spec.excel,
        "locale": spec.locale,
        "zone": spec.zone,
    }
