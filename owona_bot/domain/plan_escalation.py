"""Escalations: who is called, where and in which order, and what is redrawn when they go on."""

from collections.abc import Sequence
from dataclasses import replace

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan_priorities import ALARM, CHANGE, LETTER, post_lane
from owona_bot.domain.plan_story import Places, Story


def escalations(event: Event, story: Story, places: Places) -> list[Planned]:
    """Whoever is called reads it in the next tier's channel and in a message of their own."""
    match event.kind:
        case Kind.TICKET_ESCALATED:
            return [told(event, places.escalations), *called(event)]
        case Kind.ESCALATION_STEPPED:
            return stepped(event, places)
        case Kind.ESCALATION_STOPPED:
            return [redrawn(event)]
        case Kind.TICKET_CHANGED if story.escalated and {"status", "priority", "agent"} & event.payload.keys():
            return [redrawn(event)]
    return []


def stepped(event: Event, places: Places) -> list[Planned]:
    """What is done to the ticket is told by its own event; a step that was passed over is for operations to mend."""
    if event.payload["skipped"]:
        return [passed_over(event, places.operations)]
    match event.payload["to"]:
        case "channel":
            return [told(event, str(event.payload["channel"]))]
        case "group":
            return [told(event, places.escalations)]
        case "mail":
            order = f"escalations:mail:{event.payload['escalation']}"
            return [Planned(event.id, event.ticket, Reaction.ESCALATION_MAIL, "", order, "smtp", LETTER)]
    return called(event) if event.payload["act"] == "notify" else []


def told(event: Event, channel: str) -> Planned:
    """All of a channel in one order, so that many that wait can be told in one."""
    order, lane = f"escalations:{channel}", post_lane(channel)
    return Planned(event.id, event.ticket, Reaction.ESCALATION, "", order, lane, ALARM, {"channel": channel})


def passed_over(event: Event, channel: str) -> Planned:
    """In an order of its own: each is told, whatever calls for help wait for the same channel."""
    return replace(told(event, channel), order_key=f"escalations:passed_over:{channel}")


def called(event: Event) -> list[Planned]:
    """Each of them in a conversation with us alone."""
    return [one_called(event, agent) for agent in agents_of(event)]


def one_called(event: Event, agent: object) -> Planned:
    """By the agent's id."""
    order, lane = f"escalations:agent:{agent}", post_lane(f"direct:{agent}")
    return Planned(event.id, event.ticket, Reaction.ESCALATION, f"{agent}", order, lane, ALARM, {"agent": agent})


def redrawn(event: Event) -> Planned:
    """In an order of its own: no call for help waits until others are redrawn."""
    order, told = f"escalated:{event.ticket}", {"redraws": True}
    return Planned(event.id, event.ticket, Reaction.ESCALATION, "redraw", order, "slack.update", CHANGE, told)


def agents_of(event: Event) -> Sequence[object]:
    """The ids that its payload names."""
    match event.payload.get("agents"):
        case list(agents):
            return agents
    return ()
