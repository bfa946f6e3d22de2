"""Deadlines: who hears of a stage, when, and what ends an alert."""

from dataclasses import replace
from datetime import timedelta

import pytest

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan import plan
from owona_bot.domain.plan_priorities import BEHIND
from owona_bot.domain.plan_story import Places
from owona_bot.domain.routing import Traits
from tests.domain.samples import MESSAGE, NOW, PLACES, TICKET, a_message, a_status, a_story, an_event, facts

NIGHT = replace(PLACES, sla="C0SLA", alerts_wait=timedelta(hours=9))

WARNED = {"metric": "first_response", "round": 1, "stage": 75, "due": NOW.isoformat(), "due_in_seconds": 900}
BREACHED = {"metric": "first_response", "round": 1, "stage": 100, "due": NOW.isoformat(), "chain": None}


def warned() -> Event:
    return an_event(Kind.SLA_WARNED, payload=WARNED)


def breached() -> Event:
    return an_event(Kind.SLA_BREACHED, payload=BREACHED)


def planned(
    event: Event,
    places: Places = PLACES,
    *,
    priority: str = "normal",
    alerted: bool = False,
    message: MessageFacts | None = None,
) -> list[Planned]:
    story = a_story(event, messages={MESSAGE: message} if message else None)
    return plan(replace(story, traits=Traits("bug", priority, None), alerted=alerted), places)


def reactions(deliveries: list[Planned]) -> list[str]:
    """With what they show, where that is a line."""
    return [str(one.payload.get("shows") or one.reaction.value) for one in deliveries]


def the(reaction: Reaction, deliveries: list[Planned]) -> Planned:
    (found,) = [one for one in deliveries if one.reaction is reaction]
    return found


def test_a_warning_redraws_the_card_and_is_told_in_the_channel() -> None:
    assert reactions(planned(warned())) == ["card", "sla_alert"]


def test_a_breach_is_told_in_the_thread_as_well() -> None:
    assert reactions(planned(breached())) == ["card", "breached", "sla_alert"]


def test_what_time_did_is_shown_after_all_that_people_did_and_told_as_ever() -> None:
    by_time, by_people = (planned(replace(breached(), actor=actor)) for actor in ("bot:sla", "agent:1"))
    later = [one.priority - other.priority for one, other in zip(by_time, by_people, strict=True)]
    assert later == [BEHIND, BEHIND, 0], "card, line, alert"
    assert max(one.priority for one in by_people) < BEHIND


def test_an_alert_goes_to_the_channel_of_deadlines_and_without_one_to_the_tickets() -> None:
    assert the(Reaction.SLA_ALERT, planned(warned(), NIGHT)).payload == {"channel": "C0SLA"}
    alert = the(Reaction.SLA_ALERT, planned(warned()))
    assert (alert.payload, alert.lane) == ({"channel": "C0TICKETS"}, "slack.post:C0TICKETS")


def test_each_stage_of_each_clock_is_in_an_order_of_its_own() -> None:
    keys = {the(Reaction.SLA_ALERT, planned(event)).order_key for event in (warned(), breached())}
    assert keys == {f"alert:{TICKET}:first_response:1:75", f"alert:{TICKET}:first_response:1:100"}


def test_outside_the_hours_of_alerts_it_waits_until_they_begin() -> None:
    assert the(Reaction.SLA_ALERT, planned(breached(), NIGHT)).not_before == NOW + timedelta(hours=9)
    assert the(Reaction.SLA_ALERT, planned(breached())).not_before is None


def test_what_is_urgent_waits_for_nobodys_hours() -> None:
    assert the(Reaction.SLA_ALERT, planned(breached(), NIGHT, priority="urgent")).not_before is None


def test_the_card_and_the_thread_wait_for_nobodys_hours() -> None:
    told = [one for one in planned(breached(), NIGHT) if one.reaction in (Reaction.CARD, Reaction.THREAD)]
    assert [one.not_before for one in told] == [None, None]


def test_each_address_of_a_policy_gets_a_letter_of_its_own() -> None:
    mails = [one for one in planned(warned(), replace(NIGHT, mails_team=2)) if one.reaction is Reaction.SLA_MAIL]
    assert [(one.target, one.payload) for one in mails] == [("0", {"to": 0}), ("1", {"to": 1})]
    assert len({one.order_key for one in mails}) == 2
    assert {one.not_before for one in mails} == {NOW + timedelta(hours=9)}


def test_the_customer_hears_of_a_broken_promise_and_not_of_a_warning() -> None:
    places = replace(PLACES, mails_customer=True)
    assert the(Reaction.LETTER, planned(breached(), places)).payload == {"letter": "sla_warning"}
    assert "letter" not in reactions(planned(warned(), places))


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (a_message(), facts("support")),
        (a_status(["investigating", "resolved"]), None),
        (an_event(Kind.TICKET_CHANGED, payload={"agent": [None, 7]}), None),
        (an_event(Kind.TICKET_DELETED), None),
        (an_event(Kind.TICKET_MERGED, payload={"other": str(TICKET)}), None),
        (an_event(Kind.TICKET_SNOOZED, payload={"until": None, "for_answer": True}), None),
        (an_event(Kind.SLA_MUTED, payload={"metric": "first_response", "round": 1}), None),
    ],
    ids=["an answer", "an end", "another holder", "deleted", "merged", "asleep", "muted"],
)
def test_what_changes_an_alert_draws_it_anew_where_one_was_told(event: Event, message: MessageFacts | None) -> None:
    assert "sla_settle" not in reactions(planned(event, message=message))
    settle = the(Reaction.SLA_SETTLE, planned(event, message=message, alerted=True))
    assert (settle.order_key, settle.lane) == (f"alerts:{TICKET}", "slack.update")


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (a_message(), facts()),
        (a_message(), facts("support", internal=True)),
        (a_message(), facts("support", automatic=True)),
        (an_event(Kind.TICKET_TAGGED, payload={"added": 1, "removed": 0}), None),
        (an_event(Kind.TICKET_CHANGED, payload={"title": True}), None),
        (breached(), None),
    ],
)
def test_what_changes_no_alert_leaves_it(event: Event, message: MessageFacts | None) -> None:
    assert "sla_settle" not in reactions(planned(event, message=message, alerted=True))
