"""Chains at a desk whose operator has them: they go on by themselves until the customer has an answer."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from tests.handlers.desk import Asked, Scene, a_quick_stage, calls_nobody
from tests.handlers.test_escalate import call_says, calls
from tests.postgres import a_database

pytestmark = pytest.mark.database

STEPS = "select count(*)::integer from owona_bot.events where kind = 'escalation.stepped' and ticket_id = $1"

CONFIG = """
escalation:
  chains:
    quick:
      steps:
        - {notify: {person: ben@owona.de}}
        - {notify: {group: S0TIER2}}
        - {notify: {mail: lead@example.org}}
        - {notify: {person: nobody@owona.de}}
        - {reassign: ben@owona.de}
        - {raise_priority: true}
    patient:
      steps:
        - {wait: 0m, notify: {channel: C0TIER2}}
        - {wait: 1h, reassign: ben@owona.de}
"""


@pytest.fixture(scope="module")
async def chained(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A desk whose operator has chains."""
    folder = tmp_path_factory.mktemp("chains")
    (folder / "owona.yml").write_text(CONFIG)
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, folder / "bot.log", OWONA_CONFIG=str(folder / "owona.yml")) as stage,
    ):
        scene = Scene(stage)
        await scene.system_user()
        yield scene
        await calls_nobody(scene)


async def begun(desk: Scene, ticket: Asked, chain: str, why: str = "Alle sehen es") -> None:
    await desk.says("anna", f"/escalate {ticket.number}")
    form = {"Warum?": why, "Wenn niemand antwortet": chain}
    assert (await desk.slack.submit("anna", form)).outcome == "acked"


async def test_a_chain_does_all_its_steps_once_and_tells_everybody_it_names(chained: Scene) -> None:
    ticket = await chained.asked("Kette")
    await begun(chained, ticket, "quick")
    await chained.line_says(ticket, "Schritt 6 von 6 · dringender gemacht")
    await chained.settled(ticket)
    alone = await call_says(chained, ticket, channel="D0BEN")
    assert "step 1 of 6" in text_of(alone)
    group = await call_says(chained, ticket, "Schritt 2 von 6")
    assert group["active_mentions"] == ["<!subteam^S0TIER2>"]
    (mail,) = await chained.slack.mails("lead@example.org")
    assert "Hilfe gebraucht: Kette" in str(mail)
    await chained.alarm("nobody@owona.de ist nicht mehr im Team")
    await chained.card_says(ticket, "bei Ben", "Dringend")
    assert await chained.fetchval(STEPS, ticket.id) == 6
    await chained.once_and_in_order(ticket)


async def test_while_one_runs_no_second_begins_and_an_answer_ends_it(chained: Scene) -> None:
    ticket = await chained.asked("Geduld")
    await begun(chained, ticket, "patient")
    await chained.line_says(ticket, "Schritt 1 von 2 · ein Kanal ist gerufen")
    await begun(chained, ticket, "patient", "Jetzt auch die Kasse")
    await chained.settled(ticket)
    running = "select count(*)::integer from owona_bot.escalations where ticket_id = $1 and next_at is not null"
    assert await chained.fetchval(running, ticket.id) == 1
    await chained.site.support_message(ticket.id, "Wir sind dran.", "Anna")
    await chained.line_says(ticket, "Eskalation beendet")
    assert await chained.fetchval(running, ticket.id) == 0
    await chained.settled(ticket)
    over = [text_of(one) for one in await calls(chained, ticket)]
    assert len(over) == 3
    assert all("Eskalation beendet" in one for one in over)


async def test_becoming_urgent_shortens_no_wait(chained: Scene) -> None:
    ticket = await chained.asked("Warten")
    await begun(chained, ticket, "patient")
    await chained.line_says(ticket, "Schritt 1 von 2")
    await chained.says("anna", f"/ticket prio {ticket.number} dringend")
    await chained.settled(ticket)
    assert await chained.fetchval(STEPS, ticket.id) == 1
