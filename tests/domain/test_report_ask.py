"""What is said behind `/ticket report`."""

from datetime import date

import pytest

from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_ask import Ask, Asked, asked_in
from owona_bot.domain.report_errors import ReportDayUnknown, ReportGone, UnknownReportWord

SAID = {
    "": Asked(Ask.FORM),
    "weekly": Asked(Ask.MAKE, ReportKind.WEEKLY),
    "Wöchentlich kat:abrechnung  prio:hoch": Asked(Ask.MAKE, ReportKind.WEEKLY, "kat:abrechnung  prio:hoch"),
    "weekly 2026-11-15": Asked(Ask.MAKE, ReportKind.WEEKLY, day=date(2026, 11, 15)),
    "täglich 15.11.2026 kat:bug": Asked(Ask.MAKE, ReportKind.DAILY, "kat:bug", day=date(2026, 11, 15)),
    "monatlich 2026-11": Asked(Ask.MAKE, ReportKind.MONTHLY, day=date(2026, 11, 1)),
    'weekly "2026-11-15"': Asked(Ask.MAKE, ReportKind.WEEKLY, '"2026-11-15"'),
    "übergabe": Asked(Ask.MAKE, ReportKind.HANDOVER),
    "täglich": Asked(Ask.MAKE, ReportKind.DAILY),
    "monatlich": Asked(Ask.MAKE, ReportKind.MONTHLY),
    "schedule": Asked(Ask.SCHEDULE),
    "plan monthly cat:bug": Asked(Ask.SCHEDULE, ReportKind.MONTHLY, "cat:bug"),
    "plan cat:bug": Asked(Ask.SCHEDULE, None, "cat:bug"),
    "liste": Asked(Ask.LIST),
    "pause 3": Asked(Ask.PAUSE, name="report-3"),
    "resume report-3": Asked(Ask.RESUME, name="report-3"),
    "jetzt #03": Asked(Ask.RUN, name="report-3"),
    "delete 3": Asked(Ask.DELETE, name="report-3"),
    "lösche report-3 ja": Asked(Ask.DELETE, name="report-3", sure=True),
}


@pytest.mark.parametrize(("words", "asked"), SAID.items())
def test_it_is_said_in_either_language(words: str, asked: Asked) -> None:
    assert asked_in(words) == asked


@pytest.mark.parametrize(("word", "nearest"), [("wekly", "weekly"), ("übergabee", "übergabe"), ("qqq", "weekly")])
def test_a_word_that_nobody_knows_is_answered_with_the_nearest(word: str, nearest: str) -> None:
    with pytest.raises(UnknownReportWord) as refused:
        asked_in(word)
    assert refused.value.values == {"word": word, "nearest": nearest}


@pytest.mark.parametrize(
    ("words", "word"), [("weekly 2026-13", "2026-13"), ("weekly 2026-11", "2026-11"), ("daily gestern", "gestern")]
)
def test_a_word_that_is_no_day_of_it_is_looked_for_in_quotes_alone(words: str, word: str) -> None:
    with pytest.raises(ReportDayUnknown) as refused:
        asked_in(words)
    assert refused.value.values == {"word": word}


@pytest.mark.parametrize("words", ["pause", "run x", "delete report-", "resume -1", "pause 1234567890", "run ³"])
def test_an_entry_is_named_by_its_number(words: str) -> None:
    with pytest.raises(ReportGone):
        asked_in(words)
