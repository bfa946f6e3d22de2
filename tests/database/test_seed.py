"""The seed: many believable tickets, always the same ones, and nobody hears of them."""

from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from owona_bot.cli import cli
from owona_bot.database import reconcile
from owona_bot.database.engine import Raw
from owona_bot.database.seed import seed, sow
from owona_bot.database.seed_tales import customers, tales
from owona_bot.domain.errors import OperatorError

pytestmark = pytest.mark.database

END = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def sown(url: str, count: int = 500, *, sure: bool = False) -> list[int]:
    told: list[int] = []
    await seed(url, count, 1, sure=sure, told=told.append)
    return told


def test_the_same_seed_tells_the_same_tales_and_another_one_others() -> None:
    def told(number: int) -> list[object]:
        return list(tales(50, number, END, customers(5, number)))

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_tales_are_in_order_and_lie_in_two_years() -> None:
    all_of_them = list(tales(2_000, 1, END, customers(80, 1)))
    begun = [tale.said[0].at for tale in all_of_them]
    assert begun == sorted(begun)
    assert END - timedelta(days=732) < begun[0] < END - timedelta(days=700)
    assert all(one.at <= END for tale in all_of_them for one in tale.said)
    assert {tale.language for tale in all_of_them} == {"de", "en"}
    assert {tale.status for tale in all_of_them} == {"new", "investigating", "waiting_customer", "resolved", "closed"}
    assert not any("{" in one.text or "{" in tale.title for tale in all_of_them for one in tale.said)
    assert 2.8 < sum(len(tale.said) for tale in all_of_them) / len(all_of_them) < 3.6


async def test_it_fills_a_desk(database_url: str, raw: Raw) -> None:
    assert await sown(database_url) == [500]
    assert await raw.fetchval("select count(*) from public.support_tickets") == 500
    numbers = "select min(number), max(number), count(*) from owona_bot.ticket_state"
    assert tuple(await raw.fetchrow(numbers)) == (1001, 1500, 500)
    assert await raw.fetchval("select count(*) > 1400 from public.support_ticket_messages")
    assert await raw.fetchval("select count(*) from owona_bot.agents where active") == 8
    repeats = """
        select count(*) from public.support_tickets t where exists (
            select from public.support_ticket_messages m where m.ticket_id = t.id and m.message = t.description
            and m.created_at = t.created_at)"""
    assert await raw.fetchval(repeats) == 500


async def test_nobody_hears_of_it_not_even_when_everything_is_compared(database_url: str, raw: Raw) -> None:
    await sown(database_url)
    async with raw.transaction():
        missed = await reconcile.catch_up(raw)
    assert missed is not None
    assert missed.total == 0
    assert await raw.fetchval("select count(*) from owona_bot.events") == 0
    assert await reconcile.missing_triggers(raw) == set()


async def test_a_desk_with_tickets_is_left_alone_unless_one_is_sure(database_url: str, raw: Raw) -> None:
    await sown(database_url, 10)
    with pytest.raises(OperatorError, match="Nothing was written"):
        await sown(database_url, 10)
    assert await raw.fetchval("select count(*) from public.support_tickets") == 10


async def test_a_second_seed_beside_a_first(database_url: str, raw: Raw) -> None:
    await seed(database_url, 10, 1, sure=False, told=lambda _: None)
    await seed(database_url, 10, 2, sure=True, told=lambda _: None)
    assert await raw.fetchval("select count(*), count(distinct number) from owona_bot.ticket_state") == 20
    with pytest.raises(OperatorError, match="seed"):
        await seed(database_url, 10, 2, sure=True, told=lambda _: None)


async def test_one_that_fails_leaves_nothing(database_url: str, raw: Raw) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await seed(database_url, 10, 1, sure=False, told=stop)
    assert await raw.fetchval("select count(*) from public.support_tickets") == 0
    assert await reconcile.missing_triggers(raw) == set()


async def test_sown_tickets_are_indexed_and_told_of(database_url: str, raw: Raw) -> None:
    told: list[str] = []
    await sow(database_url, 30, 1, sure=False, told=told.append)
    assert told == ["30 tickets written", "30 tickets indexed"]
    assert await raw.fetchval("select count(*) from owona_bot.search") == 30


def test_made_up_tickets_stay_out_of_a_real_desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWONA_DATABASE_URL", database_url)
    refused = CliRunner().invoke(cli, ["seed", "--tickets", "3"])
    assert isinstance(refused.exception, OperatorError)
    assert "Nothing was written" in str(refused.exception)
