"""Notices: an agent hears of what others did with a ticket of theirs, by direct message."""

from datetime import timedelta

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.notice import Notice
from owona_bot.domain.plan_lines import SAID_KINDS
from owona_bot.domain.plan_priorities import LINE, post_lane
from owona_bot.domain.plan_story import Story, message_of

GATHERED = timedelta(seconds=3)
"""What is done with many tickets at once is told in one; what is undone at once is never told."""


def notices(event: Event, story: Story) -> list[Planned]:
    """Nobody hears of what they did themselves; whether they want to hear is asked when it is told."""
    if event.kind is Kind.TICKET_CHANGED:
        return [_planned(event, notice, agent) for notice, agent in _moved(event) if event.actor != f"agent:{agent}"]
    if event.kind in SAID_KINDS and story.hearer is not None and _is_said(event, story):
        return [_planned(event, Notice.ANSWERED, story.hearer)]
    return []


def _moved(event: Event) -> list[tuple[Notice, int]]:
    """Who got it and who lost it."""
    match event.payload.get("agent"):
        case [before, after] if before != after:
            moved = ((Notice.GIVEN, after), (Notice.TAKEN, before))
            return [(notice, agent) for notice, agent in moved if isinstance(agent, int)]
    return []


def _is_said(event: Event, story: Story) -> bool:
    """By the customer, for the first time."""
    facts = story.messages.get(message_of(event))
    if facts is None or facts.author != "customer":
        return False
    return not (facts.internal or facts.automatic or facts.repeats_description or facts.split)


def _planned(event: Event, notice: Notice, agent: int) -> Planned:
    """Those of one kind to one person are in an order of their own, so that many that wait can be told in one."""
    told = {"notice": notice.value, "agent": agent}
    return Planned(
        event.id,
        event.ticket,
        Reaction.NOTICE,
        str(agent),
        f"notice:{agent}:{notice}",
        post_lane(f"direct:{agent}"),
        LINE,
        told,
        not_before=event.created_at + GATHERED,
    )
