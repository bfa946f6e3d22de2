"""Answers that wait, and canned replies, with any text wherever something comes from outside."""

from collections.abc import Iterator
from datetime import UTC, datetime

from blocks import canned, held, reply
from blocks.parts import Post, View
from owona_bot.domain.canned import CannedReply
from owona_bot.domain.clock import Translate
from owona_bot.domain.guard import Finding, Found
from owona_bot.domain.listing import Line
from owona_bot.domain.people import AgentId
from owona_bot.domain.reply import CHOICES, File, Seen
from owona_bot.domain.ticket import Status, Ticket

REPLY = "5f7c3a70-6f0e-4b0b-9a52-0d6a53a1a111"

SEEN = Seen(datetime(2026, 11, 25, tzinfo=UTC), Status.NEW)


def findings(text: str, many: int = 3) -> list[Finding]:
    """Of every kind, and more."""
    return [Finding(kind, text) for kind in [*Found] * many]


def asked(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """Who may release one, with and without a card to lead to."""
    for card, workspace in ((("C0TICKETS", "1764072000.000100"), "https://owona.slack.com/"), (None, "")):
        yield held.asked(Line(ticket, card, None), text, findings(text), REPLY, workspace, t)


def lines(text: str, due: datetime, t: Translate) -> Iterator[Post]:
    """What becomes of one in the thread."""
    yield held.leaving(text, text, due, REPLY, t)
    yield held.guarded(text, findings(text), REPLY, t)
    yield held.taken_back(text, text, REPLY, t)
    yield held.taken_back(text, text + " too", REPLY, t)
    yield held.lost(text, t)


def forms(ticket: Ticket, text: str, t: Translate) -> Iterator[View]:
    """The answer's form with all that can stand in it, and every modal of canned replies."""
    files = [File(f"F{n}", text, text, 1) for n in range(10)]
    values = reply.Typed(status=CHOICES[0], internal=True, quick_replies=text)
    yield reply.note_form(ticket, SEEN, t)
    yield reply.form(ticket, "1001 x", t, values, reply.Page(files, canned.trouble([text] * 9, [text] * 9, t), 3))
    own, shared = CannedReply(1, text, text, AgentId(7)), CannedReply(2, text, text, None)
    yield canned.overview(t)
    for may_share in (False, True):
        yield canned.form(t, may_share=may_share)
        yield canned.form(t, may_share=may_share, reply=own)
    yield canned.form(t, may_share=True, reply=shared)
    for may_change in (True, False):
        yield canned.opened(shared, t, may_change=may_change, may_share=True)
    yield canned.deleted(own, t)
