"""Who hears of proposals, in which order; and what is done by a worker."""

import pytest

from owona_bot.domain.delivery import Pace, Planned, Reaction, lane_of
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan import plan
from tests.domain.samples import PLACES, a_story, an_event

ASKED = {"shares": 3, "agents": [7, 8]}


def told(event: Event) -> list[Planned]:
    return plan(a_story(event), PLACES)


def test_who_went_away_is_looked_after_by_a_worker_in_no_hurry_of_slacks() -> None:
    (one,) = told(an_event(Kind.AGENT_AWAY, payload={"agent": 7, "by": 7, "sick": False}))
    assert (one.reaction, one.target, one.order_key) == (Reaction.SHARES, "propose", "away:7")
    assert lane_of(one.lane, Pace(1, 3)).every.total_seconds() == 0


@pytest.mark.parametrize("state", ["declined", "done", "overtaken"])
def test_each_who_was_asked_has_a_message_of_their_own(state: str) -> None:
    for kind, now in ((Kind.SHARES_ASKED, "asked"), (Kind.SHARES_SETTLED, state)):
        planned = told(an_event(kind, payload={**ASKED, "state": now}))
        assert [(one.target, one.order_key) for one in planned] == [("7", "shares:3:7"), ("8", "shares:3:8")]
        assert [one.lane for one in planned] == ["slack.post:direct:7", "slack.post:direct:8"]
        assert {one.reaction for one in planned} == {Reaction.SHARES}


def test_what_is_accepted_is_done_by_a_worker_and_shown_at_once() -> None:
    moves, *messages = told(an_event(Kind.SHARES_SETTLED, payload={**ASKED, "state": "accepted"}))
    assert (moves.target, moves.order_key, moves.lane) == ("move", "shares:3", "shares")
    assert [one.target for one in messages] == ["7", "8"]
