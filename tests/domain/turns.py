"""A rota that changes on Mondays at 9:00 in Berlin, and who has turns."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from owona_bot.domain.on_call import Length, Rota
from owona_bot.domain.people import AgentId, Role
from owona_bot.domain.team import Colleague

BERLIN = ZoneInfo("Europe/Berlin")

ANNA, BEN, CARLA = AgentId(1), AgentId(2), AgentId(3)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday."""


def weekly(*turns: AgentId, begins: datetime = NOON, zone: ZoneInfo = BERLIN) -> Rota:
    return Rota(1, turns or (ANNA, BEN, CARLA), Length.WEEK, 0, time(9), zone, begins)


def a_colleague(id_: AgentId, role: Role = "agent", *, here: bool = True, until: datetime | None = None) -> Colleague:
    return Colleague(id_, f"U{id_}", f"Agent {id_}", role, None, here, until, 0)
