"""Notes of threads, version by version, in whatever order Slack's events come."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated
from owona_bot.domain.note import Act, Heard
from owona_bot.services.note import keep_heard

pytestmark = pytest.mark.database

CARD = """
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref) values ($1, 'C1', '1.0', 'card', $2)"""

BEGUN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def heard(act: Act, text: str, second: int, *, thread: str | None = "1.0") -> Heard:
    return Heard(act, "C1", "1.1", thread, "U0MIA", text, None, [], BEGUN + timedelta(seconds=second))


async def a_thread(db: Database) -> UUID:
    """Beneath a card."""
    ticket = uuid4()
    async with db.raw.acquire() as raw:
        await raw.execute(CARD, ticket, str(ticket))
    return ticket


async def story(db: Database) -> list[tuple[str, str]]:
    """As it happened."""
    async with db.raw.acquire() as raw:
        rows = await raw.fetch("select act, text from owona_bot.notes order by created_at, version")
    return [(row["act"], row["text"]) for row in rows]


STORY = [
    heard(Act.WRITTEN, "x", 0),
    heard(Act.EDITED, "y", 1),
    heard(Act.EDITED, "x", 2),
    heard(Act.DELETED, "", 3),
]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_whatever_order_it_comes_the_story_is_the_same(db: Database, order: tuple[int, ...]) -> None:
    ticket = await a_thread(db)
    for n in order:
        assert await keep_heard(db, STORY[n], f"event:{n}") == ticket
    assert await story(db) == [("written", "x"), ("edited", "y"), ("edited", "x"), ("deleted", "")]


async def test_what_comes_again_long_after_is_no_new_version(db: Database) -> None:
    """The knock is forgotten by then: what stood at that moment tells."""
    await a_thread(db)
    for one in [*STORY, *STORY[::-1]]:
        await keep_heard(db, one, None)
    assert await story(db) == [("written", "x"), ("edited", "y"), ("edited", "x"), ("deleted", "")]


async def test_ten_at_once_are_one(db: Database) -> None:
    await a_thread(db)
    await asyncio.gather(*(keep_heard(db, STORY[0], f"event:{n}") for n in range(10)))
    assert await story(db) == [("written", "x")]


async def test_an_event_that_comes_twice_counts_once(db: Database) -> None:
    await a_thread(db)
    await keep_heard(db, STORY[0], "event:1")
    with pytest.raises(Repeated):
        await keep_heard(db, STORY[1], "event:1")


async def test_a_deletion_that_names_no_thread_is_kept_where_the_message_is_known(db: Database) -> None:
    ticket = await a_thread(db)
    gone = heard(Act.DELETED, "", 5, thread=None)
    assert await keep_heard(db, gone, None) is None
    await keep_heard(db, STORY[0], None)
    assert await keep_heard(db, gone, None) == ticket
    assert (await story(db))[-1] == ("deleted", "")


async def test_beneath_no_card_nothing_is_kept(db: Database) -> None:
    await a_thread(db)
    assert await keep_heard(db, heard(Act.WRITTEN, "x", 0, thread="2.0"), None) is None
    assert await story(db) == []
