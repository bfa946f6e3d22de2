"""Alerts about deadlines: what they say, whom they call, what can be pressed, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blocks import ids, sla_alert
from blocks.parts import Post
from owona_bot.domain.alert import Alert, Digest, Over, Settled, Tone
from owona_bot.domain.sla import Metric
from owona_bot.domain.ticket import Priority
from tests.blocks.deadlines import LINK, MEMO, a_deadline
from tests.blocks.reading import dicts, pressed, seen
from tests.blocks.samples import ANNA, DE, EN, NOW, a_ticket

HELD = a_ticket(agent=ANNA, priority=Priority.HIGH)


def an_alert(tone: Tone = Tone.RISK, *, calls: bool = True, muted_by: str | None = None) -> Post:
    """Of a ticket that Anna has."""
    return sla_alert.alert(Alert(HELD, a_deadline(tone), LINK, calls, MEMO, muted_by), NOW, DE)


def called(post: Post) -> list[object]:
    """Slack users that it mentions."""
    return [part["user_id"] for part in dicts(post.blocks) if part.get("type") == "user"]


def dates(post: Post) -> list[tuple[object, object]]:
    """Form and what is written where Slack writes no dates."""
    return [(part["format"], part["fallback"]) for part in dicts(post.blocks) if part.get("type") == "date"]


def test_a_warning_says_which_promise_how_long_there_still_is_and_whose_it_is() -> None:
    post = an_alert()
    assert post.text == "⏳ #1001 Anmeldung geht nicht · Erste Antwort fällig in 15 Min. · bei Anna"
    assert dates(post) == [("{ago}", "in 15 Min."), ("{date_short_pretty}, {time}", "heute, 13:15")]
    assert "🟠 Hoch" in seen(post)


def test_a_breach_says_by_how_much_it_is_late() -> None:
    post = an_alert(Tone.LATE)
    assert post.text.startswith("❗ #1001 Anmeldung geht nicht · Erste Antwort überfällig · Frist war vor 3 Std.")


@pytest.mark.parametrize(
    ("metric", "said"),
    [(Metric.FIRST_RESPONSE, "First answer"), (Metric.NEXT_RESPONSE, "Next answer"), (Metric.RESOLUTION, "Resolution")],
)
def test_every_promise_has_its_name(metric: Metric, said: str) -> None:
    assert f"{said} due in 15 min" in sla_alert.alert(Alert(HELD, a_deadline(Tone.RISK, metric)), NOW, EN).text


def test_its_number_leads_to_the_card() -> None:
    assert [part["url"] for part in dicts(an_alert().blocks) if part.get("type") == "link"] == [LINK]


def test_the_holder_is_called_in_their_time_and_else_named() -> None:
    assert called(an_alert()) == ["U0ANNA"]
    quiet = an_alert(calls=False)
    assert called(quiet) == []
    assert "bei Anna" in seen(quiet)


def test_nobody_is_called_for_a_ticket_that_nobody_has() -> None:
    free = sla_alert.alert(Alert(a_ticket(), a_deadline(Tone.LATE), LINK, calls=True), NOW, DE)
    assert called(free) == []
    assert "noch niemand" in seen(free)


def test_a_held_ticket_can_be_answered_escalated_or_left_alone_for_now() -> None:
    told = "1001 first_response 1"
    assert pressed(an_alert()) == {ids.REPLY: "1001", ids.ESCALATE: "1001", ids.MUTE_SLA: told}


def test_a_free_one_can_be_claimed_before_all() -> None:
    free = sla_alert.alert(Alert(a_ticket(), a_deadline(Tone.RISK), LINK, memo=MEMO), NOW, DE)
    assert list(pressed(free)) == [ids.CLAIM, ids.REPLY, ids.ESCALATE, ids.MUTE_SLA]


def test_where_no_other_warning_comes_none_can_be_muted() -> None:
    last = sla_alert.alert(Alert(HELD, a_deadline(Tone.LATE), LINK), NOW, DE)
    assert ids.MUTE_SLA not in pressed(last)


def test_who_muted_it_stands_there_and_nobody_mutes_it_twice() -> None:
    post = an_alert(muted_by="Ben")
    assert "🔕 Ben will zu dieser Frist keine Warnung mehr" in seen(post)
    assert list(pressed(post)) == [ids.REPLY, ids.ESCALATE]


def settled(why: Over, after: timedelta = timedelta(minutes=-12)) -> Post:
    """Answered so long after it was due."""
    return sla_alert.settled(Settled(1001, HELD, Metric.FIRST_RESPONSE, why, NOW, NOW + after, LINK), DE)


@pytest.mark.parametrize("why", Over)
def test_what_is_over_has_nothing_to_press_and_calls_nobody(why: Over) -> None:
    assert pressed(settled(why)) == {}
    assert called(settled(why)) == []


def test_an_answer_was_in_time_or_so_much_too_late() -> None:
    assert "Erste Antwort · ✅ beantwortet · rechtzeitig" in seen(settled(Over.ANSWERED))
    assert "✅ beantwortet · 25 Min. zu spät" in seen(settled(Over.ANSWERED, timedelta(minutes=25)))


def test_of_a_deleted_ticket_its_number_is_left() -> None:
    post = sla_alert.settled(Settled(1001, None, Metric.RESOLUTION, Over.GONE), DE)
    assert seen(post) == post.text == "#1001 · Lösung · Das Ticket wurde gelöscht."


def test_a_digest_counts_names_the_first_and_leads_to_all() -> None:
    crowd = tuple(Alert(replace(HELD, number=1001 + n), a_deadline(Tone.LATE), LINK) for n in range(10))
    post = sla_alert.digest(Digest(30, 4, crowd), NOW, DE)
    assert post.text == "Viele Fristen auf einmal. Überfällig: 30, bald fällig: 4."
    assert len([part for part in dicts(post.blocks) if part.get("type") == "link"]) == 10
    assert "und 24 weitere" in seen(post)
    assert pressed(post) == {ids.SAY: "list sla:breached,risk"}
    assert called(post) == []


def test_the_thread_says_what_was_missed_and_when() -> None:
    post = sla_alert.missed(Metric.RESOLUTION, NOW, 1001, NOW, DE)
    assert post.text == "#1001: Lösung überfällig (heute, 13:00)"
