"""What our triggers do in the site's statements takes as long as there are rows, whatever came before."""

from collections.abc import Iterator

import asyncpg
import pytest

from owona_bot.database.engine import Raw

pytestmark = pytest.mark.database

SAY = """
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_level = notice"""

SAY_NO_MORE = "reset auto_explain.log_min_duration"


@pytest.fixture
def plans(raw: Raw) -> Iterator[list[str]]:
    """What PostgreSQL says of its statements."""
    said: list[str] = []

    def hear(_: Raw, message: asyncpg.PostgresLogMessage) -> None:
        said.append(str(message))

    raw.add_log_listener(hear)
    yield said
    raw.remove_log_listener(hear)


SIGN_UP = "insert into auth.users (id, email) values (gen_random_uuid(), 'lena@example.com') returning id"

FILLED = (
    """
    insert into public.support_tickets (user_id, title, description)
    select $1, 'Login', 'Text' from generate_series(1, 2)""",
    """
    insert into public.support_ticket_messages (ticket_id, author_type, message)
    select id, 'customer', 'Login' from public.support_tickets""",
    """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at)
    select id, 'resolution', 1, '', 'running', created_at from public.support_tickets""",
)

CHANGES = (
    ("update public.support_tickets set priority = $1 where title like $2", "events"),
    ("update public.support_ticket_messages set message = $1 where message like $2", "events"),
    ("update owona_bot.sla_clocks set policy = $1 where metric like $2", "unindexed"),
)


@pytest.mark.parametrize(("change", "into"), CHANGES)
async def test_a_first_change_of_few_teaches_no_connection_to_compare_each_with_each(
    raw: Raw, plans: list[str], change: str, into: str
) -> None:
    """The plan that a trigger is carried out by is kept for as long as the connection lives."""
    customer = await raw.fetchval(SIGN_UP)
    await raw.execute(FILLED[0], customer)
    for statement in FILLED[1:]:
        await raw.execute(statement)
    await raw.execute(change, "urgent", "nothing like it")
    await raw.execute(SAY)
    await raw.execute(change, "high", "%o%")
    await raw.execute(SAY_NO_MORE)
    (joined,) = [plan for plan in plans if f"Insert on {into}" in plan]
    assert "Hash Join" in joined
