"""Who must hear of what happened: events in, deliveries out. Pure; the table's parts stand in `plan_*`."""

from dataclasses import replace

from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.plan_assign import stuck, tells
from owona_bot.domain.plan_card import card, draws_card, lacks_card, moves
from owona_bot.domain.plan_escalation import escalations
from owona_bot.domain.plan_exports import exports
from owona_bot.domain.plan_general import alarms, bulks, from_slack, homes, joins, links, mail_in
from owona_bot.domain.plan_letters import letters
from owona_bot.domain.plan_lines import lines
from owona_bot.domain.plan_notices import notices
from owona_bot.domain.plan_on_call import shifts, swaps
from owona_bot.domain.plan_priorities import BEHIND, BY_TIME, CHANGE
from owona_bot.domain.plan_replies import copies, goes_on, replies
from owona_bot.domain.plan_report import reports
from owona_bot.domain.plan_shares import shares
from owona_bot.domain.plan_sla import deadlines
from owona_bot.domain.plan_story import Places, Story, home, is_quiet

__all__ = ["Places", "Story", "plan"]


def plan(story: Story, places: Places) -> list[Planned]:
    """Deliveries in the order they must happen in; of one transaction at most one draws the card."""
    channel = story.card or home(story.traits, places)
    drawn: set[int] = set()
    planned: list[Planned] = []
    for event in story.events:
        if is_quiet(event, story):
            continue
        if (draws_card(event, story.messages) or lacks_card(event, story)) and event.transaction not in drawn:
            drawn.add(event.transaction)
            planned.append(card(event, channel, is_new=story.card is None and len(drawn) == 1))
        planned += [*moves(event, story.traits, places), *from_slack(event)]
        planned += [
            *(lines(event, story, channel) if Tell.THREAD in tells(event, places) else ()),
            *letters(event, story, places),
            *alarms(event, places),
            *mail_in(event),
            *links(event),
            *joins(event),
            *bulks(event),
            *homes(event),
            *swaps(event),
            *shifts(event),
            *stuck(event),
            *shares(event),
            *exports(event),
            *reports(event),
        ]
        planned += [
            *replies(event, channel),
            *copies(event, story),
            *goes_on(event, story),
            *(notices(event, story) if Tell.DIRECT in tells(event, places) else ()),
        ]
        planned += deadlines(event, story, places)
        planned += escalations(event, story, places)
    by_time = {event.id for event in story.events if event.actor in BY_TIME}
    return [behind(one) if one.event in by_time else one for one in planned]


def behind(one: Planned) -> Planned:
    """Alerts and letters go as ever; what the ticket's own screens show of it waits until people had their turn."""
    waits = one.priority >= CHANGE or one.reaction is Reaction.CARD
    return replace(one, priority=one.priority + BEHIND) if waits else one
