"""Away: whoever says it, of themselves or of a colleague; it is told once, when somebody leaves, or turns out sick."""

from dataclasses import dataclass
from datetime import datetime

from owona_bot.database import events, team
from owona_bot.database.engine import Change
from owona_bot.domain.assignee import Team
from owona_bot.domain.event import Kind
from owona_bot.domain.me import Wanted, absence, leaves, substitute_of
from owona_bot.domain.people import Agent
from owona_bot.services.overtake import overtake


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says it, and when."""

    who: Agent
    now: datetime


async def be_away(tx: Change, wanted: Wanted, of: Agent, saying: Saying, people: Team) -> None:
    """Or back, which ends what was proposed. Raises as `substitute_of` does."""
    named = substitute_of(wanted.substitute, of, saying.who, people)
    before = (await team.standing(tx, of.id)).absence
    after = absence(before, wanted, named.id if named else None, saying.now)
    await team.be(tx, of.id, after)
    if after.there(saying.now):
        await overtake(tx, of.id, saying.now)
    elif leaves(before, after, saying.now):
        told = {"agent": of.id, "by": saying.who.id, "sick": wanted.sick}
        await events.tell(tx, Kind.AGENT_AWAY, None, told)
