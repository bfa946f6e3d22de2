"""A fresh link by mail: to whom the used one was sent, although they declined all else, once an hour."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from owona_bot.database import preferences
from owona_bot.desk import Desk
from owona_bot.domain.preference import Choice
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.mail.tokens import hash_of, new_token
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.site import Site
from owona_bot.services.preferences import PAGE, ask_again, choose, look
from tests.jobs.letters import PostOffice, text_of

pytestmark = pytest.mark.database

LENA = "lena@example.com"


@pytest.fixture
async def office(desk: Desk, site: Site) -> AsyncIterator[PostOffice]:
    box = Mailbox()
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        yield PostOffice(desk, site, box, postman)
    await box.stop()


async def newest_link(office: PostOffice) -> bytes:
    """Of the last letter, as the database knows it."""
    found = re.search(r"/preferences/([\w-]{43})", text_of((await office.mails())[-1]))
    assert found is not None
    return hash_of(found[1])


async def asks(office: PostOffice, used: bytes, locale: str = "de") -> None:
    await ask_again(office.db, used, PAGE, new_token()[1], locale)
    await office.settle()


async def test_who_muted_all_and_closed_the_page_gets_back_by_the_used_link(office: PostOffice) -> None:
    ticket = await office.new_ticket(LENA)
    await office.settle()
    used = await newest_link(office)
    await choose(office.db, used, Choice.MUTE, new_token()[1])
    await asyncio.gather(*(ask_again(office.db, used, PAGE, new_token()[1], "de") for _ in range(10)))
    await office.settle()
    _, mail = await office.mails()
    assert (mail["To"], mail["Auto-Submitted"]) == (LENA, "auto-replied")
    assert "Login geht nicht" not in mail.as_string()
    fresh = await newest_link(office)
    assert (await look(office.db, fresh, PAGE)).choice is Choice.MUTE
    await choose(office.db, fresh, Choice.ALL, new_token()[1])
    async with office.db.raw.acquire() as raw:
        assert await preferences.wanted(raw, LENA, ticket) == "all"


async def test_another_goes_after_an_hour_and_none_to_an_address_that_bounces(office: PostOffice) -> None:
    await office.new_ticket(LENA)
    await office.settle()
    used = await newest_link(office)
    await choose(office.db, used, Choice.MUTE, new_token()[1])
    for count in (2, 2):
        await asks(office, used)
        assert len(await office.mails()) == count
    async with office.db.raw.acquire() as raw:
        hour = "update owona_bot.tokens set created_at = created_at - interval '1 hour' where purpose = 'asked'"
        await raw.execute(hour)
        await asks(office, used, "en")
        assert "Fresh link" in str((await office.mails())[2]["Subject"])
        await raw.execute(hour)
        await preferences.suppress(raw, LENA, "550")
    await asks(office, used)
    assert len(await office.mails()) == 3
