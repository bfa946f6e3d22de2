"""The bot's token is revoked: nobody can be told in Slack, so the log and those who watch hear; nothing is lost."""

from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage
from tests.http.test_process import free_address

pytestmark = pytest.mark.database


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_all_waits_for_a_new_token_and_then_goes_on(database_url: str, tmp_path: Path, error: str) -> None:
    watch, log = free_address(), tmp_path / "bot.log"
    async with (
        a_quick_stage(database_url, log, OWONA_HTTP__METRICS_LISTEN=watch) as stage,
        ClientSession() as session,
    ):
        desk = Scene(stage)

        async def ready(status: int) -> bool:
            try:
                async with session.get(f"http://{watch}/readyz") as answer:
                    return answer.status == status
            except ClientError:
                return False

        stands = await desk.asked()
        await until(lambda: ready(200), "who watches sees nothing")
        await desk.slack.revoke(error)
        await until(lambda: ready(503), "who watches sees it")
        fresh = await desk.asked(settled=False)
        await desk.site.say(stands.id, "customer", "Lena", "Hört mich jemand?", {})
        told = [line for line in log.read_text().splitlines() if "slack.token_refused" in line]
        assert len(told) == 1
        assert error in told[0]
        assert "OWONA_SLACK__BOT_TOKEN" in told[0]
        assert "xoxb-playground" not in log.read_text()

        await stage.stop_bots()
        await desk.slack.reinstall()
        for channel in (desk.tickets, desk.operations):
            await desk.slack.invite(channel)
        await stage.start_bot()
        await stage.ready()
        await desk.settled(stands, fresh, within=90)
        await desk.line_says(stands, "Hört mich jemand?")
        for ticket in (stands, fresh):
            await desk.once_and_in_order(ticket)
        await until(lambda: ready(200), "who watches sees nothing any more")

        async def nothing_waits() -> bool:
            return (await desk.balance()).keys() <= {"done", "suppressed"}

        await until(nothing_waits, "the ledger balances")
