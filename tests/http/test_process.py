"""The running bot's own doors: a link from a letter acts, and those who watch see it."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

import asyncpg
import pytest
from aiohttp import ClientSession

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from owona_bot.playground.mailbox import Mail
from owona_bot.playground.stage import Stage, a_stage, until
from tests.postgres import a_database

LENA = "lena@example.com"


def free_address() -> str:
    """Free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@dataclass
class Open:
    """A running bot, and where its doors are."""

    stage: Stage
    url: str
    metrics: str


@pytest.fixture(scope="module")
async def bot(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Open]:
    listen, metrics = free_address(), free_address()
    told = {
        "OWONA_HTTP__LISTEN": listen,
        "OWONA_HTTP__PUBLIC_URL": f"http://{listen}",
        "OWONA_HTTP__METRICS_LISTEN": metrics,
    }
    log = tmp_path_factory.mktemp("doors") / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_stage(url, log, bots=1, obey=None, **told) as stage,
    ):
        yield Open(stage, f"http://{listen}", f"http://{metrics}")


async def test_a_link_of_a_letter_stops_the_next_one(bot: Open) -> None:
    stage = bot.stage
    async with ClientSession() as session:

        async def letters() -> list[Mail]:
            return await stage.playground.mails(LENA)

        ticket = await stage.site.create_ticket(await stage.site.sign_up(LENA, "Lena"), "Login", "Seit heute früh.")
        (mail,) = await until(letters, "a letter")
        part = message_from_bytes(mail.raw, policy=default).get_body(("plain",))
        assert part is not None
        link = re.search(r"http://\S+/preferences/\S+", part.get_content())
        assert link is not None
        async with session.post(link[0], data={"choice": "mute"}) as answer:
            assert answer.status == 200
        await stage.site.support_message(ticket, "Bitte neu anmelden.", "Anna")

        async def muted() -> bool:
            async with stage.site.pool.acquire() as connection:
                query = "select state from owona_bot.deliveries where reaction = 'letter' and target = 'answer'"
                return bool(await connection.fetchval(query) == "suppressed")

        await until(muted, "the answer is not sent")

        async def counted() -> bool:
            async with session.get(f"{bot.metrics}/metrics") as answer:
                return 'owona_outcomes_total{end="suppressed",way="smtp"} 1.0' in await answer.text()

        await until(counted, "it is counted")
        async with session.get(f"{bot.metrics}/readyz") as answer:
            assert answer.status == 200
        assert len(await letters()) == 1
        assert link[0].rpartition("/")[2] not in stage.log.read_text()


async def test_an_admin_gives_a_program_a_token_and_takes_it_back(bot: Open) -> None:
    slack, site = bot.stage.playground, bot.stage.site
    user = await site.sign_up("mia@example.com", "Mia")
    await site.create_ticket(user, "Grüße, =1+1", "Seit heute früh.", acknowledge=False)
    await slack.command("anna", "tickets", "/ticket token new")
    await until(lambda: slack.view("anna"), "a form")
    assert (await slack.submit("anna", {"Wofür ist er?": "Auswertung"})).errors == {}
    shown = await until(lambda: slack.view("anna"), "the secret")
    found = re.search(r"owona_[\w-]{43}", text_of(shown))
    assert found is not None
    asked = f"{bot.url}/api/export?format=csv&filter=requester:mia@example.com&columns=title"
    async with ClientSession(headers={"Authorization": f"Bearer {found[0]}"}) as program:

        async def told() -> str:
            async with program.get(asked) as answer:
                return (await answer.text()).partition("\n")[2]

        assert await until(told, "the ticket is in it") == '"Grüße, =1+1"\n'
        await slack.command("anna", "tickets", "/ticket token revoke 1")
        async with program.get(asked) as answer:
            assert answer.status == 401
    assert found[0] not in bot.stage.log.read_text()
