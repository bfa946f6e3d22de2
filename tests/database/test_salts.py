"""Every ticket has a salt of its own, however many come in one statement."""

import pytest

from owona_bot.database.engine import Raw

pytestmark = pytest.mark.database

SIGN_UP = "insert into auth.users (id, email) values (gen_random_uuid(), 'lena@example.com') returning id"

INSERT = """
    insert into public.support_tickets (user_id, title, description)
    select $1, 'Login', 'Geht nicht' from generate_series(1, 100)"""

SALTS = "select salt from owona_bot.ticket_state"


async def test_no_salt_comes_twice_and_each_is_long_enough(raw: Raw) -> None:
    customer = await raw.fetchval(SIGN_UP)
    for _ in range(2):
        await raw.execute(INSERT, customer)
    salts = [row["salt"] for row in await raw.fetch(SALTS)]
    assert len(set(salts)) == 200
    assert {len(salt) for salt in salts} == {16}
