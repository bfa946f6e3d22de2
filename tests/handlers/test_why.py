"""Whose turn it is, and why, at a desk whose operator lets tickets find somebody: asked through every door."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, a_quick_stage, calls_nobody, said
from tests.postgres import a_database

pytestmark = pytest.mark.database

CONFIG = """
assignment:
  mode: off
  rules:
    - {name: money, category: [billing], mode: load, skills: [billing]}
    - {name: nobody, category: [integration], mode: load, skills: [alchemy]}
"""

SKILL = "update owona_bot.agents set skills = '{billing}' where slack_user = 'U0BEN' returning id::integer"


@pytest.fixture(scope="module")
async def turns(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """Ben alone knows of billing, nobody of alchemy."""
    folder = tmp_path_factory.mktemp("turns")
    (folder / "owona.yml").write_text(CONFIG)
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, folder / "bot.log", OWONA_CONFIG=str(folder / "owona.yml")) as stage,
    ):
        scene = Scene(stage)
        await scene.system_user()
        await until(lambda: scene.fetchval(SKILL), "Ben is of the team", PATIENCE)
        await scene.slack.open_home("ben", "messages")
        yield scene
        await calls_nobody(scene)


async def asked(desk: Scene, title: str, category: str) -> Asked:
    """A new ticket of that kind, of a customer of its own, with its card."""
    user = await desk.customer(title.split(maxsplit=1)[0].lower())
    ticket = await desk.site.create_ticket(user, title, "Bitte helfen", category, acknowledge=False)
    found = Asked(ticket, await desk.number(ticket), user)
    await desk.settled(found)
    return found


async def bens(desk: Scene, title: str) -> tuple[Asked, Json]:
    """A ticket that is his turn, and the line that says so."""
    ticket = await asked(desk, title, "billing")
    await desk.line_says(ticket, "du bist dran")
    line = next(one for one in await desk.thread(ticket) if "du bist dran" in text_of(one))
    return ticket, line


async def direct(desk: Scene, ticket: Asked) -> Json:
    """What Ben is told alone, once he is."""

    async def told() -> Json | None:
        posts = await desk.slack.messages("D0BEN")
        return next((one for one in posts if f"turn: #{ticket.number}" in text_of(one)), None)

    return await until(told, f"Ben hears of #{ticket.number}", PATIENCE)


async def test_whose_turn_it_is_is_called_in_the_thread_and_anybody_can_ask_why(turns: Scene) -> None:
    ticket, line = await bens(turns, "Rechnung")
    assert line["active_mentions"] == ["<@U0BEN>"]
    assert (await turns.slack.click("anna", turns.tickets, line["ts"], "Warum ich?")).acked
    told = await turns.whisper("anna", "Ben ist dran: sonst kann niemand billing.")
    assert "Regel money · nach Last · gesucht: billing" in told
    assert "Anna · " in told
    assert "ohne billing" in told
    assert "noch einmal entschieden: dasselbe" in told
    await turns.card_says(ticket, "bei Ben")


async def test_who_got_it_is_told_alone_too_and_asks_in_their_own_language(turns: Scene) -> None:
    ticket, _ = await bens(turns, "Noch eine Rechnung")
    post = await direct(turns, ticket)
    assert "Noch eine Rechnung" in text_of(post)
    assert (await turns.slack.click("ben", "D0BEN", post["ts"], "Why me?")).acked
    await turns.whisper("ben", "It's your turn: nobody else has billing.")


async def test_it_is_asked_by_command_by_mention_and_in_the_menu(turns: Scene) -> None:
    ticket, _ = await bens(turns, "Mahnung")
    assert "Ben ist dran" in said(await turns.says("anna", f"/ticket warum {ticket.number}"))
    assert "It's your turn" in said(await turns.says("ben", f"/ticket why #{ticket.number}"))
    seen = len(await turns.slack.ephemerals("anna"))
    await turns.slack.post("anna", turns.tickets, "<@U0OWONA> wieso", (await turns.card(ticket))["ts"])

    async def answered() -> bool:
        return any("Ben ist dran" in text_of(one) for one in (await turns.slack.ephemerals("anna"))[seen:])

    await until(answered, "the mention is answered", PATIENCE)


async def test_a_customer_who_comes_again_is_known(turns: Scene) -> None:
    await bens(turns, "Vertrag")
    again, _ = await bens(turns, "Vertrag noch einmal")
    assert "der Kunde ist von früher bekannt" in said(await turns.says("anna", f"/ticket warum {again.number}"))


async def test_what_people_do_with_it_is_theirs(turns: Scene) -> None:
    ticket, _ = await bens(turns, "Gutschrift")
    said(await turns.says("anna", f"/ticket gib {ticket.number} @anna"))
    told = said(await turns.says("anna", f"/ticket warum {ticket.number}"))
    assert "Anna hat es selbst übernommen." in told
    assert "Vorher nach der Regel: Ben" in told


async def test_nobodys_turn_says_what_is_missing(turns: Scene) -> None:
    ticket = await asked(turns, "Schnittstelle", "integration")

    async def decided() -> bool:
        return "alchemy" in said(await turns.says("anna", f"/ticket warum {ticket.number}"))

    await until(decided, "it was decided that nobody can", PATIENCE)
    told = said(await turns.says("ben", f"/ticket why {ticket.number}"))
    assert "It's nobody's turn yet: nobody has alchemy." in told
    assert "Ben · " in told


async def test_what_no_rule_gives_away_waits_for_somebody_to_take_it(turns: Scene) -> None:
    ticket = await asked(turns, "Sonstiges", "other")

    async def free() -> bool:
        return "No rule gives it away" in said(await turns.says("ben", f"/ticket why {ticket.number}"))

    await until(free, "it was seen that no rule fits", PATIENCE)
    said(await turns.says("ben", f"/ticket claim {ticket.number}"))
    assert "Ben took it themselves." in said(await turns.says("ben", f"/ticket why {ticket.number}"))


async def test_it_is_counted_who_got_how_many(turns: Scene) -> None:
    ticket, _ = await bens(turns, "Letzte Rechnung")
    said(await turns.says("ben", f"/ticket resolve {ticket.number}"))
    told = said(await turns.says("anna", "/ticket team gerechtigkeit"))
    assert "Wer wie viele Tickets bekam, letzte 30 Tage" in told
    line = next(row for row in told.split("\n") if "*Ben*" in row)
    assert line.startswith("▰▰▰▰▰▰▰▰▰▰ ")
    assert line.endswith("· 1 gelöst")
    assert "who got how many" in said(await turns.says("ben", "/ticket team fairness")).lower()
