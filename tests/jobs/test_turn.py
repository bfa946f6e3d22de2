"""Whose turn it is, is told as the file says: in the thread, by direct message, or neither."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import aiohttp
import pytest

from jobs.reactions.notice import TellNotice
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import AssignRules, Tell
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.why import BY_RULE
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import fates, people
from tests.jobs.watching import Watch, free

pytestmark = pytest.mark.database

GIVE = "update public.support_tickets set assigned_agent = 'ben@owona.de' where id = $1"


@pytest.fixture
async def watch(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Watch]:
    """Anna is admin, it is Ben's turn."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        slack = Slack(web_client("xoxb-playground", playground.api_url, session))
        watch = Watch(desk, site, playground, slack, await people(desk.db))
        watch.besides = lambda desk: {Reaction.NOTICE: TellNotice(desk, slack)}
        yield watch


async def turn(watch: Watch, raw: Raw, *tell: Tell) -> UUID:
    """A ticket that the rule has given to Ben, with all that is told of it."""
    watch.base = replace(watch.base, assignment=AssignRules(tell=frozenset(tell)))
    ticket = await watch.ticket("Login")
    async with watch.base.db.change_raw(by=BY_RULE) as tx:
        await tx.execute(GIVE, ticket)
    await watch.settle()
    await free(raw)
    await watch.settle()
    return ticket


async def line(watch: Watch) -> str:
    """The newest in the thread."""
    posts = await watch.playground.messages("C0TICKETS")
    thread = await watch.playground.thread("C0TICKETS", posts[0]["ts"])
    return text_of(thread[-1])


async def direct(watch: Watch) -> list[str]:
    """What stands in Ben's direct messages; none before there is such a channel."""
    posted = {call["args"].get("channel") for call in await watch.playground.calls("chat.postMessage")}
    return [text_of(post) for post in await watch.playground.messages("D0BEN")] if "D0BEN" in posted else []


async def test_in_the_thread_and_by_direct_message(watch: Watch, raw: Raw) -> None:
    await turn(watch, raw, *Tell)
    assert "@U0BEN du bist dran mit #1001" in await line(watch)
    assert "Warum ich?" in await line(watch)
    (words,) = await direct(watch)
    assert words.startswith("It's your turn: #1001")
    assert "Why me?" in words


async def test_in_the_thread_alone(watch: Watch, raw: Raw) -> None:
    await turn(watch, raw, Tell.THREAD)
    assert "@U0BEN" in await line(watch)
    assert await direct(watch) == []
    assert [why for _, _, why in await fates(raw, Reaction.NOTICE)] == ["it is not told by direct message"]


async def test_by_direct_message_alone_the_thread_has_a_quiet_line(watch: Watch, raw: Raw) -> None:
    await turn(watch, raw, Tell.DIRECT)
    assert await line(watch) == "Ben ist dran"
    assert len(await direct(watch)) == 1


async def test_what_a_person_gives_is_told_whatever_the_file_says_of_the_rule(watch: Watch, raw: Raw) -> None:
    watch.base = replace(watch.base, assignment=AssignRules(tell=frozenset()))
    ticket = await watch.ticket("Login")
    await watch.site.portal_status(ticket, "investigating", "ben@owona.de")
    await watch.settle()
    await free(raw)
    await watch.settle()
    (words,) = await direct(watch)
    assert "Why me?" not in words
