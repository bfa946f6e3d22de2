"""Where cards go and when they move, and what is told of tickets made of messages."""

from dataclasses import replace

import pytest

from owona_bot.domain.delivery import Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan import Places, plan
from owona_bot.domain.routing import Rule, Traits
from tests.domain.samples import PLACES, a_status, a_story, an_event

ROUTED = replace(PLACES, rules=(Rule("C0URGENT", priority="urgent"),))


def test_a_new_ticket_goes_where_the_rules_say() -> None:
    story = replace(a_story(an_event(Kind.TICKET_CREATED), card=None), traits=Traits("bug", "urgent", None))
    assert {one.payload["channel"] for one in plan(story, ROUTED) if "channel" in one.payload} == {"C0URGENT"}


def moving(event: Event, priority: str, places: Places) -> list[tuple[Reaction, object]]:
    story = replace(a_story(event), traits=Traits("bug", priority, None))
    planned = plan(story, places)
    return [(one.reaction, one.payload.get("channel")) for one in planned if one.reaction is Reaction.MOVE_CARD]


@pytest.mark.parametrize("payload", [{"priority": ["normal", "urgent"]}, {"category": True}])
def test_a_change_that_rules_look_at_may_move_the_card(payload: dict[str, object]) -> None:
    event = an_event(Kind.TICKET_CHANGED, payload=payload)
    assert moving(event, "urgent", ROUTED) == [(Reaction.MOVE_CARD, "C0URGENT")]
    assert moving(event, "urgent", PLACES) == []


def test_no_other_change_moves_it() -> None:
    assert moving(a_status(["new", "closed"]), "urgent", ROUTED) == []


def test_what_is_told_after_a_move_comes_after_it() -> None:
    event = an_event(Kind.TICKET_CHANGED, payload={"priority": ["normal", "urgent"]})
    story = replace(a_story(event), traits=Traits("bug", "urgent", None))
    order = [one.reaction for one in plan(story, ROUTED)]
    assert order == [Reaction.CARD, Reaction.MOVE_CARD, Reaction.THREAD]


def test_a_ticket_that_was_made_of_a_message_gets_no_letter_that_it_came() -> None:
    created = an_event(Kind.TICKET_CREATED)
    letters = [one.reaction for one in plan(a_story(created, card=None), PLACES) if one.reaction is Reaction.LETTER]
    assert letters == [Reaction.LETTER]
    story = replace(a_story(created, card=None), from_slack=True)
    assert Reaction.LETTER not in [one.reaction for one in plan(story, PLACES)]


def test_a_ticket_that_was_taken_back_is_told_of_in_one_line() -> None:
    closed = a_status(["new", "closed"], transaction=7)
    back = an_event(Kind.TAKEN_BACK, transaction=7, payload={"channel": "C0GENERAL", "ts": "1.0"})
    told = [(one.reaction, one.payload.get("shows"), one.suppressed) for one in plan(a_story(closed, back), PLACES)]
    assert told == [
        (Reaction.CARD, None, None),
        (Reaction.THREAD, "change", "told with its taking back"),
        (Reaction.ORIGIN, None, None),
        (Reaction.THREAD, "taken_back", None),
    ]
