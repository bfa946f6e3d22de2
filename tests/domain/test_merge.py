"""Which tickets can be one, and what of the one the other hears."""

from dataclasses import replace
from uuid import UUID

import pytest

from owona_bot.domain.errors import NotANumber, UserError
from owona_bot.domain.event import Kind, MessageFacts
from owona_bot.domain.merge import Pair, merge, other_number, passed, to_unmerge
from owona_bot.domain.ticket import DONE, Snooze, Status, Ticket
from owona_bot.domain.ticket_errors import (
    AlreadyMerged,
    MergeCircle,
    MergeIntoItself,
    MergeNumbers,
    NoSuchTicket,
    NotMerged,
    TargetDone,
    TargetMerged,
)
from owona_bot.domain.verbs import said
from tests.domain.samples import ANNA, MESSAGE, a_message, a_story, a_ticket, an_event, facts

INTO = UUID(int=9)


def a_target(status: Status = Status.NEW) -> Ticket:
    """#1002."""
    return replace(a_ticket(status), id=INTO, number=1002)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("agent", [None, ANNA])
def test_the_source_is_closed_awake_and_whose_it_was(status: Status, agent: object) -> None:
    source = replace(a_ticket(status, ANNA if agent else None), snooze=Snooze(None, True))
    assert merge(Pair(source, a_target())) == replace(source, status=Status.CLOSED, snooze=None, merged_into=INTO)


@pytest.mark.parametrize("status", sorted(DONE))
def test_into_what_is_done_nothing_goes(status: Status) -> None:
    with pytest.raises(TargetDone) as caught:
        merge(Pair(a_ticket(), a_target(status)))
    assert caught.value.values == {"number": 1002}


@pytest.mark.parametrize(
    ("pair", "refusal", "values"),
    [
        (Pair(a_ticket(), a_ticket()), MergeIntoItself, {"number": 1001}),
        (Pair(a_ticket(), a_target(), None, 1001), MergeCircle, {"number": 1002, "into": 1001}),
        (Pair(a_ticket(), a_target(), 1007, None), AlreadyMerged, {"number": 1001, "into": 1007}),
        (Pair(a_ticket(), a_target(), 1007, 1008), AlreadyMerged, {"number": 1001, "into": 1007}),
        (Pair(a_ticket(), a_target(), None, 1007), TargetMerged, {"number": 1002, "into": 1007}),
    ],
)
def test_what_cannot_be_one_is_refused_in_words(pair: Pair, refusal: type[UserError], values: object) -> None:
    with pytest.raises(refusal) as caught:
        merge(pair)
    assert caught.value.values == values


def test_only_what_is_merged_can_be_parted() -> None:
    assert to_unmerge(replace(a_ticket(), merged_into=INTO)) == INTO
    with pytest.raises(NotMerged):
        to_unmerge(a_ticket())


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("merge 1001", None),
        ("merge 1001 1002", 1002),
        ("merge #1001 #1002", 1002),
        ("merge 1001 1001 1002", 1002),
        ("zusammenführen 1001 #1001 1002", 1002),
        ("merge 1001 1001", 1001),
    ],
)
def test_the_second_number_is_the_target(typed: str, target: int | None) -> None:
    assert other_number(said(typed)) == target


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("merge 1001 1002 1003", MergeNumbers),
        ("merge 1001 into 1002", MergeNumbers),
        ("merge 1001 abc", NotANumber),
        ("merge 1001 99999999999", NoSuchTicket),
    ],
)
def test_other_words_are_refused(typed: str, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        other_number(said(typed))


@pytest.mark.parametrize(
    ("message", "goes"),
    [
        (facts(), True),
        (facts(automatic=True), True),
        (facts("support"), True),
        (facts("support", internal=True), True),
        (facts("support", automatic=True), False),
        (facts("support", copied=True), False),
        (facts(split=True), False),
        (facts(repeats=True), False),
        (facts("system"), False),
        (facts("system", internal=True, audit=True), False),
        (None, False),
    ],
)
def test_what_people_write_on_a_merged_ticket_goes_along(message: MessageFacts | None, goes: bool) -> None:
    event = a_message()
    story = a_story(event, messages={MESSAGE: message} if message else None)
    assert passed(replace(story, into=INTO)) == ([event] if goes else [])
    assert passed(story) == []


def test_files_go_along_and_what_came_from_further_away() -> None:
    file = an_event(Kind.FILE_ADDED, payload={"attachment": 3})
    further = an_event(Kind.MESSAGE_JOINED, payload={"message": str(MESSAGE)})
    note = an_event(Kind.NOTE_ADDED, payload={"note": "7"})
    story = a_story(file, further, note, messages={MESSAGE: facts()})
    assert passed(replace(story, into=INTO)) == [file, further]
