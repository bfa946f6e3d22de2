"""What admins say of the team, and agents of themselves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.errors import (
    InThePast,
    LastAdmin,
    NoPersonNamed,
    NotAMember,
    NotAMoment,
    UnknownMeWord,
    UnknownRole,
    UnknownTeamWord,
)
from owona_bot.domain.me import Wanted, wanted_in
from owona_bot.domain.people import AgentId, Granted, Role, SlackUser, role_of
from owona_bot.domain.team import Colleague, Wish, check_admins, check_known, wish_in

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("add <@U0BEN>", "agent"),
        ("hinzu <@U0BEN|ben> Leitung", "lead"),
        ("ROLE <@U0BEN> reader", "reader"),
        ("rolle <@W0BEN> admin bitte", "admin"),
        ("remove <@U0BEN>", "none"),
    ],
)
def test_an_admins_wish_is_understood(words: str, role: Granted) -> None:
    assert wish_in(words).role == role
    assert wish_in(words).slack_user[1:] == "0BEN"


@pytest.mark.parametrize(
    ("words", "error", "word"),
    [
        ("ad <@U0BEN>", UnknownTeamWord, "ad"),
        ("add ben", NoPersonNamed, "ben"),
        ("add", NoPersonNamed, ""),
        ("add <@U0BEN> boss", UnknownRole, "boss"),
        ("role <@U0BEN>", UnknownRole, ""),
        ("add <!channel>", NoPersonNamed, "<!channel>"),
    ],
)
def test_what_is_no_wish_is_told_with_its_word(words: str, error: type[UnknownRole], word: str) -> None:
    with pytest.raises(error) as caught:
        wish_in(words)
    assert caught.value.values["word"] == word


def test_the_last_admin_stays() -> None:
    for role in ("none", "agent", "lead", "reader"):
        with pytest.raises(LastAdmin):
            check_admins(["U1"], Wish("U1", role))
    check_admins(["U1"], Wish("U1", "admin"))
    check_admins(["U1", "U2"], Wish("U1", "none"))


def test_who_was_never_of_the_team_is_not_removed() -> None:
    with pytest.raises(NotAMember):
        check_known(False, Wish("U1", "none"))


def a_user(*, guest: bool = False, email: str | None = "anna@owona.de") -> SlackUser:
    return SlackUser("U1", "T1", email, "Anna", "de-DE", False, False, guest, False)


@pytest.mark.parametrize(
    ("granted", "listed", "role"),
    [
        (None, ("anna@owona.de",), "admin"),
        (None, ("x@owona.de", "anna@owona.de"), "agent"),
        (None, ("x@owona.de",), None),
        ("lead", ("x@owona.de",), "lead"),
        ("reader", ("anna@owona.de",), "reader"),
        ("none", ("anna@owona.de",), None),
    ],
)
def test_an_admins_word_goes_before_the_list(
    granted: Granted | None, listed: tuple[str, ...], role: Role | None
) -> None:
    assert role_of(a_user(), "T1", listed, granted) == role


def test_no_word_of_an_admin_makes_a_guest_an_agent() -> None:
    assert role_of(a_user(guest=True), "T1", (), "agent") is None
    assert role_of(a_user(email=None), "T1", (), "agent") is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("away", Wanted(available=False)),
        ("weg bis morgen 9:00", Wanted(available=False, until=datetime(2026, 11, 26, 8, 0, tzinfo=UTC))),
        ("Away until 2026-12-01", Wanted(available=False, until=datetime(2026, 12, 1, 8, 0, tzinfo=UTC))),
        ("da", Wanted(available=True)),
        ("EN", Wanted(speaks=True, language="en")),
        ("slack", Wanted(speaks=True, language=None)),
    ],
)
def test_what_agents_say_of_themselves_is_understood(words: str, wanted: Wanted) -> None:
    assert wanted_in(words, NOW, BERLIN) == wanted


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("quux", UnknownMeWord),
        ("da bis morgen", UnknownMeWord),
        ("weg bis quux", NotAMoment),
        ("weg bis 2020-01-01", InThePast),
    ],
)
def test_what_they_did_not_mean_is_told(words: str, error: type[UnknownMeWord]) -> None:
    with pytest.raises(error):
        wanted_in(words, NOW, BERLIN)


def test_an_absence_ends_by_itself() -> None:
    away = Colleague(AgentId(1), "U1", "Anna", "agent", None, False, NOW, 0)
    assert away.there(NOW)
    assert not away.there(NOW - timedelta(seconds=1))
    assert not Colleague(AgentId(1), "U1", "Anna", "agent", None, False, None, 0).there(NOW)
