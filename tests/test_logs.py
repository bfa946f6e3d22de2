"""What goes wrong is logged without a word of a customer's, whoever logs it."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE

import pytest

from owona_bot.logs import discreetly

SECRET = "Mein Passwort ist\nhunter2"

WRITES = '''
import asyncio
import logging
import sys
import asyncpg, structlog
from sqlalchemy import text
from owona_bot.database.engine import connect
from owona_bot.logs import write_logs

BROKEN = """
    insert into public.support_tickets (user_id, title, description, status)
    values (gen_random_uuid(), {0}, {0}, 'odd')"""

async def go(url, secret):
    db = await connect(url)
    try:
        async with db.read_raw() as raw:
            await raw.execute(BROKEN.format("$1"), secret)
    except asyncpg.PostgresError as fault:
        structlog.get_logger().error("plain", exc_info=fault)
        try:
            raise RuntimeError("it broke") from fault
        except RuntimeError as later:
            structlog.get_logger().error("caused", exc_info=later)
        structlog.get_logger().error("grouped", exc_info=ExceptionGroup("two", [fault, KeyError("x")]))
        logging.getLogger("asyncio").error("by a library", exc_info=fault)
    try:
        async with db.read() as core:
            await core.execute(text(BROKEN.format(":secret")), {"secret": secret})
    except Exception as fault:
        structlog.get_logger().error("core", exc_info=fault)
    await db.close()

write_logs()
asyncio.run(go(*sys.argv[1:]))
'''


@pytest.mark.database
async def test_no_log_has_a_word_of_the_row_that_postgresql_refused(database_url: str) -> None:
    said = await logged(database_url)
    assert "hunter2" not in said
    assert "Passwort" not in said


@pytest.mark.database
async def test_the_log_still_has_what_went_wrong_and_where(database_url: str) -> None:
    lines = [line for line in (await logged(database_url)).splitlines() if line.startswith("{")]
    found = {entry["event"]: entry["exception"] for entry in map(json.loads, lines)}
    assert set(found) == {"plain", "caused", "grouped", "core"}
    for told in found.values():
        assert 'violates check constraint "support_tickets_status_check"' in told
        assert 'File "<string>"' in told
    assert found["caused"].endswith("RuntimeError: it broke")
    assert found["grouped"].endswith("KeyError: 'x'")


def test_two_that_name_each_other_as_their_cause_are_shown_once() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    told = discreetly((ValueError, one, None))
    assert [told.count("ValueError: one"), told.count("ValueError: other")] == [1, 1]


async def logged(url: str) -> str:
    """What a process of its own writes to stderr."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITES, url, SECRET, stdout=PIPE, stderr=PIPE)
    _, wrong = await process.communicate()
    return wrong.decode()
