"""Canned replies as they are kept: whose they are, who may change them, and what they become for a ticket."""

import asyncio
from dataclasses import replace

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.canned import CannedReply
from owona_bot.domain.errors import MayNot
from owona_bot.domain.people import Agent
from owona_bot.domain.reply_errors import CannedGone, CannedNameTaken, NotYourCanned
from owona_bot.domain.ticket import Requester
from owona_bot.richtext import plain
from owona_bot.services.canned import canned_of, delete_canned, filled, find_canned, save_canned
from tests.domain.samples import ANNA, a_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database


async def kept(db: Database, agent: Agent, name: str, body: str = "Hallo", *, shared: bool = False) -> CannedReply:
    """As it is found again."""
    await save_canned(db, CannedReply(0, name, body, None if shared else agent.id), agent, None)
    found = [reply for reply in await find_canned(db, name, agent) if reply.name == name]
    (reply,) = [reply for reply in found if (reply.owner is None) == shared]
    return reply


async def names(db: Database, agent: Agent, words: str = "") -> list[str]:
    return [reply.name for reply in await find_canned(db, words, agent)]


async def test_ones_own_come_first_and_nobody_elses_at_all(db: Database) -> None:
    admin, ben, carla = await a_team(db, 3)
    await kept(db, admin, "Alle", shared=True)
    await kept(db, ben, "zuletzt")
    await kept(db, ben, "Bens")
    carlas = await kept(db, carla, "Carlas")
    assert await names(db, ben) == ["Bens", "zuletzt", "Alle"]
    assert await names(db, carla) == ["Carlas", "Alle"]
    with pytest.raises(CannedGone):
        await canned_of(db, carlas.id, ben)
    with pytest.raises(CannedGone):
        await delete_canned(db, carlas.id, ben, None)


async def test_they_are_found_by_name_and_by_body_whatever_is_typed(db: Database) -> None:
    admin, _ = await a_team(db, 2)
    await kept(db, admin, "Rückzahlung 100%", "Das Geld_kommt")
    await kept(db, admin, "Anderes", "nichts")
    assert await names(db, admin, "RÜCKZAHL") == ["Rückzahlung 100%"]
    assert await names(db, admin, "geld_") == ["Rückzahlung 100%"]
    assert await names(db, admin, "%") == ["Rückzahlung 100%"]
    assert await names(db, admin, "\0'; drop") == []


async def test_of_more_than_a_hundred_a_hundred_are_offered(db: Database) -> None:
    (admin,) = await a_team(db, 1)
    async with db.raw.acquire() as raw:
        await raw.execute(
            """insert into owona_bot.canned_replies (owner, name, body, changed_by)
               select null, 'Nummer ' || n, 'x', 1 from generate_series(1, 150) n"""
        )
    assert len(await find_canned(db, "", admin)) == 100
    assert await names(db, admin, "nummer 150") == ["Nummer 150"]


async def test_shared_ones_are_the_leads(db: Database) -> None:
    admin, ben = await a_team(db, 2)
    shared = await kept(db, admin, "Team", shared=True)
    with pytest.raises(MayNot):
        await save_canned(db, replace(shared, name="Meins"), ben, None)
    with pytest.raises(NotYourCanned):
        await save_canned(db, replace(shared, owner=ben.id), ben, None)
    with pytest.raises(NotYourCanned):
        await delete_canned(db, shared.id, ben, None)
    await save_canned(db, replace(shared, name="Alle"), admin, None)
    assert await names(db, ben) == ["Alle"]


async def test_a_name_is_taken_once_per_owner(db: Database) -> None:
    admin, ben = await a_team(db, 2)
    await kept(db, admin, "Gruß", shared=True)
    mine = await kept(db, ben, "Gruß")
    with pytest.raises(CannedNameTaken):
        await save_canned(db, CannedReply(0, "gRUSS".replace("SS", "ß"), "x", ben.id), ben, None)
    await save_canned(db, replace(mine, body="anders"), ben, None)
    assert (await canned_of(db, mine.id, ben)).body == "anders"


async def test_of_ten_who_take_a_name_at_once_one_gets_it(db: Database) -> None:
    (admin,) = await a_team(db, 1)
    for n in range(5):  # connections are there from the second time on
        new = CannedReply(0, f"Einmal {n}", "x", None)
        saves = [save_canned(db, new, admin, f"view:{n}:{knock}") for knock in range(10)]
        ends = await asyncio.gather(*saves, return_exceptions=True)
        assert sum(isinstance(end, CannedNameTaken) for end in ends) == 9
        assert await names(db, admin, new.name) == [new.name]


def test_values_are_text_and_what_is_missing_stays_to_be_seen() -> None:
    ticket = replace(a_ticket(), requester=Requester("*Lena* <b>", None))
    reply = CannedReply(1, "x", "**Hallo** {{kunde.name}}, {{kunde.adresse}} {{heute}}", None)
    found = filled(reply, ticket, ANNA, "25. November 2026")
    assert plain.write(found.document, {}) == "Hallo *Lena* <b>, {{kunde.adresse}} 25. November 2026"
    assert (list(found.empty), list(found.unknown)) == (["{{kunde.adresse}}"], [])


def test_of_a_placeholder_that_means_nothing_nothing_is_made() -> None:
    found = filled(CannedReply(1, "x", "Hallo {{quux}}", None), a_ticket(), ANNA, "heute")
    assert (found.document.blocks, list(found.unknown)) == ((), ["{{quux}}"])
