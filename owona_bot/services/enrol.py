"""Enrol: who of Slack's users is an agent, as OWONA_AGENTS, the admins and the workspace say."""

from collections.abc import Iterable
from dataclasses import dataclass

from owona_bot.database import agents
from owona_bot.database import team as decided
from owona_bot.database.engine import Database
from owona_bot.domain.people import Granted, SlackUser, role_of, two_letters

BY = "bot:people"


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace's id, the agents' addresses in lower case (the first is admin), and the desk's language."""

    id: str
    emails: tuple[str, ...]
    locale: str


async def enrol_all(db: Database, users: Iterable[SlackUser], team: Team) -> int:
    """Take in whoever is an agent and dismiss everybody else. Answers how many there are."""
    async with db.change(by=BY) as tx:
        await decided.lock(tx)
        granted = await decided.granted(tx.connection)
        members = [member for user in users if (member := member_of(user, team, granted.get(user.id)))]
        await agents.keep_only(tx.connection, [member.slack_user for member in members])
        for member in members:
            await agents.keep(tx.connection, member)
    return len(members)


async def enrol(db: Database, user: SlackUser, team: Team, knock: str | None) -> bool:
    """One who joined, changed or left. Answers whether they are of the team."""
    async with db.change(by=BY, once=knock) as tx:
        await decided.lock(tx)
        member = member_of(user, team, (await decided.granted(tx.connection)).get(user.id))
        if member:
            await agents.keep(tx.connection, member)
        else:
            await agents.dismiss(tx.connection, user.id, user.told_at)
    return member is not None


def member_of(user: SlackUser, team: Team, granted: Granted | None) -> agents.Member | None:
    """None for whoever is no agent; `granted` is what an admin decided."""
    role = role_of(user, team.id, team.emails, granted)
    if role is None or user.email is None:
        return None
    email, locale = user.email.strip().lower(), two_letters(user.locale, team.locale)
    return agents.Member(user.id, email, user.name, locale, role, user.told_at)
