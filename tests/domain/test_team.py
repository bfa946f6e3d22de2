"""What admins say of the team, and agents of themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.assignee import Mention, Team
from owona_bot.domain.errors import InThePast, NotAMoment
from owona_bot.domain.filter_tree import Named, Whom
from owona_bot.domain.me import Absence, Typed, Wanted, absence, leaves, substitute_of, wanted_in, wanted_of
from owona_bot.domain.notice import USUAL
from owona_bot.domain.people import AgentId, Granted, Role, SlackUser, role_of
from owona_bot.domain.team import (
    ACT_WORDS,
    REMOVE,
    Ask,
    Asked,
    Colleague,
    Wish,
    asked_in,
    check_admins,
    check_known,
    meant,
    own_in,
    wish_in,
)
from owona_bot.domain.team_errors import (
    LastAdmin,
    MisspeltTeamWord,
    NobodyOfTheTeam,
    NoColleagueNamed,
    NoPersonNamed,
    NoSubstituteNamed,
    NotAColleague,
    NotAMember,
    NotASubstitute,
    SubstituteForSelf,
    UnknownMeWord,
    UnknownRole,
    UnknownTeamWord,
)
from owona_bot.domain.ticket_errors import CannotHold
from tests.domain.samples import ANNA, BEN

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
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
        ("ad <@U0BEN>", MisspeltTeamWord, "ad"),
        ("kaffee <@U0BEN>", UnknownTeamWord, "kaffee"),
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


@pytest.mark.parametrize(
    ("typed", "nearest"), [("fairnes", "fairness"), ("krankk", "krank"), ("Stundn", "stunden"), ("vertele", "verteile")]
)
def test_a_misspelt_word_is_told_the_one_it_nearly_is(typed: str, nearest: str) -> None:
    with pytest.raises(MisspeltTeamWord) as caught:
        wish_in(f"{typed} <@U0BEN>")
    assert caught.value.values["nearest"] == nearest


@pytest.mark.parametrize("typed", ["urlaubb", "remov", "entferne", "rauss", "raub"])
def test_nobody_is_led_to_remove_somebody(typed: str) -> None:
    with pytest.raises((MisspeltTeamWord, UnknownTeamWord)) as caught:
        wish_in(f"{typed} <@U0BEN>")
    assert ACT_WORDS.get(str(caught.value.values.get("nearest"))) != REMOVE


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
        ("sick", Wanted(available=False, until=TOMORROW, sick=True)),
        ("krank bis 2026-12-01", Wanted(available=False, until=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), sick=True)),
        ("weg vertretung <@U0BEN|ben>", Wanted(available=False, substitute=Mention("U0BEN", "ben"))),
        ("krank, vertretung Ben B", Wanted(available=False, until=TOMORROW, sick=True, substitute=Named("Ben B"))),
        ("away until tomorrow with SUBSTITUTE @ben", Wanted(available=False, until=TOMORROW, substitute=Named("ben"))),
        ("weg bis morgen vertretung niemand", Wanted(available=False, until=TOMORROW, substitute=Whom.NONE)),
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
        ("krank bis quux", NotAMoment),
        ("weg bis morgen vertretung", NoSubstituteNamed),
        ("weg bis morgen vertretung  ", NoSubstituteNamed),
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


RITA = replace(BEN, id=AgentId(9), name="Rita", email="rita@owona.de", slack_user="U0RITA", role="reader")
PEOPLE = Team([ANNA, BEN, RITA], {"U0ANNA": "Anna", "U0BEN": "Ben"})


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("skills <@U0BEN|ben> billing, bug", Asked(Ask.SKILLS, Mention("U0BEN", "ben"), "billing, bug")),
        ("FÄHIGKEITEN ben -", Asked(Ask.SKILLS, Named("ben"), "-")),
        ("sprachen @ben de, en", Asked(Ask.LANGUAGES, Named("ben"), "de, en")),
        ("obergrenze <@U0BEN>", Asked(Ask.CAP, Mention("U0BEN"), "")),
        ("zeiten ich mo-fr 9-17", Asked(Ask.HOURS, Whom.ME, "mo-fr 9-17")),
        ("krank <@U0BEN> bis Freitag", Asked(Ask.SICK, Mention("U0BEN"), "bis Freitag")),
        ("weg <@U0BEN> bis Montag", Asked(Ask.AWAY, Mention("U0BEN"), "bis Montag")),
        ("back <@U0BEN>", Asked(Ask.BACK, Mention("U0BEN"), "")),
    ],
)
def test_what_leads_say_of_a_colleague_is_understood(words: str, asked: Asked) -> None:
    assert asked_in(words) == asked


def test_what_is_said_of_nobody_is_refused() -> None:
    assert asked_in("remove <@U0BEN>") is None
    with pytest.raises(NoColleagueNamed):
        asked_in("skills")
    with pytest.raises(NoColleagueNamed):
        meant(Whom.NONE, BEN, PEOPLE)
    for words, word in (("skills billing, bug", "billing,"), ("cap 8", "8")):
        asked = asked_in(words)
        assert asked is not None
        with pytest.raises(NotAColleague) as caught:
            meant(asked.whom, BEN, PEOPLE)
        assert caught.value.values["word"] == word
    with pytest.raises(NobodyOfTheTeam):
        meant(Mention("U0GRETA"), BEN, PEOPLE)
    assert meant(Whom.ME, BEN, PEOPLE) == BEN
    assert meant(Named("ann"), BEN, PEOPLE) == ANNA


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Zeiten mo-fr 9-17", Asked(Ask.HOURS, Whom.ME, "mo-fr 9-17")),
        ("languages de, en", Asked(Ask.LANGUAGES, Whom.ME, "de, en")),
        ("hours", Asked(Ask.HOURS, Whom.ME, "")),
        ("sprache de", None),
        ("krank", None),
        ("de", None),
        ("", None),
    ],
)
def test_of_oneself_nobody_is_named(words: str, asked: Asked | None) -> None:
    assert own_in(words) == asked


def test_the_word_that_is_not_understood_is_named() -> None:
    for words, word in (("quux api", "quux"), ("da bis morgen", "bis morgen"), ("sprache de", "sprache")):
        with pytest.raises(UnknownMeWord) as caught:
            wanted_in(words, NOW, BERLIN)
        assert caught.value.values["word"] == word


def test_only_another_who_holds_tickets_stands_in() -> None:
    assert substitute_of(Mention("U0BEN"), ANNA, ANNA, PEOPLE) == BEN
    assert substitute_of(Whom.ME, ANNA, BEN, PEOPLE) == BEN  # a lead who says it of a colleague
    assert substitute_of(Whom.NONE, ANNA, ANNA, PEOPLE) is None
    assert substitute_of(None, ANNA, ANNA, PEOPLE) is None
    for said in (Mention("U0ANNA"), Whom.ME, Named("anna")):
        with pytest.raises(SubstituteForSelf):
            substitute_of(said, ANNA, ANNA, PEOPLE)
    with pytest.raises(CannotHold):
        substitute_of(Named("rita"), ANNA, ANNA, PEOPLE)
    with pytest.raises(NotASubstitute) as caught:
        substitute_of(Named("quux"), ANNA, ANNA, PEOPLE)
    assert caught.value.values["word"] == "quux"


def test_a_longer_absence_keeps_its_substitute_and_a_new_one_does_not() -> None:
    longer = Wanted(available=False, until=TOMORROW)
    away = Absence(False, NOW + timedelta(hours=1), BEN.id)
    assert absence(away, longer, None, NOW) == Absence(False, TOMORROW, BEN.id)
    assert absence(replace(away, until=NOW), longer, None, NOW) == Absence(False, TOMORROW)
    assert absence(away, replace(longer, substitute=Whom.NONE), None, NOW) == Absence(False, TOMORROW)
    assert absence(away, replace(longer, substitute=Named("x")), ANNA.id, NOW) == Absence(False, TOMORROW, ANNA.id)
    assert absence(away, Wanted(available=True), None, NOW) == Absence(True, None)


def test_others_hear_of_who_leaves_and_of_who_turns_out_sick_each_once() -> None:
    there, away, sick = Absence(True, None), Absence(False, TOMORROW), Absence(False, TOMORROW, sick=True)
    passed = Absence(False, NOW, sick=True)
    for before, after, hear in (
        (there, away, True),
        (there, sick, True),
        (away, away, False),
        (away, sick, True),
        (sick, sick, False),
        (sick, away, False),
        (passed, sick, True),
        (sick, there, False),
    ):
        assert leaves(before, after, NOW) is hear, (before, after)


def test_a_form_says_the_same() -> None:
    notices = frozenset(USUAL)
    away = Typed(False, "morgen", "de", notices, substitute="U0BEN")
    wanted = Wanted(False, TOMORROW, True, "de", notices, substitute=Mention("U0BEN"))
    assert wanted_of(away, NOW, BERLIN) == wanted
    assert wanted_of(replace(away, until="", sick=True), NOW, BERLIN) == replace(wanted, sick=True)
    assert wanted_of(replace(away, until="2026-11-26 9:00", substitute=""), NOW, BERLIN) == replace(
        wanted, substitute=Whom.NONE
    )
    assert wanted_of(replace(away, here=True, sick=True), NOW, BERLIN) == Wanted(True, None, True, "de", notices)
