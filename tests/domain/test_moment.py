"""What people type for a time, German and English, on a Wednesday at noon in Berlin."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.errors import InThePast, NotAMoment, TooFar, UserError
from owona_bot.domain.moment import LONGEST, moment
from owona_bot.domain.moment_words import MONTHS, UNITS, WEEKDAYS

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=BERLIN)


def read(text: str, now: datetime = NOW, zone: ZoneInfo = BERLIN) -> str:
    """As the wall shows it."""
    return f"{moment(text, now, zone).astimezone(zone):%a %d.%m.%y %H:%M}"


@pytest.mark.parametrize(
    ("texts", "when"),
    [
        ("in 2 hours | 2h | in zwei Stunden | 2 Std. | for 2 hours | 120m | 2 hours from now", "Wed 25.11.26 14:00"),
        ("30m | in 30 Minuten | in half an hour | in einer halben Stunde | half an hour", "Wed 25.11.26 12:30"),
        ("1h 30m | 1h30m | anderthalb Stunden | in 1,5 Stunden | 90 min", "Wed 25.11.26 13:30"),
        ("in an hour | in einer Stunde | one hour | 13 Uhr | 1pm | 13:00 | um 13", "Wed 25.11.26 13:00"),
        ("heute abend | tonight | this evening | 6pm | 18:00h | abends | heute Abend um 6", "Wed 25.11.26 18:00"),
        ("heute Abend 8 Uhr | tonight at 8 | 20.00 Uhr | um 20.00 | heute um 20 Uhr | 8 p.m.", "Wed 25.11.26 20:00"),
        ("EOD | Feierabend | end of the day | Ende des Tages", "Wed 25.11.26 17:00"),
        ("Mittwoch 14 Uhr | wed 2pm | Mi 14:00 | heute nachmittag um 2 | this afternoon at 2", "Wed 25.11.26 14:00"),
        ("midnight | Mitternacht | 24 Uhr | 24:00 | heute Mitternacht | 12am", "Thu 26.11.26 00:00"),
        ("tomorrow | morgen | morgen früh | tomorrow morning | 1d | in einem Tag | um 9 | 9:00", "Thu 26.11.26 09:00"),
        ("morgen um neun | 9 Uhr morgen | MORGEN 9 | tomorrow, 9 am | bis morgen! | 9 o'clock", "Thu 26.11.26 09:00"),
        ("noon | mittag | morgen mittag | 12 Uhr | 12pm | tomorrow noon | 12 Uhr mittags", "Thu 26.11.26 12:00"),
        ("halb neun | morgen um halb 9 | 8:30 | 8.30 Uhr | 8 Uhr 30 | morgen 8.30", "Thu 26.11.26 08:30"),
        ("1d 2h", "Thu 26.11.26 14:00"),
        ("übermorgen | uebermorgen | day after tomorrow | in 2 Tagen | Freitag | fri", "Fri 27.11.26 09:00"),
        ("u\u0308bermorgen | ÜBERMORGEN | in zwei Tagen um neun", "Fri 27.11.26 09:00"),
        ("friday 5pm | Freitag, 17 Uhr | Ende der Woche | end of the week | Fr. 17:00 | EOW", "Fri 27.11.26 17:00"),
        ("in 3 Tagen | 3d | 3 days | drei Tage | Wochenende | Sa", "Sat 28.11.26 09:00"),
        ("nächsten Montag 9 Uhr | next monday 9am | Montag | Montagmorgen | Montag früh", "Mon 30.11.26 09:00"),
        ("next week | nächste Woche | Anfang nächster Woche | naechste Woche | kommenden Montag", "Mon 30.11.26 09:00"),
        ("9 am Montag | am Montag | um 9 am Montag | Montag 9 | Mo 09.00", "Mon 30.11.26 09:00"),
        ("Mo 14:30 | Montag 14.30 | monday at 2:30pm | Montagnachmittag um 14:30 Uhr", "Mon 30.11.26 14:30"),
        ("Ende des Monats | Monatsende | end of month", "Mon 30.11.26 17:00"),
        ("1.12. | 1.12 | 1. 12. | 2026-12-01 | Di 1.12. | 1. Dezember | Dec 1st | am 1.12.26", "Tue 01.12.26 09:00"),
        ("2026-12-01T09:00 | 2026-12-01T08:00Z | 2026-12-01T10:00:00+02:00 | next month", "Tue 01.12.26 09:00"),
        ("1.12.2026 8:30 | 1.12. 8.30 Uhr | 8:30 am 1.12. | Dec 1, 2026 8:30 | 2026-12-01 8:30", "Tue 01.12.26 08:30"),
        ("in einer Woche | in a week | 1w | nächsten Mittwoch | Mi | wednesday", "Wed 02.12.26 09:00"),
        ("next week friday | Freitag nächster Woche", "Fri 04.12.26 09:00"),
        ("Ende nächster Woche | end of next week", "Fri 04.12.26 17:00"),
        ("2w | in 2 Wochen | in two weeks | 14d", "Wed 09.12.26 09:00"),
        ("in einem Monat | in a month", "Fri 25.12.26 09:00"),
        ("1.1. | next year | nächstes Jahr | 1. Januar", "Fri 01.01.27 09:00"),
        ("24.11.", "Wed 24.11.27 09:00"),
    ],
)  # fmt: skip
def test_what_people_say_is_understood(texts: str, when: str) -> None:
    assert {text: read(text) for text in texts.split(" | ")} == dict.fromkeys(texts.split(" | "), when)


@pytest.mark.parametrize("words", [WEEKDAYS, MONTHS, UNITS])
def test_every_word_is_read_alone_and_in_capitals(words: dict[str, object]) -> None:
    lead = {"monday": "", "january": "28. ", "minute": "in 2 "}
    before = next(lead[word] for word in lead if word in words)
    for word in words:
        assert read(before + word) == read(before + word.upper())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("morgen vielleicht", "vielleicht"), ("Montag 9 Uhr!? oder so", "oder"), ("12/1", "12/1"), ("-2h", "-2h"),
        ("9", "9"), ("31.2.", "31.2."), ("1.1.9999", "1.1.9999"), ("25:00", "25:00"), ("13pm", "13pm"), ("2x", "2x"),
        ("morgen Freitag Montag", "montag"), ("9 Uhr 10:00", "10:00"), ("morgen übermorgen", "übermorgen"),
        ("morgen früh abends", "abends"), ("morgen Freitag", "morgen Freitag"), ("2h morgen", "2h morgen"),
        ("in 3 Tagen Montag", "in 3 Tagen Montag"), ("Mo 1.12.", "Mo 1.12."), ("2026-02-30T09:00", "2026-02-30T09:00"),
        ("0001-01-01T00:00+23:59", "0001-01-01T00:00+23:59"), ("um", "um"), ("", ""), ("diese Woche", "woche"),
        ("x" * 500, "x" * 39 + "…"), ("1.12.20261", "1.12.20261"), ("montagx", "montagx"), ("٣d", "٣d"),
    ],
)  # fmt: skip
def test_the_word_that_says_no_time_is_named(text: str, word: str) -> None:
    with pytest.raises(NotAMoment) as refused:
        read(text)
    assert refused.value.values == {"word": word}


@pytest.mark.parametrize(
    "text",
    ["gestern", "yesterday", "vorgestern", "1.1.2020", "2026-11-25T10:59Z", "heute", "heute 11 Uhr", "this morning",
     "vor 2 Stunden", "3 days ago", "vor einem Monat", "last monday", "letzte Woche", "now", "jetzt", "0m",
     "25.11.2026 12:00", "heute mittag"],
)  # fmt: skip
def test_what_has_passed_is_refused(text: str) -> None:
    with pytest.raises(InThePast) as refused:
        read(text)
    assert refused.value.values == {"text": text}


@pytest.mark.parametrize(
    "text",
    ["27.11.2027", "367d", "54 Wochen", "in 13 Monaten", "29.2.", "999999999 Wochen", "9999999 h", "3d " * 999,
     "9w " * 70_000, "2199-12-31", "9998-12-31T23:59"],
)  # fmt: skip
def test_more_than_a_year_is_too_far(text: str) -> None:
    with pytest.raises(TooFar):
        read(text)


def test_a_year_is_not_too_far() -> None:
    assert read("25.11.2027 12:00") == "Thu 25.11.27 12:00"
    assert read("29.2.", datetime(2027, 6, 1, tzinfo=UTC)) == "Tue 29.02.28 09:00"


def test_monday_may_be_today_but_next_monday_never_is() -> None:
    early, late = datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN), datetime(2026, 11, 30, 9, 0, tzinfo=BERLIN)
    assert (read("Montag", early), read("Montag", late)) == ("Mon 30.11.26 09:00", "Mon 07.12.26 09:00")
    assert (read("next monday", early), read("nächsten Montag", late)) == ("Mon 07.12.26 09:00", "Mon 07.12.26 09:00")


def test_the_end_of_the_week_is_next_weeks_once_it_has_passed() -> None:
    assert read("Ende der Woche", datetime(2026, 11, 27, 17, 0, tzinfo=BERLIN)) == "Fri 04.12.26 17:00"


def test_the_end_of_a_month_is_its_last_day() -> None:
    january = datetime(2027, 1, 31, 18, 0, tzinfo=BERLIN)
    assert read("Monatsende", january) == "Sun 28.02.27 17:00"
    assert read("in einem Monat", january) == "Sun 28.02.27 09:00"


BEFORE_SPRING = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)
BEFORE_AUTUMN = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)


def test_a_time_that_the_clocks_jump_over_moves_on_by_the_jump() -> None:
    assert read("morgen 2:30", BEFORE_SPRING) == "Sun 28.03.27 03:30"
    assert read("2027-03-28T02:30", BEFORE_SPRING) == "Sun 28.03.27 03:30"


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert moment("morgen 2:30", BEFORE_AUTUMN, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_pass_by_and_days_are_the_walls() -> None:
    assert read("24h", BEFORE_SPRING) == "Sun 28.03.27 13:00"
    assert read("morgen 12 Uhr", BEFORE_SPRING) == "Sun 28.03.27 12:00"
    assert read("1d 1h", BEFORE_SPRING) == "Sun 28.03.27 13:00"
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert moment("30m", second, BERLIN) == second + timedelta(minutes=30)


def test_the_day_is_the_one_where_the_reader_is() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert read("morgen", late) == "Fri 27.11.26 09:00"
    assert read("tomorrow", late, ZoneInfo("America/New_York")) == "Thu 26.11.26 09:00"


PHRASES = (
    "morgen", "früh", "heute", "abend", "nächsten", "next", "week", "in", "2h", "30m", "3d", "um", "9", "9:30", "5pm",
    "1.12.", "29.2.", "ende der woche", "mitternacht", "2026-12-01", "31.12.", "24:00", "am",
    *WEEKDAYS, *MONTHS, *UNITS,
)  # fmt: skip
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "Australia/Lord_Howe")

words = st.sampled_from(PHRASES) | st.text(max_size=3)
zones = st.sampled_from(ZONES).map(ZoneInfo)
nows = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=zones)  # noqa: DTZ001 (the strategy adds zones)


@given(st.lists(words, max_size=5).map(" ".join), nows, zones)
def test_whatever_is_said_is_ahead_and_within_a_year_or_refused(text: str, now: datetime, zone: ZoneInfo) -> None:
    with suppress(UserError):
        found = moment(text, now, zone)
        assert found.utcoffset() == timedelta(0)
        assert now < found <= now.astimezone(UTC) + LONGEST


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)), zones, nows)  # noqa: DTZ001 (of a wall)
def test_what_a_wall_will_show_is_read_as_that(wall: datetime, zone: ZoneInfo, now: datetime) -> None:
    meant = wall.replace(second=0, microsecond=0, tzinfo=zone)
    with suppress(InThePast, TooFar):
        assert moment(f"{meant:%d.%m.%Y %H:%M}", now, zone) == meant.astimezone(UTC)
        assert moment(f"{meant:%Y-%m-%d, %H.%M} Uhr", now, zone) == meant.astimezone(UTC)
        assert moment(f"{meant:%a %d %B %Y %I:%M %p}", now, zone) == meant.astimezone(UTC)


@pytest.mark.parametrize(
    "unit", ["9", "9.", "a ", "1m", "morgen ", "in ", "um ", "-", "(", "ende der ", "t1", "1.1.", "ä", "\u0308"]
)
def test_hostile_text_holds_up_nothing(unit: str) -> None:
    text, start = unit * (200_000 // len(unit)), process_time()
    with suppress(UserError):
        read(text)
    assert process_time() - start < 1
