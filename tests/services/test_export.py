"""Exports are asked for, cancelled and looked at by who may; who exported what is known."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.export import Export, Format, Spec, What
from owona_bot.domain.export_errors import (
    ExportColumnMistyped,
    ExportGone,
    ExportOver,
    ExportTooLongForPaper,
    NoLinks,
    TooManyExports,
)
from owona_bot.domain.export_job import ExportRules
from owona_bot.domain.list_errors import FilterFieldUnknown, SearchTooGeneral
from owona_bot.domain.people import Agent
from owona_bot.locale.catalogue import catalogues
from owona_bot.playground.site import Site
from owona_bot.services import export as services
from owona_bot.services.export import (
    ask_export,
    cancel_export,
    check_tickets,
    give_link,
    last_exports,
    show_export,
)
from tests.database.desk_of_many import index_all
from tests.services.team import a_team

pytestmark = pytest.mark.database

T = catalogues("de").speak("de")

CSV = Spec(What.TICKETS, Format.CSV)

RULES = ExportRules(open_at_once=3)

LEAD = "update owona_bot.agents set role = 'lead' where id = $1"

TOLD = "select kind, actor, payload from owona_bot.events where kind like 'export.%' order by id"


async def asked(db: Database, agent: Agent, spec: Spec = CSV, knock: str | None = None) -> Export:
    return await ask_export(db, spec, agent, RULES, datetime.now(UTC), knock)


async def a_lead(db: Database, agent: Agent) -> Agent:
    async with db.raw.acquire() as raw:
        await raw.execute(LEAD, agent.id)
    return replace(agent, role="lead")


async def test_of_many_that_one_asks_for_at_once_no_more_are_open_than_may_be(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await asyncio.gather(*(last_exports(db, ben) for _ in range(10)))  # as many connections
    found = await asyncio.gather(*(asked(db, ben) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, Export) for one in found) == 3
    assert {one.values["limit"] for one in found if isinstance(one, TooManyExports)} == {3}
    await asked(db, anna)
    await cancel_export(db, (await last_exports(db, ben))[0].export.id, ben, None)
    await asked(db, ben)


async def test_a_knock_that_comes_twice_asks_once(db: Database) -> None:
    _, ben = await a_team(db, 2)
    await asked(db, ben, knock="k1")
    with pytest.raises(Repeated):
        await asked(db, ben, knock="k1")
    assert len(await last_exports(db, ben)) == 1


@pytest.mark.parametrize(
    ("spec", "refusal"),
    [
        (replace(CSV, filter="sattus:new"), FilterFieldUnknown),
        (replace(CSV, columns=("nubmer",)), ExportColumnMistyped),
        (replace(CSV, messages=True, notes=True), MayNot),
    ],
)
async def test_what_can_not_be_is_refused_before_anything_is_written(
    db: Database, spec: Spec, refusal: type[Exception]
) -> None:
    _, ben = await a_team(db, 2)
    with pytest.raises(refusal):
        await asked(db, ben, spec)
    assert await last_exports(db, ben) == []


@pytest.mark.parametrize("what", What)
async def test_words_that_find_nothing_in_particular_are_refused_when_they_are_asked_for(
    db: Database, what: What
) -> None:
    _, ben = await a_team(db, 2)
    with pytest.raises(SearchTooGeneral) as caught:
        await check_tickets(db, Spec(what, Format.CSV, "alle"), ben, datetime.now(UTC), T)
    assert caught.value.values == {"words": "alle"}


async def test_what_is_too_long_for_paper_is_refused_with_its_size(
    db: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com", "Lena")
    for title in ("Eine Frage", "Noch eine"):
        await site.create_ticket(lena, title, "Guten Tag")
    await index_all(db)
    now, paper = datetime.now(UTC), replace(CSV, format=Format.PDF)
    await check_tickets(db, paper, ben, now, T)
    monkeypatch.setattr(services, "PAPER", 1)
    with pytest.raises(ExportTooLongForPaper) as caught:
        await check_tickets(db, paper, ben, now, T)
    assert caught.value.values == {"rows": "2", "most": "1"}
    for fits in (CSV, replace(paper, filter="frage"), replace(paper, what=What.METRICS)):
        await check_tickets(db, fits, ben, now, T)


async def test_whoever_would_wait_for_the_count_is_told_of_it_later(
    db: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ben = await a_team(db, 2)
    await site.create_ticket(await site.sign_up("lena@example.com", "Lena"), "Eine Frage", "Guten Tag")
    await index_all(db)
    monkeypatch.setattr(services, "PAPER", 0)
    monkeypatch.setattr(services, "AT_ONCE", 1e-9)
    await check_tickets(db, replace(CSV, format=Format.PDF), ben, datetime.now(UTC), T)


async def test_a_reader_is_refused_everywhere(db: Database) -> None:
    _, ben = await a_team(db, 2)
    export, reader = await asked(db, ben), replace(ben, role="reader")
    for refused in (
        asked(db, reader),
        check_tickets(db, CSV, reader, datetime.now(UTC), T),
        last_exports(db, reader),
        cancel_export(db, export.id, reader, None),
        give_link(db, export.id, b"hash", reader, RULES, datetime.now(UTC)),
    ):
        with pytest.raises(MayNot):
            await refused


async def test_anothers_export_is_for_leads_alone(db: Database) -> None:
    _, ben, carla = await a_team(db, 3)
    export = await asked(db, ben)
    for refused in (show_export(db, export.id, carla), cancel_export(db, export.id, carla, None)):
        with pytest.raises(ExportGone):
            await refused
    assert await last_exports(db, carla) == []
    lead = await a_lead(db, carla)
    assert [(one.export.id, one.agent) for one in await last_exports(db, lead)] == [(export.id, "Agent 1")]
    await cancel_export(db, export.id, lead, None)
    assert (await show_export(db, export.id, ben)).export.state == "cancelled"
    with pytest.raises(ExportOver):
        await cancel_export(db, export.id, ben, None)
    with pytest.raises(ExportGone):
        await cancel_export(db, uuid4(), ben, None)


async def test_the_filter_is_kept_as_it_was_understood_and_events_tell_no_text(db: Database) -> None:
    _, ben = await a_team(db, 2)
    spec = replace(CSV, filter='status:neu "geheim"', format=Format.NDJSON)
    export = await asked(db, ben, spec)
    assert export.spec.filter == 'status:new "geheim"'
    async with db.raw.acquire() as raw:
        (event,) = await raw.fetch(TOLD)
    assert (event["kind"], event["actor"]) == ("export.asked", ben.actor)
    assert "geheim" not in str(event["payload"])
    assert event["payload"] == {
        "export": str(export.id),
        "agent": ben.id,
        "what": "tickets",
        "format": "ndjson",
        "messages": False,
        "notes": False,
    }


async def test_without_an_address_of_ours_there_are_no_links(db: Database) -> None:
    _, ben = await a_team(db, 2)
    export = await asked(db, ben)
    with pytest.raises(NoLinks):
        await give_link(db, export.id, b"hash", ben, RULES, datetime.now(UTC))
    linked = replace(RULES, public_url="https://pages.example.org")
    with pytest.raises(ExportGone):  # it is not whole yet
        await give_link(db, export.id, b"hash", ben, linked, datetime.now(UTC))
