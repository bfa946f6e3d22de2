"""Answering: what may be said, and whose and what a ticket is afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from owona_bot.domain.errors import FieldError
from owona_bot.domain.people import Agent
from owona_bot.domain.reply import (
    CHOICES,
    FILES,
    KEEP,
    LIMIT,
    QUICK_REPLIES,
    TEXT,
    File,
    Seen,
    answer,
    check,
    check_filled,
    check_quick_replies,
    quick_replies_in,
    readers_of,
    stay,
    wanted,
)
from owona_bot.domain.reply_errors import (
    FileInNote,
    FilesTooLarge,
    FileTooLarge,
    PlaceholderLeft,
    QuickReplyInNote,
    QuickReplyTooLong,
    ReplyEmpty,
    ReplyTooLong,
    TooManyFiles,
    TooManyQuickReplies,
)
from owona_bot.domain.ticket import Status
from tests.domain.samples import ANNA, BEN, NOW, a_ticket

MB = 1024 * 1024


def a_file(size: int = 1) -> File:
    return File("F1", "bild.png", "image/png", size)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("chosen", [*CHOICES, None])
def test_an_answer_claims_what_nobody_holds(status: Status, chosen: Status | None) -> None:
    assert answer(a_ticket(status), ANNA, chosen).agent == ANNA


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("holder", [ANNA, BEN])
def test_an_answer_takes_nothing_from_its_holder(status: Status, holder: Agent) -> None:
    assert answer(a_ticket(status, holder), ANNA, Status.RESOLVED).agent == holder


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("chosen", CHOICES)
def test_the_chosen_status_follows_whatever_was(status: Status, chosen: Status) -> None:
    assert answer(a_ticket(status), ANNA, chosen).status is chosen


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.NEW])
def test_without_a_choice_the_status_stays(status: Status) -> None:
    assert answer(a_ticket(status), ANNA, None).status is status


def test_what_was_answered_is_not_new() -> None:
    assert answer(a_ticket(Status.NEW), ANNA, None).status is Status.INVESTIGATING


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("chosen", [*CHOICES, None])
def test_what_goes_on_elsewhere_stays_closed(status: Status, chosen: Status | None) -> None:
    merged = replace(a_ticket(status), merged_into=UUID(int=3))
    assert answer(merged, ANNA, chosen) == replace(merged, status=Status.CLOSED)


def test_a_choice_is_read_back() -> None:
    assert [wanted(status.value) for status in CHOICES] == list(CHOICES)
    assert [wanted(odd) for odd in (KEEP, "", "closed", "?")] == [None] * 4


@pytest.mark.parametrize("text", ["", " ", "\n\t \n", "\u200b\u2060", "\ufe0f"])
def test_nothing_is_no_answer(text: str) -> None:
    with pytest.raises(ReplyEmpty) as refused:
        check(text, internal=False, files=[a_file()])
    assert refused.value.field == TEXT


def test_the_limit_is_named_when_it_is_passed() -> None:
    check("x" * LIMIT, internal=False, files=[])
    with pytest.raises(ReplyTooLong) as refused:
        check("x" * 40_000, internal=False, files=[])
    assert refused.value.values == {"limit": LIMIT, "length": 40_000}


@pytest.mark.parametrize(
    ("internal", "files", "error"),
    [
        (True, [a_file()], FileInNote),
        (False, [a_file()] * 11, TooManyFiles),
        (False, [a_file(), a_file(25 * MB + 1)], FileTooLarge),
        (False, [a_file(13 * MB), a_file(12 * MB), a_file(1)], FilesTooLarge),
        (False, [a_file(25 * MB)] * 10, FilesTooLarge),
    ],
)
def test_files_are_refused_at_their_field(internal: bool, files: Sequence[File], error: type[FieldError]) -> None:
    with pytest.raises(error) as refused:
        check("Hallo", internal, files)
    assert refused.value.field == FILES


@pytest.mark.parametrize("sizes", [[25 * MB], [5 * MB // 2] * 10, [0] * 10])
def test_files_of_25_mb_in_sum_are_taken(sizes: list[int]) -> None:
    check("Hallo", internal=False, files=[a_file(size) for size in sizes])


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("", ()),
        (" \n\u200b\n\t", ()),
        ("Ja\nNein", ("Ja", "Nein")),
        ("  Ja  \r\n\r\nJa\nNein,  bitte\n", ("Ja", "Nein, bitte")),
        ("a\0b\ud800", ("a\ufffdb\ufffd",)),
    ],
)
def test_quick_replies_are_one_a_line_and_each_once(typed: str, labels: tuple[str, ...]) -> None:
    assert quick_replies_in(typed) == labels


@pytest.mark.parametrize(
    ("labels", "internal", "refusal"),
    [
        (["x"] * 6, False, TooManyQuickReplies),
        (["x" * 61], False, QuickReplyTooLong),
        (["x"], True, QuickReplyInNote),
    ],
)
def test_quick_replies_that_can_not_stay_are_refused_at_their_field(
    labels: list[str], internal: bool, refusal: type[FieldError]
) -> None:
    with pytest.raises(refusal) as refused:
        check_quick_replies(labels, internal)
    assert refused.value.field == QUICK_REPLIES


def test_five_of_sixty_characters_are_taken() -> None:
    check_quick_replies([f"{n}" * 60 for n in range(5)], internal=False)
    check_quick_replies([], internal=True)


def test_what_a_canned_reply_left_to_be_filled_in_stops_an_answer() -> None:
    with pytest.raises(PlaceholderLeft) as refused:
        check_filled("Hallo {{kunde.name}} und {{was auch immer}}")
    assert (refused.value.field, refused.value.values) == (TEXT, {"name": "{{kunde.name}}"})
    check_filled("Ein {Wort}, {{ und ein Ende }")


def test_who_saw_less_lacks_something() -> None:
    seen = Seen(NOW, Status.NEW)
    assert not seen.lacks(seen)
    assert seen.lacks(Seen(NOW + timedelta(microseconds=1), Status.NEW))
    assert seen.lacks(Seen(NOW, Status.RESOLVED))
    assert not seen.lacks(Seen(NOW - timedelta(days=1), Status.NEW))
    one, other = UUID(int=1), UUID(int=2)
    assert readers_of([one, other]) == readers_of([other, one]) != readers_of([one])
    assert readers_of([]) == seen.readers
    assert seen.lacks(replace(seen, readers=readers_of([one])))


def test_the_files_that_were_ticked_stay() -> None:
    files = [File(f"F{n}", "x", "x", 1) for n in range(3)]
    assert stay(files, ["F2", "F0", "F9"]) == [files[0], files[2]]
