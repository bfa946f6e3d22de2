"""Improvements that somebody files from the command line are seen by the team like any other ticket."""

import json
from dataclasses import replace

import pytest

from owona_bot.database.engine import connect
from owona_bot.domain.imports import Fate, Told
from owona_bot.domain.improvements import Improvement
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.playground.stage import SYSTEM_USER
from owona_bot.services.import_improvements import import_improvements
from owona_bot.services.import_tickets import Given, import_tickets
from tests.handlers.desk import Asked, Scene

pytestmark = pytest.mark.database

ONE = Improvement(
    *("pages", "Lists have <pages>", "Only the newest 100 are shown.", Category.UX, Priority.HIGH),
    status=Status.INVESTIGATING,
    comments=("2026-11-25, investigating: by key",),
)

OWNER = "select user_id from public.support_tickets where id = $1"

FIND = "select ticket_id from owona_bot.imported where source = 'improvements:desk' and key = 'pages'"

LETTERS = """
    select count(*) from owona_bot.deliveries
    where ticket_id = $1 and reaction = 'letter' and state <> 'suppressed'"""


ROW = """
    select jsonb_build_object(
        'id', id, 'title', title, 'description', description, 'status', status, 'priority', priority,
        'user_id', user_id, 'created_at', created_at, 'updated_at', updated_at)::text
    from public.support_tickets where id = $1"""


async def brought(desk: Scene, asked: Asked, **said: object) -> Told:
    """As a file that says so of it."""
    db = await connect(desk.stage.database)
    async with db.read_raw() as raw:
        ticket = {**json.loads(await raw.fetchval(ROW, asked.id)), "number": asked.number, **said}
    given = [Given(1, json.dumps(ticket), ticket)]
    [told] = [told async for told in import_tickets(db, given, SYSTEM_USER, asked.number, dry_run=False)]
    await db.close()
    await desk.settled(asked)
    return told


async def test_what_a_file_changes_stands_on_the_card_and_nobody_is_written_to(desk: Scene) -> None:
    asked = await desk.asked(acknowledge=False)
    assert (await brought(desk, asked)).fate is Fate.UNCHANGED
    before = await desk.lines(asked), await desk.fetchval(LETTERS, asked.id)
    assert (await brought(desk, asked, title="Aus der Datei", status="resolved")).fields == ("title", "status")
    await desk.card_says(asked, "Aus der Datei", "Gelöst")
    assert (await desk.lines(asked), await desk.fetchval(LETTERS, asked.id)) == before


async def filed(desk: Scene, one: Improvement) -> Asked:
    db = await connect(desk.stage.database)
    async for _ in import_improvements(db, "desk", [(1, one)], SYSTEM_USER, dry_run=False):
        pass
    async with db.read_raw() as raw:
        ticket = await raw.fetchval(FIND)
        asked = Asked(ticket, await desk.number(ticket), await raw.fetchval(OWNER, ticket))
    await db.close()
    await desk.settled(asked)
    return asked


async def test_an_improvement_is_a_card_with_its_work_and_its_end_and_no_letter(desk: Scene) -> None:
    await desk.system_user()
    ticket = await filed(desk, ONE)
    await desk.card_says(ticket, "Lists have <pages>", "Hoch", "In Analyse")
    assert "investigating: by key" in " ".join(await desk.lines(ticket))
    done = replace(ONE, status=Status.RESOLVED, comments=(*ONE.comments, "deployed: version 0.1.0"))
    assert await filed(desk, done) == ticket
    await desk.card_says(ticket, "Gelöst")
    assert "deployed: version 0.1.0" in " ".join(await desk.lines(ticket))
    await desk.once_and_in_order(ticket)
    assert await desk.fetchval(LETTERS, ticket.id) == 0
