"""Who hears of swaps and hand-overs, in which order."""

import pytest

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan import plan
from tests.domain.samples import PLACES, a_story, an_event

SWAP = {"swap": 3, "asker": 7, "colleague": 8}


def told(event: Event) -> list[Planned]:
    return plan(a_story(event), PLACES)


def test_whoever_is_asked_hears_it_by_direct_message() -> None:
    (question,) = told(an_event(Kind.SWAP_ASKED, payload={**SWAP, "state": "asked"}))
    assert (question.reaction, question.target, question.order_key) == (Reaction.SWAP, "colleague", "swap:3:colleague")
    assert (question.lane, question.payload) == ("slack.post:direct:8", {"swap": 3})


@pytest.mark.parametrize(
    ("state", "hearers"),
    [
        ("accepted", ["colleague", "asker"]),
        ("declined", ["colleague", "asker"]),
        ("withdrawn", ["colleague"]),
        ("overtaken", ["colleague"]),
    ],
)
def test_the_question_is_redrawn_after_it_was_posted_and_an_answer_told(state: str, hearers: list[str]) -> None:
    settled = told(an_event(Kind.SWAP_SETTLED, payload={**SWAP, "state": state}))
    assert [one.target for one in settled] == hearers
    assert settled[0].order_key == "swap:3:colleague"
    assert {one.lane for one in settled[1:]} <= {"slack.post:direct:7"}


@pytest.mark.parametrize(
    ("agent", "before", "hearers"),
    [(7, 8, [("agent", 7), ("before", 8)]), (7, None, [("agent", 7)]), (None, 8, [("before", 8)])],
)
def test_both_hear_of_a_hand_over(agent: int | None, before: int | None, hearers: list[tuple[str, int]]) -> None:
    planned = told(an_event(Kind.SHIFT_BEGAN, payload={"agent": agent, "before": before}))
    assert [(one.target, one.payload["agent"]) for one in planned] == hearers
    assert [one.order_key for one in planned] == [f"shift:{who}" for _, who in hearers]
    assert {one.reaction for one in planned} == {Reaction.SHIFT}
