"""What people type to put a ticket away, and what brings it back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.errors import FieldError, InThePast, NotAMoment, TooFar, UserError
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan import Story
from owona_bot.domain.snooze import AWAKE, Why, chosen, snooze, wanted, why_woken
from owona_bot.domain.ticket import DONE, Snooze, Status
from owona_bot.domain.ticket_errors import NotSnoozed, SnoozeEmpty, SnoozePast, SnoozeTooFar, TicketClosed, TicketMerged
from tests.domain.samples import ANNA, MESSAGE, NOW, TICKET, a_message, a_status, a_story, a_ticket, an_event, facts

BERLIN = ZoneInfo("Europe/Berlin")
CUSTOMERS = facts()
TOMORROW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
"""9:00 in Berlin."""


@pytest.mark.parametrize(
    ("typed", "until", "for_answer"),
    [
        ("morgen 9:00", TOMORROW, False),
        ("tomorrow 9:00", TOMORROW, False),
        ("tomorrow", TOMORROW, False),
        ("bis morgen 9 Uhr", TOMORROW, False),
        ("nächsten Montag 9 Uhr", datetime(2026, 11, 30, 8, 0, tzinfo=UTC), False),
        ("until answered", None, True),
        ("until the customer answers", None, True),
        ("until customer replies", None, True),
        ("till reply", None, True),
        ("bis antwort", None, True),
        ("customer", None, True),
        ("Antwort", None, True),
        ("Bis zur Antwort", None, True),
        ("BIS DER KUNDE ANTWORTET", None, True),
        ("bis die Kundin antwortet", None, True),
        ("tomorrow 9:00 until answered", TOMORROW, True),
        ("until answered, tomorrow 9:00", TOMORROW, True),
        ("tomorrow 9:00 or until answered", TOMORROW, True),
        ("morgen 9:00 bis antwort", TOMORROW, True),
        ("bis antwort oder morgen 9:00", TOMORROW, True),
        ("bis morgen 9:00 oder bis zur antwort", TOMORROW, True),
        ("until tomorrow 9:00, until the customer answers", TOMORROW, True),
    ],
)
def test_a_time_the_answer_or_whatever_comes_first(typed: str, until: datetime | None, for_answer: bool) -> None:
    assert wanted(typed, NOW, BERLIN) == Snooze(until, for_answer)


@pytest.mark.parametrize("typed", [*sorted(AWAKE), "NOW", " Jetzt "])
def test_now_is_to_be_awake(typed: str) -> None:
    assert wanted(typed, NOW, BERLIN) is None


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("gestern", InThePast),
        ("24.11.2026", InThePast),
        ("yesterday or until answered", InThePast),
        ("in 400 days", TooFar),
        ("quaak", NotAMoment),
        ("until answered quaak", NotAMoment),
        ("until the answering machine", NotAMoment),
        ("oder", NotAMoment),
        ("1002 morgen", NotAMoment),
    ],
)
def test_what_is_no_such_time_is_refused_in_words(typed: str, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        wanted(typed, NOW, BERLIN)


@pytest.mark.parametrize(
    ("typed", "now", "utc"),
    [
        ("tomorrow 2:30", datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("tomorrow 2:30", datetime(2027, 10, 30, 12, 0, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("tomorrow 9:00", datetime(2027, 10, 30, 12, 0, tzinfo=UTC), datetime(2027, 10, 31, 8, 0, tzinfo=UTC)),
    ],
)
def test_in_the_nights_when_the_clocks_change_it_is_a_moment_too(typed: str, now: datetime, utc: datetime) -> None:
    """2:30 is 3:30 in spring, and the first of two in autumn."""
    assert wanted(typed, now, BERLIN) == Snooze(utc, for_answer=False)


@given(text=st.text(max_size=200))
def test_whatever_is_typed_ends_in_words_or_lies_ahead(text: str) -> None:
    try:
        wish = wanted(text, NOW, BERLIN)
    except UserError:
        return
    assert wish is None or wish.for_answer or wish.until
    assert wish is None or wish.until is None or NOW < wish.until <= NOW + timedelta(days=367)


@pytest.mark.parametrize("for_answer", [True, False])
def test_the_form_takes_a_moment_ahead(for_answer: bool) -> None:
    assert chosen(int(TOMORROW.timestamp()), for_answer, NOW) == Snooze(TOMORROW, for_answer)
    assert chosen(None, True, NOW) == Snooze(None, True)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (None, SnoozeEmpty),
        (timedelta(0), SnoozePast),
        (timedelta(days=-3), SnoozePast),
        (timedelta(days=366, seconds=1), SnoozeTooFar),
    ],
)
def test_the_form_says_beside_the_field_what_is_wrong(ahead: timedelta | None, refusal: type[FieldError]) -> None:
    seconds = None if ahead is None else int((NOW + ahead).timestamp())
    with pytest.raises(refusal) as caught:
        chosen(seconds, False, NOW)
    assert caught.value.field == "until"


@pytest.mark.parametrize("status", [status for status in Status if status not in DONE])
def test_an_open_ticket_sleeps_as_it_is(status: Status) -> None:
    ticket, nap = a_ticket(status, ANNA), Snooze(TOMORROW, True)
    assert snooze(ticket, nap) == replace(ticket, snooze=nap)
    assert snooze(replace(ticket, snooze=Snooze(None, True)), nap) == replace(ticket, snooze=nap)
    assert snooze(replace(ticket, snooze=nap), None) == ticket


@pytest.mark.parametrize("status", sorted(DONE))
def test_what_is_done_does_not_sleep(status: Status) -> None:
    with pytest.raises(TicketClosed):
        snooze(a_ticket(status), Snooze(None, True))
    assert snooze(replace(a_ticket(status), snooze=Snooze(None, True)), None).snooze is None


def test_what_goes_on_elsewhere_does_not_sleep() -> None:
    with pytest.raises(TicketMerged):
        snooze(replace(a_ticket(), merged_into=MESSAGE), Snooze(None, True))


def test_what_is_awake_cannot_be_woken() -> None:
    with pytest.raises(NotSnoozed):
        snooze(a_ticket(), None)


def asleep(*events: Event, message: MessageFacts | None = CUSTOMERS) -> Story:
    """A snoozed ticket's."""
    return replace(a_story(*events, messages={MESSAGE: message} if message else {}), snoozed=True)


def test_a_customers_words_wake_what_waits_for_them() -> None:
    assert why_woken(asleep(a_message())) is Why.ANSWER
    joined = an_event(Kind.MESSAGE_JOINED, payload={"message": str(MESSAGE)})
    assert why_woken(asleep(joined)) is Why.ANSWER


@pytest.mark.parametrize(
    "message",
    [facts(automatic=True), facts(split=True), facts(repeats=True), facts("support"), facts("system"), None],
)
def test_an_absence_note_a_copy_and_the_team_wake_nobody(message: MessageFacts | None) -> None:
    assert why_woken(asleep(a_message(), message=message)) is None


def test_what_is_awake_is_not_woken() -> None:
    assert why_woken(a_story(a_message(), messages={MESSAGE: facts()})) is None
    assert why_woken(a_story(a_status(["new", "closed"]))) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([["new", "resolved"]], Why.DONE),
        ([["new", "closed"]], Why.DONE),
        ([["new", "resolved"], ["resolved", "investigating"]], None),
        ([["new", "investigating"]], None),
        ([], None),
    ],
)
def test_being_done_ends_it(changes: list[list[str]], why: Why | None) -> None:
    events = [a_status(change) for change in changes]
    other = an_event(Kind.TICKET_CHANGED, payload={"priority": ["low", "high"]})
    assert why_woken(asleep(*events, other)) is why


def test_a_story_of_nothing_said_wakes_nobody() -> None:
    assert why_woken(asleep(an_event(Kind.NOTE_ADDED, payload={"note": str(TICKET)}))) is None
