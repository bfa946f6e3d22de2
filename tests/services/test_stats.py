"""Figures for whoever asks in Slack: who may, whom their filter names, and what takes too long."""

from datetime import UTC, datetime

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics_period import last_days
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.report_errors import FiguresTakeTime
from owona_bot.domain.stats import Wish
from owona_bot.playground.site import Site
from owona_bot.services.merge import merge_tickets
from owona_bot.services.metrics import figures
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.stats import Asker, show_stats
from owona_bot.services.unmerge import unmerge_ticket
from tests.services.desk_of_figures import BERLIN, NOW
from tests.services.figures_world import World
from tests.services.team import a_team

pytestmark = pytest.mark.database


def asker(role: Role = "agent") -> Asker:
    return Asker(Agent(AgentId(1), "UANNA", "anna@owona.de", "Anna", "de", role), NOW, BERLIN)


async def test_two_periods_are_told_of_the_tickets_that_are_meant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owona_bot.services.stats.LONGEST", 60.0)
    found = await show_stats(world.db, Wish("7d", "agent:<@UANNA|anna> -status:new"), asker())
    assert found.wish.filter == "agent:anna@owona.de -status:new"
    assert found.now.stock.total == sum(
        case.agent == "anna@owona.de" and case.row["status"] != "new" for case in world.cases
    )
    assert found.now.stock == found.before.stock
    assert found.now.period.end == NOW
    assert found.since == min(
        row["created_at"] for row in world.rows["tickets"] if 1970 <= row["created_at"].year < 2100
    )
    assert (await show_stats(world.db, Wish("7d", "agent:me -status:new"), asker())).now.days == found.now.days


async def test_no_reader_sees_any(world: World) -> None:
    with pytest.raises(MayNot):
        await show_stats(world.db, Wish("7d", ""), asker("reader"))


async def test_what_takes_longer_than_anybody_waits_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owona_bot.services.stats.LONGEST", 0.0)
    with pytest.raises(FiguresTakeTime):
        await show_stats(world.db, Wish("7d", ""), asker())
    monkeypatch.setattr("owona_bot.services.stats.LONGEST", 60.0)
    assert (await show_stats(world.db, Wish("7d", ""), asker())).now.stock.total == len(world.cases)


async def test_what_people_do_counts_as_what_it_is(db: Database, site: Site) -> None:
    """Resolved twice, opened again by the customer, merged, parted and merged again, and one that nobody touched."""
    [anna] = await a_team(db, 1)
    lena = await site.sign_up("lena@example.com", "Lena")
    first, *_ = [await site.create_ticket(lena, f"Ticket {n}", "Fehler", acknowledge=True) for n in range(4)]
    await resolve_ticket(db, 1001, anna, None)
    await site.reply(lena, first, "Doch nicht.")
    await site.support_message(first, "Jetzt aber.", "anna@owona.de")
    await resolve_ticket(db, 1001, anna, None)
    await merge_tickets(db, 1002, 1003, anna, None)
    await unmerge_ticket(db, 1002, anna, None)
    await merge_tickets(db, 1002, 1003, anna, None)
    now = datetime.now(UTC)
    told = await figures(db, last_days(2, now, BERLIN), "", View(now, BERLIN, None))
    assert (told.created, told.resolved.honest, told.reopened, told.merged) == (4, 2, 1, 2)
    assert (told.stock.open, told.days[-1].open.honest) == (2, 2)
    assert (told.resolution.count, told.first_response.count, told.portal_first_response.count) == (1, 1, 4)
    assert told.resolved.portal == 2
