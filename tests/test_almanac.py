"""The library's holidays are those of the laws, of all sixteen states from 2000 to 2060."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from holidays import country_holidays
from holidays.constants import CATHOLIC

from owona_bot.almanac import YEARS, feasts
from owona_bot.domain.sla_calendars import STATES

EVER = range(2000, 2061)

EPIPHANY, WOMEN, MARY, CHILDREN, REFORMATION, SAINTS = (1, 6), (3, 8), (8, 15), (9, 20), (10, 31), (11, 1)

EVERYWHERE = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
"""§ 1 of each Feiertagsgesetz; October 3rd by Art. 2 of the Einigungsvertrag."""

FIXED: dict[str, dict[tuple[int, int], int]] = {
    "BB": {REFORMATION: 2000},
    "BE": {WOMEN: 2019},
    "BW": {EPIPHANY: 2000, SAINTS: 2000},
    "BY": {EPIPHANY: 2000, SAINTS: 2000},
    "HB": {REFORMATION: 2018},
    "HE": {},
    "HH": {REFORMATION: 2018},
    "MV": {REFORMATION: 2000, WOMEN: 2023},
    "NI": {REFORMATION: 2018},
    "NW": {SAINTS: 2000},
    "RP": {SAINTS: 2000},
    "SH": {REFORMATION: 2018},
    "SL": {MARY: 2000, SAINTS: 2000},
    "SN": {REFORMATION: 2000},
    "ST": {EPIPHANY: 2000, REFORMATION: 2000},
    "TH": {REFORMATION: 2000, CHILDREN: 2019},
}
"""By state, days and since when."""

CORPUS_CHRISTI = ("BW", "BY", "HE", "NW", "RP", "SL")

ONCE = {
    "BE": (date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)),
}
"""75 and 80 years of the liberation, 75 years of June 17th: laws of 2019 and of 2024."""


def easter(year: int) -> date:
    """Butcher's, of 1876."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def by_easter(state: str, year: int) -> Iterator[date]:
    """Karfreitag, Ostermontag, Himmelfahrt, Pfingstmontag, and what some have besides."""
    days = [-2, 1, 39, 50]
    days += [60] if state in CORPUS_CHRISTI else []
    days += [0, 49] if state == "BB" else []
    return (easter(year) + timedelta(days=number) for number in days)


def repentance(year: int) -> date:
    """The Wednesday before November 23rd."""
    return next(day for n in range(1, 8) if (day := date(year, 11, 23) - timedelta(days=n)).weekday() == 2)


def by_law(state: str, year: int) -> set[date]:
    """All of a year."""
    found = {date(year, month, day) for month, day in EVERYWHERE} | set(by_easter(state, year))
    found |= {date(year, *day) for day, since in FIXED[state].items() if since <= year}
    found |= {day for day in ONCE.get(state, ()) if day.year == year}
    if state == "SN":
        found.add(repentance(year))
    if year == 2017:
        found.add(date(2017, 10, 31))
    return found


def test_easter_is_where_everybody_remembers_it() -> None:
    known = ["2000-04-23", "2008-03-23", "2011-04-24", "2026-04-05", "2035-03-25", "2038-04-25", "2060-04-18"]
    assert [easter(date.fromisoformat(day).year).isoformat() for day in known] == known


@pytest.mark.parametrize("state", sorted(FIXED))
def test_a_states_holidays_are_those_of_its_laws(state: str) -> None:
    found = feasts(state)
    wrong = {year: by_law(state, year) ^ {day for day in found if day.year == year} for year in EVER}
    assert not any(wrong.values()), {year: days for year, days in wrong.items() if days}
    assert list(found) == sorted(found)
    assert all(found.values())


def test_all_sixteen_states_are_there_and_the_years_that_are_known() -> None:
    assert FIXED.keys() == STATES.keys()
    assert len(STATES) == 16
    assert EVER == YEARS


def test_each_has_its_german_name() -> None:
    assert feasts("BY")[date(2026, 6, 4)] == "Fronleichnam"
    assert feasts("SN")[date(2026, 11, 18)] == "Buß- und Bettag"


def test_what_holds_in_some_places_of_a_state_alone_is_left_out_and_the_library_calls_it_so() -> None:
    local = {"BY": date(2026, 8, 15), "SN": date(2026, 6, 4), "TH": date(2026, 6, 4)}
    for state, day in local.items():
        assert day not in feasts(state)
        assert day in country_holidays("DE", subdiv=state, years=2026, categories=CATHOLIC)
