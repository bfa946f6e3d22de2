"""Escalation: who is called, what presses more, and what ends it: a person's answer, or the ticket's end."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from owona_bot.domain.chain import Step, StepAct, To
from owona_bot.domain.escalation import (
    Called,
    Skipped,
    Tier,
    Why,
    asked_in,
    ended,
    ending,
    escalate,
    hurries,
    leaders,
    raised,
    reasoned,
    step_calls,
    tier_calls,
)
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Priority, Status
from owona_bot.domain.ticket_errors import EscalationReasonMissing, EscalationReasonTooLong, TicketClosed, TicketMerged
from tests.domain.samples import ANNA, BEN, MESSAGE, a_message, a_status, a_story, a_ticket, an_event, facts

CARLA = Agent(AgentId(9), "U0CARLA", "carla@owona.de", "Carla", "de", "lead")
RITA = Agent(AgentId(10), "U0RITA", "rita@owona.de", "Rita", "de", "reader")
TEAM = [ANNA, BEN, CARLA, RITA]


def a_step(act: StepAct = StepAct.NOTIFY, to: To | None = To.PERSON, name: str = "ben@owona.de") -> Step:
    return Step(timedelta(), act, to, name)


# asking


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_without_a_reason_nobody_is_called(text: str) -> None:
    with pytest.raises(EscalationReasonMissing):
        reasoned(text)


def test_a_reason_has_an_end() -> None:
    assert reasoned(" " + "a" * 2_000) == "a" * 2_000
    with pytest.raises(EscalationReasonTooLong):
        reasoned("a" * 2_001)


def test_what_is_typed_after_the_number_is_the_reason_to_the_next_tier() -> None:
    asked = asked_in("alle sehen es")
    assert (asked.tier, asked.reason, asked.raises, asked.chain) == (Tier.TIER2, "alle sehen es", True, None)


@pytest.mark.parametrize(
    ("before", "after"), [("low", "normal"), ("normal", "high"), ("high", "urgent"), ("urgent", "urgent")]
)
def test_it_presses_one_step_more_and_never_above_urgent(before: str, after: str) -> None:
    ticket = replace(a_ticket(agent=BEN), priority=Priority(before))
    assert raised(ticket).priority == after
    assert escalate(ticket, raises=True) == replace(ticket, priority=Priority(after))
    assert escalate(ticket, raises=False) == ticket


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_done_needs_no_help(status: Status) -> None:
    with pytest.raises(TicketClosed):
        escalate(a_ticket(status), raises=True)


def test_what_goes_on_elsewhere_is_escalated_there() -> None:
    with pytest.raises(TicketMerged):
        escalate(replace(a_ticket(), merged_into=UUID(int=9)), raises=True)


# who is called


def test_the_leads_are_called_and_where_there_is_none_the_admins() -> None:
    assert leaders(TEAM) == [CARLA]
    assert leaders([ANNA, BEN]) == [ANNA]
    assert leaders([BEN]) == []


def test_the_next_tier_reads_its_channel_and_nobody_is_named() -> None:
    assert tier_calls(Tier.TIER2, BEN, TEAM) == Called()
    assert tier_calls(Tier.LEAD, BEN, TEAM) == Called([CARLA])
    assert tier_calls(Tier.ON_CALL, BEN, TEAM) == Called([BEN])


def test_with_nobody_on_call_it_falls_to_the_leads_and_says_so() -> None:
    assert tier_calls(Tier.ON_CALL, None, TEAM) == Called([CARLA], instead=True)
    assert step_calls(a_step(to=To.ON_CALL), None, TEAM) == Called([CARLA], instead=True)
    assert step_calls(a_step(to=To.ON_CALL), None, [BEN]).skipped is Skipped.NOBODY


def test_a_step_calls_whom_it_names_while_they_are_on_the_team() -> None:
    assert step_calls(a_step(), None, TEAM) == Called([BEN])
    assert step_calls(a_step(), None, [ANNA]) == Called([], skipped=Skipped.LEFT)


@pytest.mark.parametrize("to", [To.CHANNEL, To.GROUP, To.MAIL, None])
def test_what_is_nobody_of_the_team_calls_nobody_by_name(to: To | None) -> None:
    assert step_calls(a_step(to=to), BEN, TEAM) == Called()


def test_one_alone_gets_a_ticket_and_only_who_may_hold_one() -> None:
    give = a_step(StepAct.REASSIGN, To.ON_CALL)
    dora = replace(CARLA, id=AgentId(11))
    assert step_calls(give, None, [CARLA, dora]) == Called([CARLA], instead=True)
    assert step_calls(a_step(StepAct.REASSIGN, name="rita@owona.de"), None, TEAM).skipped is Skipped.READER
    assert step_calls(a_step(name="rita@owona.de"), None, TEAM) == Called([RITA])


# what ends it


def test_it_ends_with_the_ticket_or_with_an_answer() -> None:
    assert ended(None, answered=False) is Why.DELETED
    assert ended(replace(a_ticket(), merged_into=UUID(int=9)), answered=False) is Why.MERGED
    assert ended(a_ticket(Status.RESOLVED), answered=True) is Why.DONE
    assert ended(a_ticket(), answered=True) is Why.ANSWERED
    assert ended(a_ticket(), answered=False) is None


def whys(*events: Event, message: MessageFacts | None = None, escalated: bool = True) -> list[Why]:
    story = replace(a_story(*events, messages={MESSAGE: message} if message else None), escalated=escalated)
    return [why for _, why in ending(story)]


def test_a_persons_answer_to_the_customer_ends_it() -> None:
    assert whys(a_message(), message=facts("support")) == [Why.ANSWERED]


@pytest.mark.parametrize(
    "message",
    [
        facts("customer"),
        facts("system"),
        facts("support", internal=True),
        facts("support", automatic=True),
        facts("support", copied=True),
        facts("support", split=True),
        None,
    ],
)
def test_nothing_else_that_is_written_does(message: MessageFacts | None) -> None:
    assert whys(a_message(), message=message) == []


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (a_status(["new", "resolved"]), Why.DONE),
        (a_status(["new", "closed"]), Why.DONE),
        (an_event(Kind.TICKET_MERGED), Why.MERGED),
        (an_event(Kind.TICKET_DELETED), Why.DELETED),
    ],
)
def test_so_does_the_tickets_end(event: Event, why: Why) -> None:
    assert whys(event) == [why]


def test_a_ticket_that_nobody_escalated_has_nothing_to_end() -> None:
    assert whys(a_message(), message=facts("support"), escalated=False) == []


@pytest.mark.parametrize(
    ("payload", "expected"),
    [({"priority": ["high", "urgent"]}, True), ({"priority": ["urgent", "high"]}, False), ({"agent": [1, 2]}, False)],
)
def test_only_becoming_urgent_hurries(payload: dict[str, object], expected: bool) -> None:
    assert hurries(a_story(an_event(Kind.TICKET_CHANGED, payload=payload))) is expected
