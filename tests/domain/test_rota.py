"""A rota as it is typed: what is understood, and what is refused beside which field."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.assignee import Team
from owona_bot.domain.errors import FieldError, UserError, WordMistyped, WordUnknown
from owona_bot.domain.on_call import LONGEST, Length
from owona_bot.domain.on_call_errors import (
    CannotServe,
    CoverEndsFirst,
    CoverPast,
    CoverTooLong,
    RotaBeginsPast,
    RotaEmpty,
    RotaTooFar,
    RotaTooMany,
    RotaTwice,
)
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.rota import (
    MOST,
    Typed,
    Wanted,
    check_cover,
    remembered,
    wanted_of,
    written,
)
from owona_bot.domain.team_errors import AmbiguousAgent, ClockMissing, NotOnTheTeam, ZoneUnknown

NOW = datetime(2026, 11, 25, 12, 0, 30, 5, tzinfo=UTC)


def an_agent(id_: int, name: str, role: Role = "agent") -> Agent:
    return Agent(AgentId(id_), f"U0{name.upper()}", f"{name.lower()}@owona.de", name, "de", role)


ANNA, BEN, RITA, ANTON = (
    an_agent(1, "Anna", "admin"),
    an_agent(2, "Ben"),
    an_agent(3, "Rita", "reader"),
    an_agent(4, "Anton"),
)
TEAM = Team([ANNA, BEN, RITA, ANTON], {"U0GONE": "Gustav"})

USUAL = Typed("Anna\nBen", "week", "0", "09:00", "Europe/Berlin", None)


def test_what_is_typed_is_understood() -> None:
    assert wanted_of(USUAL, TEAM, NOW) == Wanted(
        (ANNA.id, BEN.id), Length.WEEK, 0, time(9), ZoneInfo("Europe/Berlin"), None
    )
    begins = NOW.replace(microsecond=0) + timedelta(days=3)
    late = Typed("ben", "day", "6", "22:30", " UTC ", int(begins.timestamp()))
    assert wanted_of(late, TEAM, NOW) == Wanted((BEN.id,), Length.DAY, 6, time(22, 30), ZoneInfo("UTC"), begins)


@pytest.mark.parametrize(
    "turns",
    [
        "Anna\nBen\n",
        "anna, ben",
        "@Anna;@Ben",
        "anna@owona.de\n\n  ben@owona.de",
        "<@U0ANNA> \n <@U0BEN|ben>",
        "ANNA\nBe",
    ],
)
def test_people_are_named_in_many_ways(turns: str) -> None:
    assert wanted_of(replace(USUAL, turns=turns), TEAM, NOW).turns == (ANNA.id, BEN.id)


def test_somebody_may_have_more_turns_than_others() -> None:
    assert wanted_of(replace(USUAL, turns="Anna\nBen\nAnna\nAnton"), TEAM, NOW).turns == (1, 2, 1, 4)


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"turns": " \n,;\n"}, RotaEmpty, "turns"),
        ({"turns": ""}, RotaEmpty, "turns"),
        ({"turns": "Anna\nAnna"}, RotaTwice, "turns"),
        ({"turns": "Anna\nBen\nBen"}, RotaTwice, "turns"),
        ({"turns": "Anna\nBen\nAnna"}, RotaTwice, "turns"),
        ({"turns": "Anna\nBen\n" * (MOST // 2) + "Anton"}, RotaTooMany, "turns"),
        ({"turns": "Anna\nRita"}, CannotServe, "turns"),
        ({"at": ""}, ClockMissing, "at"),
        ({"at": "25:00"}, ClockMissing, "at"),
        ({"zone": "Europe/Belin"}, ZoneUnknown, "zone"),
        ({"zone": "../etc/passwd"}, ZoneUnknown, "zone"),
        ({"zone": "Europe"}, ZoneUnknown, "zone"),
        ({"zone": ""}, ZoneUnknown, "zone"),
        ({"zone": "\0"}, ZoneUnknown, "zone"),
        ({"begins": int(NOW.timestamp()) - 3600}, RotaBeginsPast, "begins"),
        ({"begins": int(NOW.timestamp()) + 400 * 86400}, RotaTooFar, "begins"),
    ],
)
def test_what_can_not_stay_is_said_beside_its_field(
    change: dict[str, str | int], error: type[FieldError], field: str
) -> None:
    with pytest.raises(error) as caught:
        wanted_of(replace(USUAL, **change), TEAM, NOW)  # type: ignore[arg-type]  # each value fits the field it names
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("turns", "error"),
    [("Quaxi", WordUnknown), ("Bne", WordMistyped), ("An", AmbiguousAgent), ("<@U0GONE>", NotOnTheTeam)],
)
def test_who_is_not_known_is_told_with_who_is(turns: str, error: type[UserError]) -> None:
    with pytest.raises(error):
        wanted_of(replace(USUAL, turns=turns), TEAM, NOW)


def test_a_zone_that_is_mistyped_is_guessed() -> None:
    with pytest.raises(ZoneUnknown) as caught:
        wanted_of(replace(USUAL, zone="America/NewYork"), TEAM, NOW)
    assert caught.value.values == {"word": "America/NewYork", "nearest": "America/New_York"}


def test_a_rota_never_begins_before_it_is_saved() -> None:
    wanted = wanted_of(USUAL, TEAM, NOW)
    assert wanted.as_rota(5, NOW).begins == NOW.replace(microsecond=0)
    soon = replace(wanted, begins=NOW + timedelta(minutes=1))
    assert soon.as_rota(5, NOW).begins == (NOW + timedelta(minutes=1)).replace(microsecond=0)
    assert soon.as_rota(5, NOW + timedelta(hours=1)).begins == (NOW + timedelta(hours=1)).replace(microsecond=0)


def test_a_preview_brings_back_what_was_looked_at() -> None:
    people = tuple(AgentId(10**12 + n) for n in range(MOST))
    zone = ZoneInfo("America/Argentina/ComodRivadavia")
    for begins in (None, NOW):
        wanted = Wanted(people, Length.DAY, 3, time(23, 59), zone, begins)
        memo = written(wanted, 7)
        assert remembered(memo) == (wanted, 7)
        assert len(memo) < 3_000


def test_what_is_no_single_shift_is_refused() -> None:
    hour = timedelta(hours=1)
    check_cover(NOW - hour, NOW + hour, NOW)
    check_cover(NOW, NOW + LONGEST, NOW)
    for starts, ends, error in (
        (NOW, NOW, CoverEndsFirst),
        (NOW + hour, NOW, CoverEndsFirst),
        (NOW - hour, NOW, CoverPast),
        (NOW, NOW + LONGEST + hour, CoverTooLong),
    ):
        with pytest.raises(error):
            check_cover(starts, ends, NOW)
