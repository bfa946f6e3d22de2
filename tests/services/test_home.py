"""What somebody sees when they open the app, on a real PostgreSQL."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.errors import Repeated
from owona_bot.domain.home import Home, Reception, Tab
from owona_bot.domain.list_errors import FilterValueUnknown, ViewGone
from owona_bot.domain.listing import NewView
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Status
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.home import (
    Seen,
    Wall,
    choose_tab,
    choose_view,
    filter_home,
    keep_filter,
    open_home,
    see_home,
    turn_page,
)
from owona_bot.services.status import set_ticket_status
from owona_bot.services.view import save_view, saved_views
from tests.services.team import a_team

pytestmark = pytest.mark.database

NUMBER = "select number from owona_bot.ticket_state where ticket_id = $1"

PLANNED = "update owona_bot.events set planned_at = now() where planned_at is null"

CLOSE = "update owona_bot.homes set opened_at = now() - interval '31 minutes'"


@pytest.fixture
async def team(db: Database) -> list[Agent]:
    """The first is admin; both have opened their Home."""
    team = await a_team(db, 2)
    for agent in team:
        await open_home(db, agent.slack_user, None)
    return team


async def indexed(db: Database) -> None:
    """All that was written was planned, and is in lists."""
    async with db.raw.acquire() as raw:
        await raw.execute(PLANNED)
    while await index.work(db):
        pass


@pytest.fixture
async def lena(site: Site) -> UUID:
    """A customer."""
    return await site.sign_up("lena@example.com", "Lena")


async def asked(site: Site, lena: UUID, *titles: str) -> list[UUID]:
    """Tickets of hers, in that order."""
    return [await site.insert_ticket(lena, title, "Hilfe") for title in titles]


async def number(db: Database, ticket: UUID) -> int:
    async with db.raw.acquire() as raw:
        found: int = await raw.fetchval(NUMBER, ticket)
    return found


def a_wall() -> Wall:
    return Wall(datetime.now(UTC), ZoneInfo("Europe/Berlin"), AssignRules())


async def seen(db: Database, slack_user: str) -> Seen:
    await indexed(db)
    found = await see_home(db, slack_user, a_wall())
    assert found is not None
    return found


async def home(db: Database, agent: Agent) -> Home:
    page = (await seen(db, agent.slack_user)).page
    assert isinstance(page, Home)
    return page


def titles(page: Home) -> list[str]:
    lines = page.sheet.lines if page.sheet else [change.line for change in page.changes]
    return [line.ticket.title for line in lines]


async def publish(db: Database, agent: Agent) -> Home:
    """As the delivery does it: the next page can be turned to."""
    page = await home(db, agent)
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.homes set next = $2 where slack_user = $1", agent.slack_user, page.next)
    return page


async def test_each_tab_lists_its_tickets_and_knows_the_others_numbers(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, ben = team
    mine, waits, his, _free = await asked(site, lena, "Meins", "Wartet", "Seins", "Frei")
    await claim_ticket(db, await number(db, mine), anna, None)
    await claim_ticket(db, await number(db, waits), anna, None)
    await claim_ticket(db, await number(db, his), ben, None)
    await set_ticket_status(db, await number(db, waits), Status.WAITING_CUSTOMER, anna, None)
    page = await home(db, anna)
    assert (page.wish.tab, sorted(titles(page))) == (Tab.MINE, ["Meins", "Wartet"])
    assert page.counts == {Tab.MINE: 2, Tab.UNASSIGNED: 1, Tab.WAITING: 1, Tab.CHANGED: 0, Tab.TEAM: 2}
    for tab, expected in ((Tab.UNASSIGNED, ["Frei"]), (Tab.WAITING, ["Wartet"])):
        await choose_tab(db, tab, anna, None)
        assert titles(await home(db, anna)) == expected
    await choose_tab(db, Tab.TEAM, anna, None)
    assert [one.colleague.name for one in (await home(db, anna)).team] == ["Agent 0", "Agent 1"]
    assert (await home(db, ben)).wish.tab is Tab.MINE


async def test_news_are_what_others_did_since_i_did_something(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, ben = team
    mine, his = await asked(site, lena, "Meins", "Seins")
    await claim_ticket(db, await number(db, mine), anna, None)
    await claim_ticket(db, await number(db, his), ben, None)
    await choose_tab(db, Tab.CHANGED, anna, None)
    assert (await home(db, anna)).changes == []
    await site.reply(lena, mine, "Noch etwas")
    await site.reply(lena, his, "Und hier")
    (news,) = (await home(db, anna)).changes
    assert (news.line.ticket.title, news.who, news.wrote) == ("Meins", "Lena", True)
    await set_ticket_status(db, await number(db, mine), Status.WAITING_CUSTOMER, ben, None)
    (news,) = (await home(db, anna)).changes
    assert (news.who, news.wrote) == ("Agent 1", False)
    await set_ticket_status(db, await number(db, mine), Status.INVESTIGATING, anna, None)
    assert (await home(db, anna)).changes == []


async def test_every_page_is_reached_and_each_ticket_stands_on_one(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, _ = team
    await asked(site, lena, *(f"Ticket {n}" for n in range(23)))
    await choose_tab(db, Tab.UNASSIGNED, anna, None)
    shown = [titles(await publish(db, anna))]
    for page in (2, 3):
        await turn_page(db, page, anna, None)
        shown.append(titles(await publish(db, anna)))
    assert [len(page) for page in shown] == [10, 10, 3]
    assert sorted(title for page in shown for title in page) == sorted(f"Ticket {n}" for n in range(23))
    await turn_page(db, 1, anna, None)
    assert titles(await publish(db, anna)) == shown[0]


async def test_a_press_that_comes_twice_or_too_late_turns_one_page(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, _ = team
    await asked(site, lena, *(f"Ticket {n}" for n in range(23)))
    await choose_tab(db, Tab.UNASSIGNED, anna, None)
    await publish(db, anna)
    await asyncio.gather(*(turn_page(db, 2, anna, None) for _ in range(5)))
    second = await publish(db, anna)
    assert (second.wish.page, len(titles(second))) == (2, 10)
    assert second.wish.after is not None
    await turn_page(db, 2, anna, None)
    assert titles(await home(db, anna)) == titles(second)


async def test_pages_of_news_lead_on(db: Database, site: Site, lena: UUID, team: list[Agent]) -> None:
    anna, _ = team
    for ticket in await asked(site, lena, *(f"Ticket {n}" for n in range(12))):
        await claim_ticket(db, await number(db, ticket), anna, None)
        await site.reply(lena, ticket, "Noch etwas")
    await choose_tab(db, Tab.CHANGED, anna, None)
    assert titles(await publish(db, anna)) == [f"Ticket {n}" for n in range(11, 1, -1)]
    await turn_page(db, 2, anna, None)
    assert titles(await home(db, anna)) == ["Ticket 1", "Ticket 0"]


async def test_a_filter_takes_the_tabs_place_and_goes_with_it(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, _ = team
    await asked(site, lena, "Rechnung fehlt", "Login")
    await filter_home(db, "  Rechnung   status:new ", anna, None)
    page = await home(db, anna)
    assert (page.filtered, page.wish.filter, titles(page)) == (True, "Rechnung status:new", ["Rechnung fehlt"])
    await filter_home(db, "", anna, None)
    assert (await home(db, anna)).wish.tab is Tab.MINE


async def test_a_filter_that_can_not_be_read_stands_above_the_tab(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, _ = team
    await asked(site, lena, "Frei")
    await choose_tab(db, Tab.UNASSIGNED, anna, None)
    await filter_home(db, "status:nue", anna, None)
    page = await home(db, anna)
    assert isinstance(page.fault, FilterValueUnknown)
    assert (page.fault.values["word"], page.wish.filter, titles(page)) == ("nue", "status:nue", ["Frei"])
    with pytest.raises(FilterValueUnknown):
        await keep_filter(db, anna)


@pytest.mark.parametrize("text", ["Geld\0", "Geld\ud800"])
async def test_what_postgresql_takes_not_is_filtered_and_named_visibly(
    db: Database, team: list[Agent], text: str
) -> None:
    anna, _ = team
    await filter_home(db, text, anna, None)
    assert (await home(db, anna)).wish.filter == "Geld\ufffd"
    await save_view(db, NewView(await keep_filter(db, anna), text, shared=False), anna, None)
    (view,) = await saved_views(db, anna)
    assert (view.name, view.filter) == ("Geld\ufffd", "Geld\ufffd")


async def test_a_filter_is_kept_and_chosen_again(db: Database, site: Site, lena: UUID, team: list[Agent]) -> None:
    anna, ben = team
    await asked(site, lena, "Rechnung fehlt", "Login")
    await filter_home(db, "Rechnung", anna, None)
    await save_view(db, NewView(await keep_filter(db, anna), "Geld", shared=False), anna, None)
    (view,) = await saved_views(db, anna)
    await choose_tab(db, Tab.TEAM, anna, None)
    await choose_view(db, view.id, anna, None)
    page = await home(db, anna)
    assert (titles(page), page.views) == (["Rechnung fehlt"], [view])
    with pytest.raises(ViewGone):
        await choose_view(db, view.id, ben, None)


async def test_a_stranger_sees_whom_to_ask_and_no_ticket(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, ben = team
    await asked(site, lena, "Geheim")
    await open_home(db, "U999", None)
    assert (await seen(db, "U999")).page == Reception([anna.slack_user])
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.agents set active = false where id = $1", ben.id)
    assert (await seen(db, ben.slack_user)).page == Reception([anna.slack_user])


async def test_who_comes_back_later_begins_at_the_first_page(
    db: Database, site: Site, lena: UUID, team: list[Agent]
) -> None:
    anna, _ = team
    await asked(site, lena, *(f"Ticket {n}" for n in range(12)))
    await choose_tab(db, Tab.UNASSIGNED, anna, None)
    await publish(db, anna)
    await turn_page(db, 2, anna, None)
    await open_home(db, anna.slack_user, None)
    assert (await home(db, anna)).wish.page == 2
    async with db.raw.acquire() as raw:
        await raw.execute(CLOSE)
    assert not (await seen(db, anna.slack_user)).open
    await open_home(db, anna.slack_user, None)
    page = await home(db, anna)
    assert (page.wish.page, page.wish.tab, len(titles(page))) == (1, Tab.UNASSIGNED, 10)


async def test_the_same_knock_wants_once(db: Database, team: list[Agent]) -> None:
    anna, _ = team
    await choose_tab(db, Tab.TEAM, anna, "knock")
    with pytest.raises(Repeated):
        await choose_tab(db, Tab.MINE, anna, "knock")
    assert (await home(db, anna)).wish.tab is Tab.TEAM


async def test_nobody_has_a_home_that_they_never_opened(db: Database) -> None:
    assert await see_home(db, "U404", a_wall()) is None


async def test_the_field_is_filled_anew_when_the_filter_was_not_typed(db: Database, team: list[Agent]) -> None:
    anna, _ = team

    async def field() -> int:
        return (await home(db, anna)).wish.field

    before = await field()
    await choose_tab(db, Tab.TEAM, anna, None)
    await filter_home(db, "vip", anna, None)
    assert await field() == before
    await choose_tab(db, Tab.TEAM, anna, None)
    assert await field() == before + 1
