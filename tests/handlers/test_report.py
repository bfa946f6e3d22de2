"""Reports asked for and scheduled by people in Slack, on the real bot."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, UNCONFIRMED, Scene, said
from tests.handlers.test_parity import closed

pytestmark = pytest.mark.database

NAMES = "select count(*) from owona_bot.schedule where name = $1"
PAUSED = "select count(*) from owona_bot.schedule where name = $1 and paused"
LATEST = "select max(substring(name from 8)::integer) from owona_bot.schedule where job = 'report'"
SPEC = "select count(*) from owona_bot.schedule where name = $1 and spec @> $2::text::jsonb"

FORGET = "delete from owona_bot.schedule where job = 'report'"


@pytest.fixture
async def room(desk: Scene) -> AsyncIterator[str]:
    """A channel of its own, in which the bot is."""
    yield await desk.slack.add_channel(f"berichte-{uuid4().hex[:8]}")
    async with desk.site.pool.acquire() as connection:
        await connection.execute(FORGET)
    for user in ("anna", "ben"):
        await closed(desk, user)


async def posted(desk: Scene, channel: str, words: str, number: int = 1) -> list[Json]:
    """As many reports as are awaited."""

    async def there() -> list[Json] | None:
        found = [one for one in await desk.slack.messages(channel) if words in text_of(one)]
        return found if len(found) >= number else None

    found = await until(there, f"{number} reports in {channel}", PATIENCE)
    assert len(found) == number
    return found


async def name(desk: Scene) -> str:
    return f"report-{await desk.fetchval(LATEST)}"


async def test_it_comes_to_where_it_was_asked_for_and_its_pdf_beneath_it(desk: Scene, room: str) -> None:
    await desk.asked()
    answer = said(await desk.slack.command("anna", room, "/report übergabe"))
    assert any(words in answer for words in ("kommt gleich", *UNCONFIRMED))
    (post,) = await posted(desk, room, "Schichtübergabe")
    assert buttons_of(post) == ["PDF", "Regelmäßig …"]
    assert (await desk.slack.click("anna", room, post["ts"], "PDF")).acked

    async def stands() -> Json | None:
        thread = await desk.slack.thread(room, post["ts"])
        return next((one["files"][0] for one in thread if one.get("files")), None)

    file = await until(stands, "the PDF stands beneath it", PATIENCE)
    assert (await desk.slack.content(file["id"])).startswith(b"%PDF-")
    assert (await desk.slack.click("anna", room, post["ts"], "Regelmäßig …")).view is not None


async def test_where_the_bot_is_not_it_comes_to_who_asked(desk: Scene, room: str) -> None:
    before = len(await desk.slack.calls("conversations.open"))
    assert said(await desk.slack.command("ben", "random", "/ticket report monthly"))

    async def told() -> bool:
        mine = [call for call in await desk.slack.calls("conversations.open") if call["args"]["users"] == "U0BEN"]
        if len(mine) <= 0 or len(await desk.slack.calls("conversations.open")) <= before:
            return False
        return any("won't have the bot" in text_of(one) for one in await desk.slack.messages("D0BEN"))

    await until(told, "Ben reads it", PATIENCE)


async def test_a_mention_and_the_form_make_one_too(desk: Scene, room: str) -> None:
    await desk.slack.post("ben", room, "<@U0OWONA> report weekly")
    await posted(desk, room, "Weekly report")
    await desk.slack.command("ben", room, "/ticket report")
    answer = await desk.slack.submit(
        "ben", {"Which report": "Monthly report", "Channel": room, "A day in it": "2026-02-28"}
    )
    assert answer.errors == {}
    (post,) = await posted(desk, room, "Monthly report")
    assert "February 2026" in text_of(post)


async def test_what_can_not_be_is_said_at_its_field(desk: Scene, room: str) -> None:
    await desk.slack.command("anna", room, "/ticket bericht plan wöchentlich")
    lacks = await desk.slack.submit("anna", {"Kanal": "random"})
    assert "/invite" in lacks.errors["Kanal"]
    word = await desk.slack.submit("anna", {"Kanal": room, "Von welchen Tickets": "farbe:blau"})
    assert "farbe" in word.errors["Von welchen Tickets"]
    cron = await desk.slack.submit("anna", {"Von welchen Tickets": "prio:hoch", "Oder als Cron-Zeile": "jeden Tag"})
    assert list(cron.errors) == ["Oder als Cron-Zeile"]
    stranger = await desk.slack.submit("anna", {"Oder als Cron-Zeile": "", "Per Direktnachricht an": ["mia"]})
    assert list(stranger.errors) == ["Per Direktnachricht an"]
    assert await desk.fetchval(LATEST) is None
    await closed(desk, "anna")
    await desk.slack.command("ben", room, "/ticket report schedule")
    refused = await desk.slack.submit("ben", {"Channel": room})
    assert "Leads and admins" in refused.errors["Channel"]


async def test_an_agent_has_one_made_where_they_ask_and_nowhere_else(desk: Scene, room: str) -> None:
    elsewhere = await desk.slack.add_channel(f"woanders-{uuid4().hex[:8]}")
    await desk.slack.command("ben", room, "/ticket report")
    refused = await desk.slack.submit("ben", {"Which report": "Weekly report", "Channel": elsewhere})
    assert "Leads and admins" in refused.errors["Channel"]
    assert (await desk.slack.submit("ben", {"Channel": room})).errors == {}
    await posted(desk, room, "Weekly report")
    await closed(desk, "ben")
    await desk.slack.command("anna", room, "/ticket bericht")
    assert (await desk.slack.submit("anna", {"Kanal": elsewhere})).errors == {}
    await posted(desk, elsewhere, "Wochenbericht")


async def test_one_is_planned_made_at_once_paused_and_deleted(desk: Scene, room: str) -> None:
    await desk.slack.command("anna", room, "/ticket bericht plan wöchentlich prio:hoch")
    answer = await desk.slack.submit("anna", {"Kanal": room, "Wann": "jede Woche: Montag", "Uhrzeit": "08:00"})
    assert answer.errors == {}
    assert "Montag um 8:00" in text_of(answer.view or {})
    await closed(desk, "anna")
    one = await name(desk)
    assert await desk.fetchval(SPEC, one, '{"kind": "weekly", "filter": "priority:high"}') == 1
    assert one in said(await desk.insists("ben", "/ticket report list"))
    assert one in said(await desk.insists("ben", "/ticket schedule"))
    for _ in range(3):
        await desk.slack.command("anna", room, f"/ticket bericht jetzt {one}")
    await posted(desk, room, "Wochenbericht")
    await desk.insists("anna", f"/ticket bericht pause {one}")
    assert await desk.fetchval(PAUSED, one) == 1
    await desk.insists("anna", f"/ticket bericht weiter {one}")
    assert await desk.fetchval(PAUSED, one) == 0
    assert "Gelöscht wird erst mit dem Knopf" in said(await desk.insists("anna", f"/ticket bericht lösche {one}"))
    assert await desk.fetchval(NAMES, one) == 1
    await desk.insists("anna", f"/ticket bericht lösche {one} ja")
    assert await desk.fetchval(NAMES, one) == 0
    assert "gibt es nicht" in said(await desk.insists("anna", f"/ticket bericht jetzt {one}"))


async def test_an_agent_plans_their_own_alone(desk: Scene, room: str) -> None:
    await desk.slack.command("ben", room, "/ticket report schedule daily")
    assert (await desk.slack.submit("ben", {"When": "Monday to Friday"})).errors == {}
    await closed(desk, "ben")
    one = await name(desk)
    await desk.slack.command("anna", room, "/ticket bericht plan täglich")
    assert (await desk.slack.submit("anna", {"Kanal": room})).errors == {}
    await closed(desk, "anna")
    other = await name(desk)
    assert one != other
    await desk.insists("ben", f"/ticket report pause {other}")
    assert await desk.fetchval(PAUSED, other) == 0
    await desk.insists("ben", f"/ticket report pause {one}")
    assert await desk.fetchval(PAUSED, one) == 1
