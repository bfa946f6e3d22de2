"""Who is there, who wants quiet, and what they say of it: told as Slack tells it."""

import time
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.server import Running
from tests.playground.conftest import Join, Start, bolt, refused, web_client
from tests.playground.hearing import Ears


async def test_of_others_one_hears_the_word_alone_and_of_oneself_more(
    client: AsyncWebClient, people: Playground
) -> None:
    assert (await client.users_getPresence(user="U0BEN")).data == {"ok": True, "presence": "active"}
    await people.be_away("ben")
    assert (await client.users_getPresence(user="U0BEN"))["presence"] == "away"
    await people.be_away("ben", away=False)
    assert (await client.users_getPresence(user="U0BEN"))["presence"] == "active"
    assert (await client.users_getPresence(user="U0OTTO"))["presence"] == "away"
    assert (await client.users_getPresence(user="U0OWONA"))["online"] is True


async def test_quiet_hours_that_have_not_begun_are_told_too(client: AsyncWebClient, people: Playground) -> None:
    await people.be_quiet("anna", 30)
    told = (await client.dnd_teamInfo(users="U0ANNA,U0BEN"))["users"]
    now = time.time()
    assert [told[user]["dnd_enabled"] for user in ("U0ANNA", "U0BEN")] == [True, True]
    assert told["U0ANNA"]["next_dnd_start_ts"] <= now < told["U0ANNA"]["next_dnd_end_ts"] <= now + 1801
    assert told["U0BEN"]["next_dnd_start_ts"] > now
    assert (await client.dnd_info(user="U0ANNA"))["next_dnd_end_ts"] == told["U0ANNA"]["next_dnd_end_ts"]
    await people.be_quiet("anna", 0)
    assert (await client.dnd_info(user="U0ANNA"))["next_dnd_start_ts"] > now


async def test_a_status_is_part_of_the_profile_and_its_change_is_heard(
    slack: Running, join: Join, client: AsyncWebClient, people: Playground
) -> None:
    ears = Ears()
    await join(slack, ears.on(bolt(slack), "user_change", "dnd_updated_user"))
    await people.be_away("anna")
    await people.say_status("anna", ":palm_tree:", "Im Urlaub")
    await people.be_quiet("anna", 5)
    changed, quiet = await ears.heard(2)
    assert changed["user"]["profile"]["status_text"] == "Im Urlaub"
    assert (quiet["user"], quiet["dnd_status"]["dnd_enabled"]) == ("U0ANNA", True)
    profile = (await client.users_info(user="U0ANNA"))["user"]["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == (":palm_tree:", 0)
    for emoji, text in (("palm_tree", ""), (":palm_tree:", "x" * 101)):
        with pytest.raises(PlaygroundError):
            await people.say_status("anna", emoji, text)


async def test_what_slack_refuses_is_refused(client: AsyncWebClient) -> None:
    crowd = ",".join(["U0ANNA"] * 51)
    for call, error in (
        (client.users_getPresence(user="U0NOBODY"), "user_not_found"),
        (client.dnd_info(user="U0NOBODY"), "user_not_found"),
        (client.dnd_teamInfo(users=""), "no_users_provided"),
        (client.dnd_teamInfo(users="U0ANNA,U0NOBODY"), "user_not_visible"),
        (client.dnd_teamInfo(users=crowd), "invalid_arguments"),
    ):
        assert (await refused(call))["error"] == error


async def test_each_needs_its_scope(start: Start, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [chat:write]}}")
    lean = web_client(await start(pace=0, manifest=manifest))
    assert (await refused(lean.users_getPresence(user="U0ANNA")))["needed"] == "users:read"
    assert (await refused(lean.dnd_teamInfo(users="U0ANNA")))["needed"] == "dnd:read"
    assert (await refused(lean.dnd_info(user="U0ANNA")))["needed"] == "dnd:read"


async def test_each_has_its_rate(start: Start) -> None:
    client = web_client(await start())
    for _ in range(20):
        await client.dnd_teamInfo(users="U0ANNA")
    assert (await refused(client.dnd_teamInfo(users="U0ANNA")))["error"] == "ratelimited"
    for _ in range(50):
        await client.users_getPresence(user="U0ANNA")
    assert (await refused(client.users_getPresence(user="U0ANNA")))["error"] == "ratelimited"
