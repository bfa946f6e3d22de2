"""Who gets what, on a real PostgreSQL: as the rule says, exactly once, and nobody more than they take."""

from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import DEFAULT, AssignRules
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.resolve import resolve_ticket
from tests.services.team import a_team
from tests.services.turns import Floor

pytestmark = pytest.mark.database


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


async def test_a_new_ticket_goes_to_whoever_has_least(floor: Floor) -> None:
    anna, ben, *_ = await a_team(floor.db, 2)
    first = await floor.asks()
    await floor.works()
    second = await floor.asks(who="max")
    await floor.works()
    assert {await floor.holder(first), await floor.holder(second)} == {anna.email, ben.email}
    await floor.explained()
