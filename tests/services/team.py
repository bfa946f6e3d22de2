"""Agents as the workspace tells of them."""

from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent, SlackUser
from owona_bot.services.enrol import Team, enrol_all
from owona_bot.services.recognise import recognise

HOME = "T0OWONA"


def a_user(n: int, *, guest: bool = False) -> SlackUser:
    return SlackUser(f"U{n}", HOME, f"agent{n}@owona.de", f"Agent {n}", "de-DE", False, False, guest, False)


async def a_team(db: Database, size: int) -> list[Agent]:
    """The first is admin."""
    team = Team(HOME, tuple(f"agent{n}@owona.de" for n in range(size)), "de")
    await enrol_all(db, [a_user(n) for n in range(size)], team)
    return [await recognise(db, f"U{n}") for n in range(size)]
