"""Lists, acts on many, the team and oneself, as full as they get."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from blocks import abilities, bulk, direct, me, team
from blocks import list as listing
from blocks.parts import Post, View
from owona_bot.domain.abilities import Abilities, Known
from owona_bot.domain.abilities import Wanted as Able
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.assignment import Absent
from owona_bot.domain.bulk import ACTS, SAMPLE, BulkState, Preview, Progress, Refusal
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import WordMistyped
from owona_bot.domain.filter_words import LANGUAGE
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import Place, snippet
from owona_bot.domain.listing import AT_ONCE, Line, Listing, SavedView
from owona_bot.domain.notice import USUAL, Notice
from owona_bot.domain.people import AgentId
from owona_bot.domain.sla import Metric
from owona_bot.domain.team import Colleague, Myself, Opening, Seat, Wish
from owona_bot.domain.ticket import Priority, Ticket
from owona_bot.domain.ticket_errors import NotYours
from tests.domain.samples import ANNA

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

WORKSPACE = "https://owona.slack.com/"
CARD = ("C0TICKETS", "1764072000.000100")

WEEK = {"zone": "America/Argentina/ComodRivadavia", "week": {"mon": [[0, 600], [660, 1440]], "wed": [[1, 2]]}}

VIEWS, COLLEAGUES = 100, team.SHOWN + 1

STATES: tuple[BulkState, ...] = ("running", "cancelled", "done")


def posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    for place in Place:
        yield listing.listed(a_listing(ticket, text, place), saved(text), ANNA, WORKSPACE, NOW, t)
    yield listing.listed(replace(a_listing(ticket, text), lines=[], total=0), [], ANNA, "", NOW, t)
    yield listing.listed(replace(a_listing(ticket, text), asked=parse(""), lines=[], total=0), [], ANNA, "", NOW, t)
    seats = [a_seat(text, n) for n in range(COLLEAGUES)]
    for who in (ANNA, replace(ANNA, role="admin")):
        yield team.listed(seats, team.Reader(who, NOW, "Europe/Berlin", t))
    for n in range(3):
        yield team.away(a_self(text, n), NOW, t)
        yield abilities.told(a_colleague(text, n), Able(skills=frozenset({"x" * 40})), Known("UTC"), t)
    for state in STATES:
        yield bulk.progress(a_progress(text, state), t)
    yield from (me.told(a_self(text, n), NOW, t) for n in range(3))
    for notice in Notice:
        yield direct.told(Line(ticket, CARD, None), notice, text, WORKSPACE, t)
        yield direct.told(Line(ticket, None, None), notice, None, "", t)
        yield direct.digest(5_000, notice, t)


def forms(ticket: Ticket, text: str, t: Translate) -> Iterator[View]:
    """With `text` wherever something comes from outside."""
    for may in (False, True):
        yield listing.save_form(str(UUID(int=1)), t, may_share=may)
        yield listing.forget_form(saved(text), t, shared_too=may)
    yield listing.forget_form([], t, shared_too=True)
    yield bulk.form(str(UUID(int=1)), t)
    for total in (0, 1, 5_000):
        yield bulk.preview(a_preview(ticket, text, total), t)
    yield team.form(t)
    yield team.done(Wish("U0ANNA", "lead"), True, t)
    yield from (me.form(a_self(text, n), NOW, ZoneInfo("Europe/Berlin"), t) for n in range(3))
    for n, leads in ((0, True), (1, True), (2, False)):
        offered = frozenset(f"{'x' * 35}{one}" for one in range(200 * n))
        yield abilities.form(Opening(a_colleague(text, n), offered, leads), Known("Europe/Berlin"), t)


def a_listing(ticket: Ticket, text: str, place: Place = Place.NOTE) -> Listing:
    found = snippet(place, f"{text} {text[:40]} {text}", [text[:3], "x"])
    late = Deadline(Metric.FIRST_RESPONSE, NOW, Tone.LATE)
    lines = [
        Line(replace(ticket, number=n, priority=list(Priority)[n % 4]), CARD if n % 2 else None, found, NOW, late)
        for n in range(AT_ONCE)
    ]
    asked = parse('"' + "".join(character for character in text[:300] if character.isalnum()) + 'x" sort:priority')
    instead = {f"{n}{text}": [text] * 9 for n in range(9)}
    return Listing(UUID(int=1), asked, lines, 1_001, True, [text] * 50, instead, waiting=9_999_999, page=10_000)


def saved(text: str) -> list[SavedView]:
    return [SavedView(n, (text * 75)[:75] or "x", text, n % 2 == 0) for n in range(VIEWS)]


def a_colleague(text: str, n: int) -> Colleague:
    """Here, away, away until some day."""
    until = NOW + timedelta(days=30) if n % 3 == 2 else None
    able = Abilities(frozenset(f"{'ß' * 38}{one}" for one in range(20)), frozenset(LANGUAGE), 999, WEEK)
    return Colleague(AgentId(n), f"U{n}", text, "agent", None, n % 3 == 0, until, 99_999, USUAL, able, AgentId(n + 1))


def a_seat(text: str, n: int) -> Seat:
    """Of who holds tickets, and now and then of a reader."""
    cap, reasons = (None, 999)[n % 7 > 0], list(Absent)
    return Seat(a_colleague(text, n), 99_999, cap, reasons[n % len(reasons)])


def a_self(text: str, n: int) -> Myself:
    """With a substitute who is away as well, and more colleagues than a select holds."""
    return Myself(a_colleague(text, n), a_colleague(text, 101), [a_colleague(text, one) for one in range(2, 200)])


def a_preview(ticket: Ticket, text: str, total: int) -> Preview:
    return Preview(UUID(int=1), ACTS[n_of(total)], text, total, [ticket] * min(total, SAMPLE), total, total, total)


def n_of(total: int) -> int:
    """Another act for another size."""
    return total % len(ACTS)


def a_progress(text: str, state: BulkState) -> Progress:
    told = (
        NotYours(number=1001, agent=text, least="lead"),
        WordMistyped(word=text, nearest=text, fits=text, verb="prio"),
    )
    refusals = [Refusal(1001 * n, one.key, one.values, 400 * n + 1) for n in (0, 1) for one in told]
    return Progress(UUID(int=1), AgentId(1), ACTS[1], text, state, 5_000, 3_000, 2_000, refusals)
