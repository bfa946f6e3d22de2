"""Who is an agent, as the workspace says."""

from dataclasses import replace

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import NotAnAgent, Repeated
from owona_bot.services.enrol import Team, enrol, enrol_all
from owona_bot.services.recognise import recognise
from tests.services.team import HOME, a_team, a_user

pytestmark = pytest.mark.database

TEAM = Team(HOME, ("agent0@owona.de", "agent1@owona.de"), "de")


async def test_only_who_is_named_and_a_full_member_is_an_agent(db: Database) -> None:
    users = [a_user(0), a_user(1, guest=True), a_user(2)]
    assert await enrol_all(db, users, TEAM) == 1
    assert (await recognise(db, "U0")).role == "admin"
    for user in ("U1", "U2", "", None):
        with pytest.raises(NotAnAgent):
            await recognise(db, user)


async def test_who_is_not_listed_any_more_is_dismissed(db: Database) -> None:
    await a_team(db, 2)
    await enrol_all(db, [a_user(0)], TEAM)
    with pytest.raises(NotAnAgent):
        await recognise(db, "U1")


async def test_who_comes_back_is_the_same_agent(db: Database) -> None:
    (_, before) = await a_team(db, 2)
    await enrol(db, a_user(1, guest=True), TEAM, "Ev1")
    await enrol(db, a_user(1), TEAM, "Ev2")
    assert await recognise(db, "U1") == before


async def test_an_event_that_comes_again_changes_nothing(db: Database) -> None:
    await enrol(db, a_user(1), TEAM, "Ev1")
    await enrol(db, a_user(1, guest=True), TEAM, "Ev2")
    with pytest.raises(Repeated):
        await enrol(db, a_user(1), TEAM, "Ev1")
    with pytest.raises(NotAnAgent):
        await recognise(db, "U1")


async def test_an_address_belongs_to_one_agent(db: Database) -> None:
    """Somebody left and came again as another Slack user."""
    await a_team(db, 2)
    again = a_user(1)
    again = type(again)("U77", HOME, again.email, again.name, "de-DE", False, False, False, False)
    await enrol(db, again, TEAM, "Ev1")
    assert (await recognise(db, "U77")).email == "agent1@owona.de"
    with pytest.raises(NotAnAgent):
        await recognise(db, "U1")


async def test_of_two_changes_that_come_out_of_order_the_newer_counts(db: Database) -> None:
    await enrol(db, replace(a_user(1), told_at=10), TEAM, "Ev1")
    await enrol(db, replace(a_user(1, guest=True), told_at=20), TEAM, "Ev2")
    await enrol(db, replace(a_user(1), told_at=15), TEAM, "Ev3")
    with pytest.raises(NotAnAgent):
        await recognise(db, "U1")
