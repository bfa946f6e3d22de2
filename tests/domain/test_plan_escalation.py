"""Who hears of an escalation, in which order, and what is redrawn as it goes on."""

from dataclasses import replace

import pytest

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind
from owona_bot.domain.plan import plan
from owona_bot.domain.plan_priorities import ALARM, CHANGE
from tests.domain.samples import PLACES, TICKET, a_status, a_story, an_event

OURS = (Reaction.ESCALATION, Reaction.ESCALATION_MAIL)

TIER2 = replace(PLACES, tier2="C0TIER2")

STEP = {"escalation": 5, "step": 1, "run": 1, "act": "notify", "instead": False, "channel": None, "skipped": None}


def planned(event: Event, *, escalated: bool = True) -> list[Planned]:
    story = replace(a_story(event), escalated=escalated)
    return [one for one in plan(story, TIER2) if one.reaction in OURS]


def lines(event: Event) -> list[tuple[object, str | None]]:
    told = [one for one in plan(a_story(event), TIER2) if one.reaction is Reaction.THREAD]
    return [(one.payload["shows"], one.suppressed) for one in told]


def an_escalation(*agents: int) -> Event:
    told = {"escalation": 5, "tier": "tier2", "agents": list(agents), "instead": False, "chain": None}
    return an_event(Kind.TICKET_ESCALATED, payload=told)


def a_step(**more: object) -> Event:
    return an_event(Kind.ESCALATION_STEPPED, payload={**STEP, "to": "person", "agents": [], **more})


def test_the_next_tiers_channel_hears_of_it_and_each_who_is_called() -> None:
    channel, anna, ben = planned(an_escalation(7, 8))
    assert (channel.payload, channel.lane) == ({"channel": "C0TIER2"}, "slack.post:C0TIER2")
    assert [one.payload for one in (anna, ben)] == [{"agent": 7}, {"agent": 8}]
    assert len({one.order_key for one in (channel, anna, ben)}) == 3
    assert len({(one.reaction, one.target) for one in (channel, anna, ben)}) == 3
    assert {one.priority for one in (channel, anna, ben)} == {ALARM}
    assert {one.ticket for one in (channel, anna, ben)} == {TICKET}


def test_all_that_one_channel_is_told_is_in_one_order_and_redraws_are_in_another() -> None:
    told, again = planned(an_escalation())[0], planned(an_event(Kind.ESCALATION_STOPPED, payload={"why": "done"}))[0]
    assert told.order_key == planned(a_step(to="channel", channel="C0TIER2"))[0].order_key
    assert again.order_key != told.order_key
    assert (again.priority, again.lane) == (CHANGE, "slack.update")


def test_a_step_that_was_passed_over_waits_in_no_order_of_calls_even_where_they_share_a_channel() -> None:
    shared = replace(PLACES, tier2=PLACES.operations)
    call, skip = (plan(a_story(event), shared) for event in (an_escalation(), a_step(skipped="left")))
    (called,) = [one for one in call if one.reaction in OURS]
    (mend,) = [one for one in skip if one.reaction in OURS]
    assert (called.payload, called.lane) == (mend.payload, mend.lane)
    assert called.order_key != mend.order_key


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"to": "person", "agents": [8]}, [(Reaction.ESCALATION, {"agent": 8})]),
        (
            {"to": "oncall", "agents": [7, 8]},
            [(Reaction.ESCALATION, {"agent": 7}), (Reaction.ESCALATION, {"agent": 8})],
        ),
        ({"to": "channel", "channel": "C0LEADS"}, [(Reaction.ESCALATION, {"channel": "C0LEADS"})]),
        ({"to": "group"}, [(Reaction.ESCALATION, {"channel": "C0TIER2"})]),
        ({"to": "mail"}, [(Reaction.ESCALATION_MAIL, {})]),
        ({"act": "reassign", "agents": [8]}, []),
        ({"act": "raise_priority", "to": None}, []),
        ({"skipped": "left"}, [(Reaction.ESCALATION, {"channel": "C0OPERATIONS"})]),
    ],
)
def test_a_step_tells_whom_it_means(more: dict[str, object], expected: object) -> None:
    assert [(one.reaction, one.payload) for one in planned(a_step(**more))] == expected


@pytest.mark.parametrize("change", [{"status": ["new", "resolved"]}, {"agent": [7, 8]}, {"priority": ["low", "high"]}])
def test_what_stands_is_redrawn_with_the_ticket_while_somebody_is_called(change: dict[str, object]) -> None:
    event = an_event(Kind.TICKET_CHANGED, payload=change)
    assert [one.payload for one in planned(event)] == [{"redraws": True}]
    assert planned(event, escalated=False) == []


def test_each_has_a_line_in_the_thread_but_a_chain_that_never_began() -> None:
    assert lines(an_escalation()) == [("escalated", None)]
    assert lines(a_step()) == [("stepped", None)]
    assert lines(an_event(Kind.ESCALATION_STOPPED, payload={"why": "answered"})) == [("stopped", None)]
    ((_, why),) = lines(an_event(Kind.ESCALATION_STOPPED, payload={"why": "another"}))
    assert why is not None


def test_a_ticket_that_nobody_escalated_tells_nobody() -> None:
    assert planned(a_status(["new", "closed"]), escalated=False) == []
