"""Team: who belongs to it, in which role, what they can; admins change who, leads what, and one admin always stays."""

from collections.abc import Sequence
from datetime import datetime

from owona_bot.database import agents, events, team
from owona_bot.database.engine import Database
from owona_bot.domain.abilities import OWN, Wanted, changed, permit_change
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.colleague import Whose
from owona_bot.domain.event import Kind
from owona_bot.domain.me import Wanted as WantedAbsence
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.team import Colleague, Myself, Opening, Seat, Wish, check_admins, check_known, meant, myself_of
from owona_bot.services.away import Saying, be_away
from owona_bot.services.seats import seats_of


async def show_team(db: Database, agent: Agent, rules: AssignRules, now: datetime) -> Sequence[Seat]:
    """Everybody of it, those who may most first."""
    permit(agent, Act.TEAM)
    async with db.read_raw() as raw:
        return await seats_of(raw, rules, now)


async def change_team(db: Database, wish: Wish, agent: Agent, knock: str | None) -> bool:
    """Answers whether the person is known already; who is not is looked up in Slack by a delivery.

    Raises MayNot, LastAdmin or NotAMember.
    """
    permit(agent, Act.TEAM_CHANGE)
    async with db.change(by=agent.actor, once=knock) as tx:
        check_admins(await team.lock(tx), wish)
        known = await team.knows(tx.connection, wish.slack_user)
        check_known(known, wish)
        await team.grant(tx, wish, agent)
        if not known:
            await events.tell(tx, Kind.TEAM_CHANGED, None, {"user": wish.slack_user, "by": agent.slack_user})
    return known


async def open_abilities(db: Database, whom: Whose, agent: Agent) -> Opening:
    """What is so now, and every skill that anybody has. Raises as `meant` and `permit_change` do."""
    async with db.read() as connection:
        of = meant(whom, agent, await agents.team(connection))
        permit_change(agent, of, OWN)
        found = await team.colleagues(connection)
    one = next(colleague for colleague in found if colleague.id == of.id)
    known = frozenset(skill for colleague in found for skill in colleague.abilities.skills)
    return Opening(one, known, all_of_it=may(agent, Act.ABILITIES))


async def change_abilities(db: Database, whom: Whose, wanted: Wanted, agent: Agent, knock: str | None) -> Colleague:
    """Answers them as they are now. Raises as `meant` and `permit_change` do."""
    async with db.change(by=agent.actor, once=knock) as tx:
        of = meant(whom, agent, await agents.team(tx.connection))
        permit_change(agent, of, wanted.said())
        await team.able(tx, of.id, changed((await team.standing(tx, of.id)).abilities, wanted))
        return myself_of(await team.colleagues(tx.connection), of.id).me


async def change_absence(db: Database, whom: Whose, wanted: WantedAbsence, saying: Saying, knock: str | None) -> Myself:
    """Of a colleague; answers them as they are now. Raises MayNot, or as `meant` and `substitute_of` do."""
    who = saying.who
    async with db.change(by=who.actor, once=knock) as tx:
        people = await agents.team(tx.connection)
        of = meant(whom, who, people)
        permit(who, Act.ME if of.id == who.id else Act.ABILITIES)
        await be_away(tx, wanted, of, saying, people)
        return myself_of(await team.colleagues(tx.connection), of.id)
