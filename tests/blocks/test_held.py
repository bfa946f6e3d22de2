"""The line of an answer that waits: what can be done about it, and what is never shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

from blocks import held, ids
from owona_bot.domain.guard import Finding, Found
from owona_bot.locale.catalogue import catalogues
from tests.blocks.reading import interpreted, pressed, seen
from tests.blocks.replies import REPLY, findings
from tests.blocks.samples import DE, EN

DUE = datetime(2026, 11, 25, 13, 5, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def test_it_says_when_it_leaves_in_each_readers_zone_and_how_to_stop_it() -> None:
    post = held.leaving("Anna", "Zeile 1\n\nZeile 2\nZeile 3\nZeile 4", DUE, REPLY, DE)
    assert "Antwort von Anna geht hinaus um" in seen(post)
    assert interpreted(post.blocks) == [f"<!date^{int(DUE.timestamp())}^{{time_secs}}|13:05:09>"]
    assert pressed(post) == {ids.UNDO: REPLY}
    assert "Zeile 3" in seen(post)
    assert "Zeile 4" not in seen(post)


def test_what_was_found_is_named_and_can_be_released_or_taken_back() -> None:
    found = [Finding(Found.PASSWORD, "Hx…"), Finding(Found.OTHER_CUSTOMER, "ri…")]
    post = held.guarded("Ben", found, REPLY, EN)
    assert "a password: Hx…" in seen(post)
    assert "another customer's e-mail address: ri…" in seen(post)
    assert pressed(post) == {ids.RELEASE_REPLY: REPLY, ids.UNDO: REPLY}


def test_of_many_findings_ten_are_named_and_the_others_counted() -> None:
    text = seen(held.guarded("Ben", findings("x…"), REPLY, DE))
    assert text.count("x…") == 10
    assert "und noch mehr: 8" in text


def test_who_took_it_back_is_named_when_it_was_not_the_writer() -> None:
    assert "Anna hat die Antwort zurückgenommen" in seen(held.taken_back("Anna", "Anna", REPLY, DE))
    assert "Anna hat die Antwort zurückgenommen" in seen(held.taken_back("Anna", None, REPLY, DE))
    other = held.taken_back("Anna", "Ben", REPLY, DE)
    assert "Ben hat eine Antwort von Anna zurückgenommen" in seen(other)
    assert pressed(other) == {ids.CONTINUE: REPLY}


def test_a_lost_one_has_no_button() -> None:
    assert pressed(held.lost("Anna", DE)) == {}


def test_every_finding_has_its_word() -> None:
    for t in catalogues().speakers.values():
        assert len({line.split(":")[0] for line in held.named([Finding(kind, "x") for kind in Found], t)}) == len(Found)
