"""Exports in every state, as full as they get."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

from blocks import export as view
from blocks.parts import INPUT, Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Export, Format, Spec, State, What
from owona_bot.domain.export_job import Progress, Reason, Upload, Way
from owona_bot.domain.export_words import Asked, Kind
from owona_bot.domain.people import AgentId

AS_OF = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)

LINK = f"https://pages.example.org/exports/{'W' * 43}"

NOT_YET = Upload(0, None, None, None)

FULL = 10
"""Of a list."""


def a_spec(text: str = "", format_: Format = Format.CSV, *, excel: bool = False, notes: bool = True) -> Spec:
    return Spec(What.TICKETS, format_, text, (), notes, notes, excel)


def an_export(
    state: State = "running", spec: Spec | None = None, *, rows: int = 0, total: int | None = None, text: str = ""
) -> Export:
    done = state == "done"
    return Export(
        id=UUID(int=1),
        agent=AgentId(1),
        spec=spec or a_spec(notes=False),
        state=state,
        name=text or "tickets-2026-11-26-093000.csv",
        as_of=AS_OF,
        total=total,
        rows=rows,
        size=12_345_678 if done and rows else 0,
        sha256=bytes(range(32)) if done else None,
        reason=None,
        expires_at=AS_OF + timedelta(days=7),
        started_at=AS_OF,
    )


def so_far(export: Export, seconds: float = 10, upload: Upload = NOT_YET, agent: str = "Ben") -> Progress:
    return Progress(export, agent, timedelta(seconds=seconds), upload)


def every(text: str) -> Iterator[Progress]:
    """Each state, and each way to hand a file over."""
    for state in get_args(State):
        yield so_far(an_export(state, a_spec(text), rows=10**9, total=10**10, text=text), 1e6, agent=text)
    for reason in Reason:
        yield so_far(replace(an_export("failed", a_spec(text), text=text), reason=reason.value))
    for way in Way:
        yield so_far(an_export("done", a_spec(text), rows=3, text=text), upload=Upload(5, "F1", None, way), agent=text)


def posts(text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    found = list(every(text))
    for one in found:
        yield view.progress(one, None, t)
        yield view.progress(one, LINK, t)
        yield view.fetched(one, LINK, t)
    for n in range(0, len(found), FULL):
        yield view.listed(found[n : n + FULL], AS_OF, t, others=True, links=True)
    yield view.listed([], AS_OF, t, others=False, links=False)
    yield view.begun(a_spec(text, excel=True), t)


def forms(text: str, t: Translate) -> Iterator[View]:
    """The same of modals."""
    typed = text[:INPUT]
    yield view.form(Asked(Kind.EXCEL, messages=True, notes=True, filter=typed), t, notes=True)
    yield view.form(Asked(filter=typed), t, notes=False)
