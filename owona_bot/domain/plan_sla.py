"""Deadlines: who hears that one comes near or has passed, and when an alert has nothing to press any more."""

from datetime import datetime

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_letters import letter
from owona_bot.domain.plan_priorities import ALERT, CHANGE, TEAM_MAIL, post_lane
from owona_bot.domain.plan_story import Places, Story, is_answer, message_of
from owona_bot.domain.ticket import Priority

STAGES = frozenset({Kind.SLA_WARNED, Kind.SLA_BREACHED})

SETTLING = frozenset({Kind.SLA_MUTED, Kind.TICKET_DELETED, Kind.TICKET_SNOOZED, Kind.TICKET_MERGED})
"""After which an alert says something else, whatever they tell besides."""


def deadlines(event: Event, story: Story, places: Places) -> list[Planned]:
    """A stage is told in the channel and to whom the policy names; all else only ends what was told."""
    if event.kind not in STAGES:
        return [settling(event)] if settles(event, story) else []
    waits = waits_until(event, story, places)
    mails = [team_mail(event, n, waits) for n in range(places.mails_team)]
    late = places.mails_customer and event.kind is Kind.SLA_BREACHED
    return [alert(event, places, waits), *mails, *([letter(event, "sla_warning")] if late else [])]


def waits_until(event: Event, story: Story, places: Places) -> datetime | None:
    """What is urgent can't wait for anybody's working hours."""
    urgent = story.traits is not None and story.traits.priority == Priority.URGENT
    return None if urgent or not places.alerts_wait else event.created_at + places.alerts_wait


def alert(event: Event, places: Places, waits: datetime | None) -> Planned:
    """In an order of its own: one that waits for the morning must not hold up one that does not."""
    told, lane = {"channel": places.deadlines}, post_lane(places.deadlines)
    return Planned(event.id, event.ticket, Reaction.SLA_ALERT, "", order(event), lane, ALERT, told, not_before=waits)


def team_mail(event: Event, n: int, waits: datetime | None) -> Planned:
    """To one address of the policy, if it has so many, when an alert may be posted too."""
    key = f"mail.{order(event)}:{n}"
    return Planned(
        event.id, event.ticket, Reaction.SLA_MAIL, f"{n}", key, "smtp", TEAM_MAIL, {"to": n}, not_before=waits
    )


def settling(event: Event) -> Planned:
    """Alerts that stand are drawn from what is true then; many that wait are one."""
    order_key = f"alerts:{event.ticket}"
    return Planned(event.id, event.ticket, Reaction.SLA_SETTLE, "", order_key, "slack.update", CHANGE)


def settles(event: Event, story: Story) -> bool:
    """An answer, an end, another holder: only where something was told of the ticket."""
    if not story.alerted:
        return False
    if event.kind is Kind.TICKET_CHANGED:
        return bool({"status", "agent"} & event.payload.keys())
    if event.kind is Kind.MESSAGE_ADDED:
        return is_answer(story.messages.get(message_of(event)))
    return event.kind in SETTLING


def order(event: Event) -> str:
    """Of one stage of one clock."""
    told = event.payload
    return f"alert:{event.ticket}:{told['metric']}:{told['round']}:{told['stage']}"
