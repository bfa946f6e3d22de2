"""Who hears of what was given away by rule, that nothing is, and that nobody can take what waits."""

from dataclasses import replace

import pytest

from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan import plan
from tests.domain.samples import PLACES, a_story, an_event

GIVEN = replace(
    an_event(Kind.TICKET_CHANGED, payload={"agent": [None, 7], "status": ["new", "investigating"]}), actor="bot:assign"
)


def reactions(event: Event, *tells: Tell) -> set[Reaction]:
    return {one.reaction for one in plan(a_story(event), replace(PLACES, tells=frozenset(tells)))}


@pytest.mark.parametrize(
    ("tells", "where"),
    [
        ((Tell.THREAD, Tell.DIRECT), {Reaction.THREAD, Reaction.NOTICE}),
        ((Tell.THREAD,), {Reaction.THREAD}),
        ((Tell.DIRECT,), {Reaction.NOTICE}),
        ((), set()),
    ],
)
def test_who_was_given_a_ticket_hears_it_where_the_file_says(tells: tuple[Tell, ...], where: set[Reaction]) -> None:
    assert reactions(GIVEN, *tells) == {Reaction.CARD, *where}


def test_what_people_give_is_told_of_whatever_the_file_says() -> None:
    assert reactions(replace(GIVEN, actor="agent:8")) == {Reaction.CARD, Reaction.THREAD, Reaction.NOTICE}


@pytest.mark.parametrize("kind", [Kind.ASSIGN_HELD, Kind.ASSIGN_RESUMED])
def test_operations_hear_that_another_automation_gives_tickets_away(kind: Kind) -> None:
    (alarm,) = plan(a_story(an_event(kind)), PLACES)
    assert (alarm.reaction, alarm.payload) == (Reaction.OPERATIONS, {"channel": PLACES.operations})


def test_a_lead_hears_by_direct_message_that_tickets_stay_with_nobody() -> None:
    stuck = an_event(Kind.ASSIGN_STUCK, payload={"why": "full", "count": 3, "agent": 7})
    (told,) = plan(a_story(stuck), PLACES)
    assert (told.reaction, told.order_key, told.lane) == (Reaction.ASSIGN_LEAD, "stuck:7", "slack.post:direct:7")
    assert told.payload == {"agent": 7, "why": "full"}
