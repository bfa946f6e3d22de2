"""Reports as data: what they are about, how they are kept, and what is said of a value."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.calendar import Calendar
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.on_call import Cover, Roster
from owona_bot.domain.people import AgentId
from owona_bot.domain.report import Figure, Form, Good, Raw, ReportKind
from owona_bot.domain.report_change import change, is_good
from owona_bot.domain.report_hand_over import Duty, duty
from owona_bot.domain.report_json import from_json, to_json
from owona_bot.domain.report_keys import KNOWN
from owona_bot.domain.report_period import before, period_for, trend
from owona_bot.domain.report_words import about, by_portal, span, spoken
from owona_bot.locale.catalogue import catalogues, texts
from tests.blocks.reports import a_report

BERLIN = ZoneInfo("Europe/Berlin")

DE, EN = catalogues().speak("de"), catalogues().speak("en")

WEEK = (((540, 1020),),) * 5 + ((),) * 2

OFFICE = Calendar("office", "Europe/Berlin", WEEK, "BY", {date(2026, 11, 20): "Feiertag"})

HOUR = timedelta(hours=1)


def there(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BERLIN)


MONDAY = there(2026, 11, 23, 8)

PERIODS = [
    (ReportKind.DAILY, MONDAY, None, there(2026, 11, 22), 24),
    (ReportKind.DAILY, MONDAY, OFFICE, there(2026, 11, 19), 4 * 24),  # a holiday and a weekend
    (ReportKind.DAILY, there(2026, 11, 24, 8), OFFICE, there(2026, 11, 23), 24),
    (ReportKind.DAILY, there(2026, 11, 16, 8), OFFICE, there(2026, 11, 13), 3 * 24),
    (ReportKind.DAILY, there(2026, 10, 26, 8), OFFICE, there(2026, 10, 23), 3 * 24 + 1),
    (ReportKind.WEEKLY, MONDAY, None, there(2026, 11, 16), 7 * 24),
    (ReportKind.WEEKLY, there(2026, 11, 22, 23), None, there(2026, 11, 9), 7 * 24),
    (ReportKind.WEEKLY, there(2026, 10, 26, 1), None, there(2026, 10, 19), 7 * 24 + 1),
    (ReportKind.WEEKLY, there(2027, 3, 29, 1), None, there(2027, 3, 22), 7 * 24 - 1),
    (ReportKind.DAILY, there(2026, 10, 26, 8), None, there(2026, 10, 25), 25),
    (ReportKind.MONTHLY, there(2027, 1, 1), None, there(2026, 12, 1), 31 * 24),
    (ReportKind.MONTHLY, there(2028, 3, 31, 12), None, there(2028, 2, 1), 29 * 24),
    (ReportKind.HANDOVER, MONDAY, None, MONDAY - 8 * HOUR, 8),
]


@pytest.mark.parametrize(("kind", "now", "hours", "start", "length"), PERIODS)
def test_a_report_is_about_the_last_whole_day_week_or_month_as_the_desk_lives_it(
    kind: ReportKind, now: datetime, hours: Calendar | None, start: datetime, length: int
) -> None:
    found = period_for(kind, now, BERLIN, hours)
    assert found.start == start
    assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == length * HOUR
    assert found == period_for(kind, now.astimezone(UTC), BERLIN, hours)


def test_no_day_is_in_no_daily_report_and_none_in_two() -> None:
    working = [there(2026, 11, day, 8) for day in (10, 11, 12, 13, 16, 17, 18, 19, 23, 24, 25)]
    periods = [period_for(ReportKind.DAILY, morning, BERLIN, OFFICE) for morning in working]
    assert [one.end for one in periods[:-1]] == [one.start for one in periods[1:]]
    on_closed_days = [period_for(ReportKind.DAILY, there(2026, 11, day, 8), BERLIN, OFFICE) for day in (20, 21, 22)]
    assert {one.start for one in on_closed_days} == {periods[8].start}
    assert all(trend(ReportKind.DAILY, period, BERLIN).end == period.end for period in periods)


def test_a_report_of_several_days_says_from_when_until_when() -> None:
    weekend = period_for(ReportKind.DAILY, there(2026, 11, 16, 8), BERLIN, OFFICE)
    report = replace(a_report("x", ReportKind.DAILY), start=weekend.start, end=weekend.end)
    assert span(report, DE) == "Fr., 13. Nov. 2026 – So., 15. Nov. 2026"
    assert span(replace(report, start=weekend.end - 24 * HOUR), EN) == "Sun, Nov 15, 2026"


def test_a_desk_that_was_closed_for_long_hears_of_yesterday() -> None:
    never = Calendar("never", "Europe/Berlin", ((),) * 7)
    assert period_for(ReportKind.DAILY, MONDAY, BERLIN, never).start == there(2026, 11, 22)


def test_a_day_is_compared_with_the_working_day_before_days_with_the_same_weekdays_and_a_month_with_the_month() -> None:
    day = period_for(ReportKind.DAILY, there(2026, 11, 24, 8), BERLIN, OFFICE)
    was = before(ReportKind.DAILY, day, BERLIN, OFFICE)
    assert (was.start, was.end) == (there(2026, 11, 19), there(2026, 11, 20))
    weekend = period_for(ReportKind.DAILY, MONDAY, BERLIN, OFFICE)
    was = before(ReportKind.DAILY, weekend, BERLIN, OFFICE)
    assert (was.start, was.end) == (there(2026, 11, 12), there(2026, 11, 16))
    fortnight = Period(there(2026, 11, 9), there(2026, 11, 23))
    was = before(ReportKind.DAILY, fortnight, BERLIN, OFFICE)
    assert (was.start, was.end) == (there(2026, 10, 26), there(2026, 11, 9))
    month = period_for(ReportKind.MONTHLY, MONDAY, BERLIN)
    assert before(ReportKind.MONTHLY, month, BERLIN).start == there(2026, 9, 1)
    assert trend(ReportKind.DAILY, day, BERLIN).start == there(2026, 11, 10)
    assert trend(ReportKind.DAILY, day, BERLIN).end == day.end


def test_a_hand_over_begins_with_the_shift_that_ends_and_not_with_the_one_that_begins() -> None:
    shifts = [MONDAY - 30 * HOUR, MONDAY - 14 * HOUR, MONDAY - HOUR / 2, MONDAY]
    found = period_for(ReportKind.HANDOVER, MONDAY, BERLIN, None, shifts)
    assert (found.start, found.end) == (MONDAY - 14 * HOUR, MONDAY)
    assert period_for(ReportKind.HANDOVER, MONDAY, BERLIN, None, shifts[:1]).start == MONDAY - 8 * HOUR


def test_who_has_the_shift_who_gets_it_and_until_when() -> None:
    anna, ben = AgentId(1), AgentId(2)
    covers = [Cover(1, anna, MONDAY - HOUR, MONDAY + HOUR), Cover(2, ben, MONDAY + HOUR, MONDAY + 2 * HOUR)]
    assert duty(Roster(), MONDAY, {}) == Duty(set_up=False)
    assert duty(Roster((), covers), MONDAY, {anna: "Anna", ben: "Ben"}) == Duty("Anna", MONDAY + HOUR, "Ben")
    assert duty(Roster((), covers), MONDAY, {}) == Duty(None, MONDAY + HOUR, None)


@pytest.mark.parametrize("kind", ReportKind)
def test_what_is_kept_is_read_as_it_was(kind: ReportKind) -> None:
    report = a_report('„Ü" \\ \u202e', kind)
    assert from_json(json.loads(json.dumps(to_json(report)))) == report


def test_a_document_of_another_version_is_read_as_far_as_it_is_understood() -> None:
    report = a_report("x")
    kept = json.loads(json.dumps(to_json(report)))
    kept["lines"].append({"key": "report.line.of_tomorrow", "values": {}})
    kept["figures"][0]["form"] = "light years"
    kept["figures"][1]["key"] = "report.figure.karma"
    kept["charts"][0]["shape"] = "cake"
    kept["tables"][0]["columns"][0]["key"] = "report.column.karma"
    kept["tables"][1]["rows"][0] = ["Anna"]
    del kept["made_at"], kept["cards"]
    read = from_json(kept)
    assert (read.lines, read.figures) == (report.lines, report.figures[2:])
    assert (read.charts, read.made_at, read.cards) == (report.charts[1:], report.end, {})
    assert [table.key for table in read.tables] == [table.key for table in report.tables[1:]]
    assert read.tables[0].rows[0] == ("Anna", None, None, None)
    assert from_json({"kind": "weekly", "start": kept["start"], "end": kept["end"]}).empty


def test_every_part_that_has_a_text_is_known_and_the_other_way_round() -> None:
    parts = ("line", "figure", "chart", "series", "table", "column")
    named = {key for key in texts("de") if key.startswith("report.") and key.split(".")[1] in parts}
    assert named == KNOWN


SAID = [
    (Form.SPAN, 0.4, "0 min", "0 min"),
    (Form.SPAN, 59.4, "59 min", "59 min"),
    (Form.SPAN, 59.6, "1 h", "1 h"),
    (Form.SPAN, 200, "3 h 20 min", "3 h 20 min"),
    (Form.SPAN, 2_880, "2,0 Tage", "2.0 days"),
    (Form.SPAN, 14_400, "10 Tage", "10 days"),
    (Form.SHARE, 100, "100 %", "100%"),
    (Form.SHARE, 99.9, "99,9 %", "99.9%"),
    (Form.COUNT, 1_234_567, "1.234.567", "1,234,567"),
    (Form.TICKET, 1001, "#1001", "#1001"),
    (Form.DAY, "2026-11-16", "16.11.", "Nov 16"),
    (Form.MOMENT, "2026-11-16T22:30:00+00:00", "16.11., 23:30", "Nov 16, 23:30"),
    (Form.MOMENT, "2025-06-30T22:30:00+00:00", "1.7.2025, 00:30", "Jul 1, 2025, 00:30"),
    (Form.PRIORITY, "urgent", "Dringend", "Urgent"),
    (Form.PRIORITY, "{t} <!channel>", "{t} <!channel>", "{t} <!channel>"),
    (Form.AGENT, None, "niemand", "nobody"),
    (Form.COUNT, None, "–", "–"),
    (Form.WEEKDAY, 6, "Sonntag", "Sunday"),
    (Form.HOUR, 23, "23–0 Uhr", "23:00–0:00"),
]


@pytest.mark.parametrize(("form", "raw", "german", "english"), SAID)
def test_a_value_is_said_as_people_say_it(form: Form, raw: Raw, german: str, english: str) -> None:
    assert spoken(form, raw, BERLIN, DE, 2026) == german
    assert spoken(form, raw, BERLIN, EN, 2026) == english


def test_a_figure_says_how_it_moved_and_whether_that_is_good() -> None:
    slower = Figure("report.figure.first_response", Form.SPAN, 30, 20, Good.DOWN, portal=0.2)
    assert (change(slower, DE), is_good(slower)) == ("+10 min (zuvor 20 min)", False)
    assert by_portal(slower, DE) == "Portal: 0 min"
    kept = Figure("report.figure.kept", Form.SHARE, 90.5, 92, Good.UP)
    assert (change(kept, EN), is_good(kept)) == ("−1.5 points (before: 92.0%)", False)
    assert (change(replace(kept, before=90.5), DE), is_good(replace(kept, before=90.5))) == ("wie zuvor", None)
    assert (change(replace(kept, before=None), DE), is_good(replace(kept, before=None))) == ("", None)
    assert is_good(Figure("report.figure.created", Form.COUNT, 3, 2)) is None


@pytest.mark.parametrize(("now", "before"), [(12.1, 12.4), (3_000.2, 2_999.1), (20_000, 20_100)])
def test_what_reads_the_same_did_not_move(now: float, before: float) -> None:
    same = Figure("report.figure.first_response", Form.SPAN, now, before, Good.DOWN)
    assert (change(same, DE), is_good(same)) == ("wie zuvor", None)


def test_a_step_leads_from_what_was_read_to_what_is() -> None:
    hardly = Figure("report.figure.first_response", Form.SPAN, 12.6, 12.4, Good.DOWN)
    assert (change(hardly, DE), is_good(hardly)) == ("+1 min (zuvor 12 min)", False)


def test_the_filter_is_said_in_the_readers_words() -> None:
    report = a_report("x")
    assert about(report, DE) == "Nur Tickets mit: priorität:>=hoch ist:offen"
    assert about(report, EN) == "Only tickets with: priority:>=high is:open"
    assert about(replace(report, filter=""), EN) == ""
    of_lena = replace(report, filter="requester:lena@example.com,max@example.org")
    assert about(of_lena, DE) == "Nur Tickets mit: kunde:l…@example.com,m…@example.org"
    assert span(report, DE) == "Woche 47: Mo., 16. Nov. 2026 – So., 22. Nov. 2026"
    assert span(replace(report, kind=ReportKind.MONTHLY), EN) == "November 2026"
