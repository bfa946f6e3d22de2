"""An export as a job: how far it has come, how long it still takes, and how its file reaches whoever asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from owona_bot.domain.errors import UserError
from owona_bot.domain.export import Export, Format, Mark, Spec, What
from owona_bot.domain.export_errors import ExportGone
from owona_bot.domain.filters import parse, write
from owona_bot.domain.people import AgentId

CONTINUED = frozenset({Format.CSV, Format.JSON, Format.NDJSON})
"""What is written row by row goes on behind a mark; the others are made anew."""

SLACK_TAKES = 1_000_000_000
"""Bytes of a file, whoever pays for the workspace."""


@dataclass(frozen=True, slots=True)
class ExportRules:
    """How long files are `kept`, what `slack_limit` bytes are too much for, how many of one person are open.

    `public_url` is where links lead; without it there are none.
    """

    kept: timedelta = timedelta(days=7)
    slack_limit: int = 50_000_000
    open_at_once: int = 3
    public_url: str | None = None

    @property
    def links(self) -> bool:
        """Whether there can be any."""
        return self.public_url is not None

    def link(self, token: str) -> str:
        """For whoever has the token."""
        return f"{self.public_url}/exports/{token}"


class Reason(StrEnum):
    """Why one failed."""

    DISK_FULL = "disk_full"
    MAY_NOT = "may_not"
    LEFT = "left"
    DIED = "died"
    FAULT = "fault"


def written(refusal: UserError) -> str:
    """Why one failed, where it can't be as it was asked for."""
    return json.dumps({"key": refusal.key, "values": refusal.values}, default=str)


def refusal_in(reason: str) -> tuple[str, Mapping[str, object]] | None:
    """A key of the catalogue and its values, as `written` wrote them; None for a Reason."""
    if not reason.startswith("{"):
        return None
    told = json.loads(reason)
    return told["key"], told["values"]


class Way(StrEnum):
    """How a file reaches whoever asked."""

    FILE = "file"
    LINK = "link"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Upload:
    """How often the file was sent to Slack, and which one may stand there; `waited`: since it was noted."""

    tries: int
    file: str | None
    waited: timedelta | None
    handed: Way | None


@dataclass(frozen=True, slots=True)
class Progress:
    """One as people see it: `agent` is the name of whoever asked, `elapsed` since it was begun."""

    export: Export
    agent: str
    elapsed: timedelta
    upload: Upload

    @property
    def ended(self) -> bool:
        """Nothing more is written."""
        return self.export.state in ("done", "failed", "cancelled")

    def handed_by(self, way: Way) -> "Progress":
        """The same, once whoever asked has it."""
        return replace(self, upload=replace(self.upload, handed=way))


@dataclass(frozen=True, slots=True)
class Turn:
    """One that a worker holds on lease; `attempt` fences what it writes, `mark` is how far the last one came.

    `written`: all bytes are there; `died` have died of it since any came.
    """

    export: Export
    attempt: int
    mark: Mark | None
    written: bool
    died: int

    @property
    def is_continued(self) -> bool:
        """Whether it goes on behind a mark."""
        return self.export.spec.format in CONTINUED


def told(export: Export) -> Mapping[str, object]:
    """What events tell of it: ids and enum values."""
    spec = export.spec
    return {
        "export": str(export.id),
        "agent": export.agent,
        "what": spec.what.value,
        "format": spec.format.value,
        "messages": spec.messages,
        "notes": spec.notes,
    }


def way_of(size: int, spec: Spec, rules: ExportRules) -> Way:
    """A file that can be passed on in Slack with one click holds no internal notes where there can be a link."""
    if size == 0:
        return Way.NOTHING
    if rules.links and (size > rules.slack_limit or spec.notes):
        return Way.LINK
    return Way.FILE if size <= SLACK_TAKES else Way.NOTHING


def name_of(spec: Spec, as_of: datetime) -> str:
    """`tickets-2026-11-26-093005.csv`, on the wall of whoever asked: another one's is another."""
    there = as_of.astimezone(ZoneInfo(spec.zone))
    return f"{spec.what.value}-{there:%Y-%m-%d-%H%M%S}.{spec.format.value}"


def left(rows: int, total: int | None, elapsed: timedelta) -> timedelta | None:
    """As fast as so far; calm: whole minutes, below one tens of seconds. None where it can't be known yet."""
    if not total or rows <= 0 or rows >= total or elapsed < timedelta(seconds=2):
        return None
    seconds = elapsed.total_seconds() * (total - rows) / rows
    step = 10 if seconds <= 60 else 60
    return timedelta(seconds=ceil(seconds / step) * step)


def share(rows: int, total: int | None) -> int | None:
    """Percent, 99 until it has ended; None while nobody has counted."""
    return min(99, 100 * rows // total) if total else None


def spec_of(kept: Mapping[str, object]) -> Spec:
    """As `to_json` of domain/export.py wrote it."""
    columns = kept["columns"]
    return Spec(
        what=What(str(kept["what"])),
        format=Format(str(kept["format"])),
        filter=str(kept["filter"]),
        columns=tuple(map(str, columns)) if isinstance(columns, list) else (),
        messages=bool(kept["messages"]),
        notes=bool(kept["notes"]),
        excel=bool(kept["excel"]),
        locale=str(kept["locale"]),
        zone=str(kept["zone"]),
    )


END = {"end": True}
"""In place of a mark: nothing follows."""


def mark_of(kept: Mapping[str, object] | None) -> Mark | None:
    """As `mark_json` wrote it; None at the beginning and at the end."""
    if kept is None or kept == END:
        return None
    return Mark(datetime.fromisoformat(str(kept["at"])), UUID(str(kept["ticket"])), int(str(kept["rows"])))


def mark_json(mark: Mark) -> dict[str, object]:
    """Microseconds included: it is a key."""
    return {"at": mark.at.isoformat(), "ticket": str(mark.ticket), "rows": mark.rows}


def filter_words(spec: Spec, locale: str) -> str:
    """Its filter in the reader's words; as it is where it can't be read any more."""
    try:
        return write(parse(spec.filter, locale), locale)
    except UserError:
        return spec.filter


def export_id(text: str) -> UUID:
    """Of a button. Raises ExportGone for what is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ExportGone from error


def is_theirs(export: Export, agent: AgentId) -> bool:
    """Whether that agent asked for it."""
    return export.agent == agent
