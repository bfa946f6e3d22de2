"""Channel: which way a ticket came in is known, filters find it by that and figures count it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from jobs.plan import Lanes, plan_tickets
from jobs.reconcile import look
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.draft import draft
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics import Dimension
from owona_bot.domain.metrics_period import last_days
from owona_bot.domain.taken import Asked, Taken, Writer
from owona_bot.domain.ticket import Category, Priority
from owona_bot.playground.site import Site
from owona_bot.services.from_slack import Source, make_from_form, make_ticket
from owona_bot.services.list import Reader, list_tickets
from owona_bot.services.metrics import figures
from owona_bot.services.open import open_ticket
from owona_bot.services.split import split_ticket
from tests.services.desk_of_figures import BERLIN
from tests.services.team import a_team
from tests.services.test_receive_mail import SYSTEM, arrive, raw_mail

pytestmark = pytest.mark.database

NEW = draft("Rechnung", "Bitte eine Kopie.", Category.BILLING, Priority.NORMAL, "kai@example.org")

CHANNEL = "select channel from owona_bot.ticket_state where ticket_id = $1"

REACTED = """
    insert into owona_bot.emoji_acts (channel, ts, slack_user, emoji, ticket_id, before, created_at)
    values ($1, $2, 'UANNA', 'ticket', $3, '{}', now())"""

TRIGGER = "alter table public.support_tickets {} trigger owona_bot_tickets_created"


async def by_hand(desk: Desk, _: Site, __: Raw) -> UUID:
    (anna,) = await a_team(desk.db, 1)
    return (await open_ticket(desk.db, NEW, anna, SYSTEM, None)).id


async def of_a_message(desk: Desk, _: Site, __: Raw) -> UUID:
    (anna,) = await a_team(desk.db, 1)
    return (await make_from_form(desk.db, NEW, Source("C1", "1.0", "1.0"), anna, SYSTEM, None)).id


async def of_an_emoji(desk: Desk, _: Site, raw: Raw) -> UUID:
    (anna,) = await a_team(desk.db, 1)
    asked = Asked(uuid4(), "C1", "1.0", anna.id, alone=False)
    await raw.execute(REACTED, asked.channel, asked.ts, asked.ticket)
    said = Taken("C1", "1.0", Writer("Kai"), "Login geht nicht", None, (), datetime.now(UTC))
    await make_ticket(desk.db, asked, said, Source("C1", "1.0", "1.0"), SYSTEM, "ohne Titel")
    return asked.ticket


async def of_a_mail(desk: Desk, _: Site, __: Raw) -> UUID:
    place = await arrive(desk.db, raw_mail())
    assert place.ticket is not None
    return place.ticket


async def of_a_form(_: Desk, site: Site, __: Raw) -> UUID:
    return await site.create_ticket(await site.sign_up("lena@example.com", "Lena"), "Login", "Fehler 500")


async def of_a_chat(_: Desk, site: Site, __: Raw) -> UUID:
    lena = await site.sign_up("lena@example.com", "Lena")
    return await site.insert_ticket(lena, "Chat", "?", source_metadata={"source": "chatbot"})


async def of_a_script(_: Desk, site: Site, __: Raw) -> UUID:
    lena = await site.sign_up("lena@example.com", "Lena")
    return await site.insert_ticket(lena, "Login", "?", source_metadata=["cursor_ai"])


Way = Callable[[Desk, Site, Raw], Awaitable[UUID]]

OURS: Sequence[tuple[Way, str]] = [
    (by_hand, "slack"),
    (of_a_message, "slack"),
    (of_an_emoji, "slack"),
    (of_a_mail, "mail"),
]

SITES: Sequence[tuple[Way, str]] = [(of_a_form, "web"), (of_a_chat, "chat"), (of_a_script, "web")]


async def planned(desk: Desk, lanes: Lanes) -> None:
    while await plan_tickets(desk, lanes):
        pass


async def found(desk: Desk, text: str) -> list[UUID]:
    (anna,) = await a_team(desk.db, 1)
    shown = await list_tickets(desk.db, text, Reader(anna, datetime.now(UTC), BERLIN))
    return [line.ticket.id for line in shown.lines]


async def counted(desk: Desk) -> dict[str, int]:
    """New tickets of each channel."""
    now = datetime.now(UTC)
    told = await figures(desk.db, last_days(2, now, BERLIN), "", View(now, BERLIN, None))
    return {group.key: group.created for group in told.groups[Dimension.CHANNEL]}


@pytest.fixture(autouse=True)
async def system(site: Site) -> UUID:
    """Whose tickets of people without an account are."""
    return await site.sign_up(SYSTEM)


@pytest.mark.parametrize(("way", "channel"), [*OURS, *SITES])
async def test_whichever_way_it_came_in_lists_find_it_and_figures_count_it(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, way: Way, channel: str
) -> None:
    ticket = await way(desk, site, raw)
    await planned(desk, lanes)
    assert await found(desk, f"kanal:{channel}") == [ticket]
    assert await found(desk, f"-channel:{channel}") == []
    assert await counted(desk) == {channel: 1}


@pytest.mark.parametrize("trigger", ["enable", "disable"])
@pytest.mark.parametrize(("way", "channel"), OURS)
async def test_of_what_the_bot_makes_it_is_known_at_once_also_while_a_trigger_is_off(
    desk: Desk, site: Site, raw: Raw, way: Way, channel: str, trigger: str
) -> None:
    await raw.execute(TRIGGER.format(trigger))
    assert await raw.fetchval(CHANNEL, await way(desk, site, raw)) == channel


@pytest.mark.parametrize(("way", "channel"), SITES)
async def test_the_sites_writers_leave_it_to_the_planner(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, way: Way, channel: str
) -> None:
    ticket = await way(desk, site, raw)
    assert await raw.fetchval(CHANNEL, ticket) is None
    await planned(desk, lanes)
    assert await raw.fetchval(CHANNEL, ticket) == channel


@pytest.mark.parametrize(("way", "channel"), SITES)
async def test_what_the_triggers_missed_is_known_too(desk: Desk, site: Site, raw: Raw, way: Way, channel: str) -> None:
    await raw.execute(TRIGGER.format("disable"))
    ticket = await way(desk, site, raw)
    await look(desk)
    assert await raw.fetchval(CHANNEL, ticket) == channel


async def test_what_is_known_already_stays(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    ticket = await of_a_form(desk, site, raw)
    await raw.execute("update owona_bot.ticket_state set channel = 'phone' where ticket_id = $1", ticket)
    await planned(desk, lanes)
    assert await raw.fetchval(CHANNEL, ticket) == "phone"


@pytest.mark.parametrize("known", ["phone", None])
async def test_what_is_split_off_came_the_way_of_what_it_was_split_off(
    desk: Desk, site: Site, raw: Raw, known: str | None
) -> None:
    ticket = await of_a_chat(desk, site, raw)
    await raw.execute("update owona_bot.ticket_state set channel = $2 where ticket_id = $1", ticket, known)
    said = await site.say(ticket, "customer", "Lena", "Noch etwas", {})
    (anna,) = await a_team(desk.db, 1)
    done = await split_ticket(desk.db, 1001, [said], "Noch etwas", anna, None)
    assert await raw.fetchval(CHANNEL, done.ticket.id) == (known or "chat")


async def test_many_replicas_plan_many_tickets_of_all_ways(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await asyncio.gather(*(site.create_ticket(lena, f"T{n}", "?", acknowledge=False) for n in range(20)))
    for _ in range(70):
        await site.insert_ticket(lena, "Chat", "?", source_metadata={"source": "chatbot"})
    await asyncio.gather(*(planned(desk, lanes) for _ in range(4)))
    await planned(desk, lanes)
    assert await counted(desk) == {"web": 20, "chat": 70}


async def test_what_was_read_from_a_file_of_improvements_came_no_way_that_is_known(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.insert_ticket(lena, "Suche", "?", source_metadata={"source": "owona-improvements"})
    await planned(desk, lanes)
    assert await counted(desk) == {"": 1}
