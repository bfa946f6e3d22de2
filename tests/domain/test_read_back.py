"""What a message tells of itself, against what we kept of it."""

from datetime import UTC, datetime, timedelta

from owona_bot.domain.note import Act, Heard
from owona_bot.domain.read_back import OVERLAP, Gap, Newest, unheard

GONE_SINCE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def heard(act: Act, minute: int) -> Heard:
    return Heard(act, "C1", "1.1", "1.0", "U0MIA", "x", None, [], GONE_SINCE + timedelta(minutes=minute))


def newest(act: Act, minute: int) -> Newest:
    return Newest(act, GONE_SINCE + timedelta(minutes=minute))


WRITTEN, EDITED = heard(Act.WRITTEN, 1), heard(Act.EDITED, 2)


def test_what_nobody_heard_is_kept_with_its_edit() -> None:
    assert unheard([WRITTEN], None, GONE_SINCE) == [WRITTEN]
    assert unheard([WRITTEN, EDITED], None, GONE_SINCE) == [WRITTEN, EDITED]


def test_what_was_kept_is_kept_once() -> None:
    assert unheard([WRITTEN], newest(Act.WRITTEN, 1), GONE_SINCE) == []
    assert unheard([WRITTEN, EDITED], newest(Act.EDITED, 2), GONE_SINCE) == []


def test_an_edit_that_slack_told_a_moment_after_it_was_made_is_known() -> None:
    assert unheard([WRITTEN, EDITED], newest(Act.EDITED, 3), GONE_SINCE) == []


def test_of_a_known_message_the_edit_is_missing() -> None:
    assert unheard([heard(Act.WRITTEN, -60), EDITED], newest(Act.WRITTEN, -60), GONE_SINCE) == [EDITED]


def test_what_is_older_and_unknown_was_erased_and_stays_so() -> None:
    assert unheard([heard(Act.WRITTEN, -60), EDITED], None, GONE_SINCE) == []


def test_what_was_deleted_stays_deleted() -> None:
    assert unheard([WRITTEN, EDITED], newest(Act.DELETED, 1), GONE_SINCE) == []


def test_slacks_own_words_tell_nothing() -> None:
    assert unheard([], None, GONE_SINCE) == []


def test_a_gap_is_read_from_somewhat_earlier() -> None:
    assert Gap("C1", GONE_SINCE, 1, GONE_SINCE, GONE_SINCE).since == GONE_SINCE - OVERLAP
