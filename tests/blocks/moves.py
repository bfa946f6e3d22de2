"""Every line, form and answer of tickets that sleep, go on in another, or part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import merge, snooze, split
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.message import Message
from owona_bot.domain.snooze import Why
from owona_bot.domain.split import MOST
from owona_bot.domain.ticket import Snooze, Ticket

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

LINK = "https://owona.slack.com/archives/C0TICKETS/p1795608000000100"

NAPS = (Snooze(None, True), Snooze(NOW + timedelta(days=1), False), Snooze(NOW + timedelta(days=90), True))


def lines(ticket: Ticket, said: Message, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    for nap in NAPS:
        yield snooze.answered(replace(ticket, snooze=nap), NOW, t)
        yield snooze.snoozed(nap, text, 1001, NOW, t)
    yield snooze.answered(ticket, NOW, t)
    for why in Why:
        yield snooze.woken(why, text, None, 1001, t)
    yield from togethers(ticket, said, text, t)


def togethers(ticket: Ticket, said: Message, text: str, t: Translate) -> Iterator[Post]:
    yield merge.done(ticket, ticket, t)
    yield merge.undone(ticket, t)
    for other in (Elsewhere(1002), Elsewhere(1002, LINK)):
        for tell in (merge.merged, merge.unmerged, merge.parted, split.split_off):
            yield tell(text, 1001, other, t)
        yield merge.joined(None, 1001, other, 3, t)
        yield merge.joined_message(said, 1001, other, t, 7)
        yield split.split(text, 1001, other, 3, t)


def forms(ticket: Ticket, said: Message, t: Translate) -> Iterator[View]:
    """Empty, filled and full."""
    yield snooze.form(ticket, t)
    for nap in NAPS:
        yield snooze.form(replace(ticket, snooze=nap), t)
    yield merge.form(ticket, t)
    yield merge.confirm(ticket, replace(ticket, requester=replace(ticket.requester, name="Ben")), 3, t)
    many = [replace(said, id=type(said.id)(int=n + 1)) for n in range(MOST)]
    yield split.form(ticket, many, NOW, t)
