"""A bot that is killed with a letter in its hand: another sends the same bytes, under the same Message-ID."""

import signal
from pathlib import Path

from owona_bot.playground.mailbox import Mail
from owona_bot.playground.stage import Stage, a_stage, until

LENA = "lena@example.com"


async def a_letter_is_on_its_way(stage: Stage) -> bool:
    """Written and not yet taken."""
    async with stage.site.pool.acquire() as connection:
        return bool(await connection.fetchval("select exists (select from owona_bot.mail_log where verdict is null)"))


async def test_whoever_takes_over_sends_the_same_letter(database_url: str, tmp_path: Path) -> None:
    async with a_stage(database_url, tmp_path / "bot.log", OWONA_LEASE_SECONDS="2") as stage:
        await stage.playground.mail_fault("RCPT", "slow", times=1, seconds=60)
        await stage.site.create_ticket(await stage.site.sign_up(LENA, "Lena"), "Login", "Seit heute früh.")
        await until(lambda: a_letter_is_on_its_way(stage), "a letter in somebody's hand")
        async with stage.site.pool.acquire() as connection:
            written = await connection.fetchval("select mail_id from owona_bot.mail_log")
        stage.bots[0].send_signal(signal.SIGKILL)
        await stage.bots[0].wait()
        stage.bots.clear()
        await stage.start_bot()

        async def taken() -> list[Mail]:
            return await stage.playground.mails(LENA)

        (mail,) = await until(taken, "the letter", 90)
        assert f"Message-ID: {written}".encode() in mail.raw
        async with stage.site.pool.acquire() as connection:
            assert await connection.fetchval("select count(*) from owona_bot.mail_log") == 1
            kept = await connection.fetchval("select string_agg(bytes, '' order by n) from owona_bot.mail_chunks")
        assert kept == mail.raw
