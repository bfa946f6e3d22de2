"""What people type of when they work, what it means, what is said of what means nothing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.calendar import ALWAYS, Calendar, Week
from owona_bot.domain.errors import FieldError
from owona_bot.domain.team_errors import (
    HoursDaysMissing,
    HoursEmpty,
    HoursNight,
    HoursOverlap,
    HoursTimesMissing,
    HoursWord,
)
from owona_bot.domain.working_hours import WorkingHours, calendar_of, own_hours, spelled, week_of
from owona_bot.domain.working_hours_words import WORD_LIMIT, hours_in, joined
from owona_bot.locale.catalogue import catalogues

BERLIN = "Europe/Berlin"

NINE_TO_FIVE = ((540, 1020),)

OFFICE = Calendar("office", BERLIN, (NINE_TO_FIVE,) * 7, "BY", {date(2026, 12, 25): "Weihnachten"})

RULES = AssignRules(hours=OFFICE, calendars={"always": ALWAYS, "office": OFFICE, "Späti": OFFICE})


def read(text: str) -> dict[str, object] | None:
    """In Berlin."""
    found = hours_in(text, RULES.calendars, BERLIN)
    return None if found is None else dict(found)


@pytest.mark.parametrize(
    "text",
    [
        "mon-fri 9:00-17:00",
        "mo-fr 9-17",
        "Mo. – Fr. von 9 bis 17 Uhr",
        "montags bis freitags 9.00–17.00 Uhr, Sa und So frei",
        "monday to friday 9am to 5pm",
        "weekdays 9-5pm",
        "werktags 9h-17h",
        "Mo, Di, Mi, Do & Fr: 9 - 17",
        "mo-fr 9-12, 12-17",
        "fri 9-17; thu 9-17; mon-wed 9-17",
        "mo-fr 9-17 Europe/Berlin",
    ],
)
def test_the_same_hours_are_typed_in_many_ways(text: str) -> None:
    week = {day: [[540, 1020]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert read(text) == {"zone": BERLIN, "week": week}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mo-fr 9-17, sa 10-14", "mo-fr 9:00-17:00, sa 10:00-14:00"),
        ("sa-mo 8-12 13-18", "mo 8:00-12:00 13:00-18:00, sa-so 8:00-12:00 13:00-18:00"),
        ("so 22-6", "mo 0:00-6:00, so 22:00-24:00"),
        ("fr 22-24", "fr 22:00-24:00"),
        ("mi 12am-12pm", "mi 0:00-12:00"),
        ("täglich 0-24", "mo-so 0:00-24:00"),
        ("am Wochenende 10-12 europe/lisbon", "sa-so 10:00-12:00 Europe/Lisbon"),
        ("office", "office"),
        ("OFFICE", "office"),
        ("späti", "Späti"),
        ("immer", "immer"),
        ("always", "immer"),
        ("24/7", "immer"),
        ("", ""),
        ("standard", ""),
    ],
)
def test_hours_are_said_again_as_they_are_typed(text: str, told: str) -> None:
    assert spelled(hours_in(text, RULES.calendars, BERLIN), "de", BERLIN) == told


@pytest.mark.parametrize(
    ("text", "error", "word"),
    [
        ("foo", HoursWord, "foo"),
        ("mo-fr 9-17 vielleicht", HoursWord, "vielleicht"),
        ("die 9-12", HoursWord, "die"),
        ("mo 25-26", HoursWord, "25-26"),
        ("mo 9:60-12", HoursWord, "9:60-12"),
        ("mo 13pm-15pm", HoursWord, "13pm-15pm"),
        ("mo 24-6", HoursWord, "24-6"),
        ("mo 9", HoursWord, "9"),
        ("mo 9-17:0", HoursWord, "9-17:0"),
        ("mo 9-17 Mars/Base", HoursWord, "mars/base"),
        ("offices", HoursWord, "offices"),
        ("x" * 900, HoursWord, "x" * (WORD_LIMIT - 1) + "…"),
        ("9-17", HoursDaysMissing, "9-17"),
        ("frei", HoursDaysMissing, "frei"),
        ("mo-fr", HoursTimesMissing, "mo-fr"),
        ("mo 9-17, sa", HoursTimesMissing, "sa"),
        ("sa frei", HoursTimesMissing, "sa"),
        ("mo 9-9", HoursEmpty, "9-9"),
        ("mo-fr 9-5", HoursNight, "9-5"),
        ("mo 9-12 10-13", HoursOverlap, "10-13"),
        ("do 22-6, fr 5-8", HoursOverlap, "5-8"),
    ],
)
def test_what_means_nothing_is_named(text: str, error: type[FieldError], word: str) -> None:
    with pytest.raises(error) as told:
        read(text)
    assert (told.value.field, told.value.values["word"]) == ("hours", word)


def test_nine_to_five_is_asked_about_as_the_afternoon() -> None:
    with pytest.raises(HoursNight) as told:
        read("mo-fr 9-5")
    assert told.value.values["instead"] == "9:00-17:00"


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("text", ["foo", "9-17", "mo", "mo 9-9", "mo 9-5", "mo 9-12 9-12"])
def test_each_refusal_names_the_word_in_both_languages(text: str, locale: str) -> None:
    with pytest.raises(FieldError) as told:
        read(text)
    said = catalogues("de", ZoneInfo(BERLIN)).speak(locale)(told.value.key, **told.value.values)
    assert str(told.value.values["word"]) in said


minutes = st.integers(0, 1439)

days = st.lists(st.tuples(minutes, st.integers(1, 1440)).filter(lambda span: span[0] < span[1]), max_size=3)


def apart(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Those that overlap none before them."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if all(end <= other or begin <= start for begin, other in ((o[1], o[0]) for o in kept)):
            kept.append((start, end))
    return joined(kept)


weeks = st.lists(days.map(apart), min_size=7, max_size=7).map(tuple).filter(any)


@given(
    weeks, st.sampled_from(["de", "en"]), st.sampled_from([BERLIN, "Europe/Lisbon", "America/Port-au-Prince", "UTC"])
)
def test_whatever_hours_there_are_can_be_typed_again(week: Week, locale: str, zone: str) -> None:
    hours = own_hours(week, zone)
    assert week_of(hours) == week
    text = spelled(hours, locale, BERLIN)
    if len(text) <= 300:
        assert hours_in(text, RULES.calendars, BERLIN) == hours


def hours_or_word(text: str) -> WorkingHours | str | None:
    """What was typed, or the word that is refused."""
    try:
        return hours_in(text, RULES.calendars, BERLIN)
    except FieldError as error:
        return str(error.values["word"])


@given(st.text(alphabet="mo-difrsamn 0123456789:.,;/bisto–", max_size=40))
def test_whatever_is_typed_is_hours_or_refused_by_a_word(text: str) -> None:
    found = hours_or_word(text)
    assert found != ""
    if found is not None and not isinstance(found, str) and "week" in found:
        for hours in week_of(found):
            assert all(0 <= start < end <= 1440 for start, end in hours)
            assert list(hours) == sorted(hours)


def test_own_hours_keep_the_holidays_of_the_file() -> None:
    own = calendar_of(read("mo-fr 8-12"), RULES)
    assert own is not None
    assert own.week[0] == ((480, 720),)
    assert (own.holidays, own.zone) == (OFFICE.holidays, BERLIN)


def test_a_calendar_that_the_file_has_no_more_is_that_of_all() -> None:
    assert calendar_of({"calendar": "gone"}, RULES) == OFFICE
    assert calendar_of({"calendar": "always"}, RULES) == ALWAYS
    assert calendar_of(None, RULES) == OFFICE
    assert calendar_of(None, AssignRules()) is None


def test_hours_in_another_zone_are_on_its_wall() -> None:
    from_lisbon = calendar_of(read("mo-fr 9-17 Europe/Lisbon"), AssignRules())
    assert from_lisbon is not None
    assert datetime(2026, 11, 25, 9, tzinfo=UTC).astimezone(ZoneInfo(from_lisbon.zone)).hour == 9
