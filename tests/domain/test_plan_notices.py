"""Which agent hears what of their tickets: never of what they did themselves."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.people import AgentId
from owona_bot.domain.plan import plan
from owona_bot.domain.plan_notices import GATHERED
from tests.domain.samples import ANNA, BEN, MESSAGE, NOW, PLACES, a_message, a_story, an_event, facts


def planned(
    event: Event, messages: Mapping[UUID, MessageFacts] | None = None, hearer: AgentId | None = None
) -> list[Planned]:
    story = replace(a_story(event, messages=messages), hearer=hearer)
    return [one for one in plan(story, PLACES) if one.reaction is Reaction.NOTICE]


def heard(
    event: Event, messages: Mapping[UUID, MessageFacts] | None = None, hearer: AgentId | None = None
) -> list[tuple[object, object]]:
    """Which notice, and who hears it."""
    return [(one.payload["notice"], one.payload["agent"]) for one in planned(event, messages, hearer)]


def moved(before: int | None, after: int | None, actor: str) -> Event:
    return replace(an_event(Kind.TICKET_CHANGED, payload={"agent": [before, after]}), actor=actor)


@pytest.mark.parametrize(
    ("before", "after", "actor", "expected"),
    [
        (None, BEN.id, ANNA.actor, [("given", BEN.id)]),
        (None, BEN.id, BEN.actor, []),
        (BEN.id, None, ANNA.actor, [("taken", BEN.id)]),
        (BEN.id, None, BEN.actor, []),
        (BEN.id, ANNA.id, ANNA.actor, [("taken", BEN.id)]),
        (BEN.id, ANNA.id, BEN.actor, [("given", ANNA.id)]),
        (BEN.id, ANNA.id, "bot:escalate", [("given", ANNA.id), ("taken", BEN.id)]),
        (BEN.id, BEN.id, ANNA.actor, []),
        (None, None, "role:service_role", []),
    ],
)
def test_of_a_ticket_that_moves_both_hear_but_who_did_it(
    before: int | None, after: int | None, actor: str, expected: object
) -> None:
    assert heard(moved(before, after, actor)) == expected


def test_other_changes_are_told_nobody() -> None:
    assert heard(an_event(Kind.TICKET_CHANGED, payload={"status": ["new", "resolved"]}), hearer=BEN.id) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (facts(), [("answered", BEN.id)]),
        (facts(automatic=True), []),
        (facts(internal=True), []),
        (facts(repeats=True), []),
        (facts(split=True), []),
        (facts("support"), []),
        (facts("system"), []),
        (None, []),
    ],
)
def test_who_wants_to_hears_of_a_customers_own_words(said: MessageFacts | None, expected: object) -> None:
    assert heard(a_message(), {MESSAGE: said} if said else {}, BEN.id) == expected


def test_nobody_hears_of_answers_who_does_not_want_to() -> None:
    assert heard(a_message(), {MESSAGE: facts()}) == []


def test_many_of_one_kind_to_one_person_wait_for_each_other_a_moment() -> None:
    [one] = planned(moved(None, BEN.id, ANNA.actor))
    assert (one.order_key, one.lane) == (f"notice:{BEN.id}:given", f"slack.post:direct:{BEN.id}")
    assert one.not_before == NOW + GATHERED
