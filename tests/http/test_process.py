"""The running bot's own doors: a link from a letter acts, and those who watch see it."""

import re
import socket
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiohttp import ClientSession

from owona_bot.playground.mailbox import Mail
from owona_bot.playground.stage import a_stage, until

LENA = "lena@example.com"


def free_address() -> str:
    """Free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


async def test_a_link_of_a_letter_stops_the_next_one(database_url: str, tmp_path: Path) -> None:
    listen, metrics = free_address(), free_address()
    told = {
        "OWONA_HTTP__LISTEN": listen,
        "OWONA_HTTP__PUBLIC_URL": f"http://{listen}",
        "OWONA_HTTP__METRICS_LISTEN": metrics,
    }
    async with (
        a_stage(database_url, tmp_path / "bot.log", bots=1, obey=None, **told) as stage,
        ClientSession() as session,
    ):

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
            async with session.get(f"http://{metrics}/metrics") as answer:
                return 'owona_outcomes_total{end="suppressed",way="smtp"} 1.0' in await answer.text()

        await until(counted, "it is counted")
        async with session.get(f"http://{metrics}/readyz") as answer:
            assert answer.status == 200
        assert len(await letters()) == 1
        assert link[0].rpartition("/")[2] not in stage.log.read_text()
