"""The schedule as people see it, in both languages."""

from dataclasses import replace

import pytest

from blocks import schedule
from blocks.rhythm import when
from owona_bot.domain.clock import Translate
from owona_bot.domain.schedule import Forecast, Meant, Ran, Shown
from owona_bot.locale.catalogue import catalogues
from tests.blocks.reading import dicts, seen
from tests.blocks.schedules import CLOSE, DONE, FAILED, LATE, NOW, PRUNE, REMIND, USUAL

DE, EN = (catalogues().speak(locale) for locale in ("de", "en"))


def pressed(shown: Shown) -> list[str]:
    post = schedule.one(shown, NOW, EN, changes=True)
    return [str(button["value"]) for button in dicts(post.blocks) if button.get("type") == "button"]


def test_each_job_says_what_it_does_when_and_how_it_went() -> None:
    text = seen(schedule.listed(USUAL, NOW, EN, changes=False))
    assert "nothing has happened for 14 days" in text
    assert "every day at 3:30 · paused" in text
    assert "Monday to Friday at 9:00" in text
    assert "every hour at 17 minutes past" in text
    assert "late, 3 missed · 2 reminded, 1 without an e-mail" in text
    assert "rows removed: 12" in text
    assert "has never run" in text


def test_one_that_has_no_room_is_counted_as_one() -> None:
    assert "More entries: 1." in seen(schedule.listed([*USUAL * 3, USUAL[0]], NOW, EN, changes=False))


def test_it_speaks_german_too() -> None:
    text = seen(schedule.listed(USUAL, NOW, DE, changes=False))
    assert "jeden Tag um 3:30 · angehalten" in text
    assert "Montag bis Freitag um 9:00" in text
    assert "verspätet, 3 ausgelassen · 2 erinnert, 1 ohne E-Mail" in text


@pytest.mark.parametrize(("t", "span"), [(DE, "seit einem Tag"), (EN, "for one day")])
def test_a_single_day_is_one(t: Translate, span: str) -> None:
    for entry in (CLOSE, REMIND):
        assert span in seen(schedule.one(Shown(entry, None, days=1), NOW, t, changes=False))


def test_moments_are_in_the_readers_own_zone() -> None:
    dates = [
        text for text in seen(schedule.one(Shown(PRUNE, DONE), NOW, EN, changes=False)).split("\n") if "<!" in text
    ]
    assert dates == [
        "<!date^1795694400^{date_short} {time}|tomorrow, 1:00 PM>",
        "<!date^1795608000^{date_short} {time}|today, 1:00 PM>",
    ]


def test_what_is_paused_has_no_next_run() -> None:
    assert "next:" not in seen(schedule.one(Shown(CLOSE, None), NOW, EN, changes=False))


def test_buttons_are_for_who_may_and_say_what_would_be_typed() -> None:
    assert pressed(Shown(CLOSE, None)) == [
        "run auto_close",
        "resume auto_close",
        "time auto_close",
    ]
    assert pressed(Shown(REMIND, None))[1] == "pause remind"
    assert pressed(Shown(PRUNE, None)) == ["run prune", "time prune"]
    assert not [
        one for one in dicts(schedule.listed(USUAL, NOW, EN, changes=False).blocks) if one.get("type") == "actions"
    ]


@pytest.mark.parametrize(
    ("ran", "words"),
    [
        (replace(DONE, state="running"), "running"),
        (replace(DONE, by_hand="agent:7"), "by hand · rows removed: 12"),
        (replace(DONE, outcome={"rows": 0}), "there was nothing to do"),
        (replace(LATE, missed=0, fired_at=NOW.replace(hour=13)), "late · 2 reminded"),
        (FAILED, "failed"),
        (FAILED, "OSError: disk full"),
    ],
)
def test_a_run_says_how_it_ended(ran: Ran, words: str) -> None:
    assert words in seen(schedule.one(Shown(PRUNE, ran), NOW, EN, changes=False))


@pytest.mark.parametrize(
    ("cron", "german", "english"),
    [
        ("*/15 * * * *", "alle 15 Minuten", "every 15 minutes"),
        ("* * * * *", "jede Minute", "every minute"),
        ("0 * * * *", "jede volle Stunde", "every full hour"),
        ("1 * * * *", "jede Stunde, eine Minute nach voll", "every hour at one minute past"),
        ("17 * * * *", "jede Stunde, 17 Minuten nach voll", "every hour at 17 minutes past"),
        ("0 9 1,15 * *", "jeden Monat am 1., 15. um 9:00", "every month on day 1, 15 at 9:00"),
        ("0 9 L * *", "jeden Monat am letzten Tag um 9:00", "every month on the last day at 9:00"),
        ("5 8,20 * * mon,thu", "Montag, Donnerstag um 8:05, 20:05", "Monday, Thursday at 8:05, 20:05"),
        ("0 0 13 * fri", "nach der Zeile 0 0 13 * fri", "by the line 0 0 13 * fri"),
        ("no line", "nach der Zeile no line", "by the line no line"),
    ],
)
def test_a_time_has_words_where_there_are_some(cron: str, german: str, english: str) -> None:
    entry = replace(PRUNE, cron=cron)
    assert (when(entry, DE), when(entry, EN)) == (german, english)


def test_a_preview_counts_and_names_what_would_happen() -> None:
    meant = [Meant(1001, "Bilder <!channel>", NOW), Meant(1002, "b", NOW, why_not="muted")]
    text = str(schedule.preview(REMIND, Forecast(meant), EN))
    assert "Customers who would get an e-mail: 1" in text
    assert "#1001 Bilder <!channel>" in text
    assert "#1002" not in text
    assert "none would arrive: 1" in text
    assert "Tickets that would be closed: 2+" in str(
        schedule.preview(CLOSE, Forecast([meant[0], meant[0]], more=True), EN)
    )
    assert "Rows that would be removed: 7" in str(schedule.preview(PRUNE, Forecast(rows={"a": 3, "b": 4}), EN))


def voice(t: Translate) -> str:
    return str(schedule.time_form(PRUNE, "Europe/Berlin", t))


def test_the_form_has_an_example_for_whoever_never_saw_such_a_line() -> None:
    assert "30 3 * * * is every day at 3:30" in voice(EN)
    assert "30 3 * * * ist jeden Tag um 3:30" in voice(DE)
    assert "'initial_value': '17 * * * *'" in voice(EN)
