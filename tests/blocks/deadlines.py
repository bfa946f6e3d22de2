"""Every alert about a deadline, and the card's line of one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import sla_alert, ticket_card
from blocks.parts import Post
from owona_bot.domain.alert import Alert, Deadline, Digest, Memo, Over, Settled, Tone
from owona_bot.domain.clock import Translate
from owona_bot.domain.sla import Metric
from owona_bot.domain.ticket import Ticket

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

LINK = "https://owona.slack.com/archives/C0TICKETS/p1795608000000100"

SPANS = {Tone.CALM: timedelta(hours=5), Tone.RISK: timedelta(minutes=15), Tone.LATE: timedelta(hours=-3)}

MEMO = Memo(1001, Metric.FIRST_RESPONSE, 1)


def a_deadline(tone: Tone, metric: Metric = Metric.FIRST_RESPONSE) -> Deadline:
    """Due in 15 minutes at risk, three hours ago when late."""
    return Deadline(metric, NOW + SPANS[tone], tone)


def posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    for tone in Tone:
        for metric in Metric:
            due = a_deadline(tone, metric)
            yield ticket_card.ticket_card(ticket, NOW, t, due=due)
            yield sla_alert.alert(Alert(ticket, due), NOW, t)
            yield sla_alert.alert(Alert(ticket, due, LINK, calls=False, memo=MEMO, muted_by=text), NOW, t)
            yield sla_alert.alert(Alert(replace(ticket, agent=None), due, LINK, calls=True, memo=MEMO), NOW, t)
    for why in Over:
        yield sla_alert.settled(Settled(1001, ticket, Metric.RESOLUTION, why, NOW, NOW + timedelta(hours=1), LINK), t)
    yield sla_alert.settled(Settled(1001, None, Metric.RESOLUTION, Over.GONE), t)
    yield sla_alert.missed(Metric.RESOLUTION, NOW, 1001, NOW, t)
    crowd = tuple(Alert(replace(ticket, number=1001 + n), a_deadline(Tone.LATE), LINK) for n in range(10))
    yield sla_alert.digest(Digest(990, 12, crowd), NOW, t)
    yield sla_alert.digest(Digest(1, 0, crowd[:1]), NOW, t)
