"""Figures for whoever asks in Slack: who may, whom their filter names, and what takes too long."""

import pytest

from owona_bot.domain.errors import FiguresTakeTime, MayNot
from owona_bot.domain.people import Agent, AgentId, Role
from owona_bot.domain.stats import Wish
from owona_bot.services.stats import Asker, show_stats
from tests.services.desk_of_figures import BERLIN, NOW
from tests.services.figures_world import World

pytestmark = pytest.mark.database


def asker(role: Role = "agent") -> Asker:
    return Asker(Agent(AgentId(1), "UANNA", "anna@owona.de", "Anna", "de", role), NOW, BERLIN)


async def test_two_periods_are_told_of_the_tickets_that_are_meant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owona_bot.services.stats.PATIENCE", 60.0)
    found = await show_stats(world.db, Wish("7d", "agent:<@UANNA|anna> -status:new"), asker())
    assert found.wish.filter == "agent:anna@owona.de -status:new"
    assert found.now.stock.total == sum(
        case.agent == "anna@owona.de" and case.row["status"] != "new" for case in world.cases
    )
    assert found.now.stock == found.before.stock
    assert found.now.period.end == NOW
    assert (await show_stats(world.db, Wish("7d", "agent:me -status:new"), asker())).now.days == found.now.days


async def test_no_reader_sees_any(world: World) -> None:
    with pytest.raises(MayNot):
        await show_stats(world.db, Wish("7d", ""), asker("reader"))


async def test_what_would_take_longer_than_slack_waits_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owona_bot.services.stats.PATIENCE", 0.0)
    with pytest.raises(FiguresTakeTime):
        await show_stats(world.db, Wish("7d", ""), asker())
    monkeypatch.setattr("owona_bot.services.stats.PATIENCE", 60.0)
    assert (await show_stats(world.db, Wish("7d", ""), asker())).now.stock.total == len(world.cases)
