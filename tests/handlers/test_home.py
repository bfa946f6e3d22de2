"""The Home of the app, through the doors."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import PlaygroundError
from owona_bot.playground.stage import DidNotHappen, until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Asked, Scene, a_quick_stage, said
from tests.postgres import a_database

LOOKED = "update owona_bot.homes set opened_at = now() - interval '31 minutes' where slack_user = $1 returning 1"

UNDER_WAY = """
    select count(*)::integer from owona_bot.deliveries where order_key = $1 and state in ('waiting', 'leased')"""

DISMISS = "update owona_bot.agents set active = false where slack_user = $1 returning 1"

READER = "update owona_bot.agents set role = 'reader' where slack_user = $1 returning 1"

PUBLISHED = "views.publish"


def read(view: Json) -> str:
    """All that stands there, the labels of buttons and what is chosen included."""
    return str(view["blocks"])


ACTIVE = "select count(*)::integer from owona_bot.agents where slack_user = $1 and active"

names = count(1)


@pytest.fixture
async def eva(desk: Scene) -> AsyncIterator[str]:
    """A colleague of the test's own, by Slack's id; she speaks German and has opened her Home."""
    name = f"eva{next(names)}"
    user = await desk.slack.add_user(name, email=f"{name}@owona.de", display_name=name, locale="de-DE")
    said(await desk.says("anna", f"/ticket team hinzu <@{user}> agent"))

    async def known() -> bool:
        return await desk.fetchval(ACTIVE, user) == 1

    await until(known, f"{name} is of the team")
    await desk.slack.open_home(user)
    await home(desk, user, "Filtern oder suchen")
    yield user
    said(await desk.says("anna", f"/ticket team remove <@{user}>"))


async def home(desk: Scene, user: str, *words: str, without: str = "\0") -> str:
    """Once their Home says all of `words`, and not `without`."""

    shown = ""

    async def says() -> str | None:
        nonlocal shown
        view = await desk.slack.home(user)
        shown = read(view) if view else ""
        return shown if view and all(word in shown for word in words) and without not in shown else None

    try:
        return await until(says, f"the Home of {user} says {words}, not {without}")
    except DidNotHappen as late:
        raise DidNotHappen(f"{late}; it says {shown}") from None


async def claimed(desk: Scene, ticket: Asked) -> None:
    """By Ben, who says it again when thirty at once were too many to be confirmed."""

    async def yours() -> bool:
        return "is yours now" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))

    await until(yours, f"#{ticket.number} is Ben's")


async def publishes(desk: Scene, user: str) -> int:
    """How often something was sent to their Home."""
    calls = await desk.slack.calls(PUBLISHED)
    return sum(call["args"]["user_id"] == user and call["outcome"] == "ok" for call in calls)


async def at_rest(desk: Scene, user: str) -> None:
    """What was on its way to their Home has come."""

    async def none_waits() -> bool:
        return await desk.fetchval(UNDER_WAY, f"home:{user}") == 0

    await until(none_waits, f"the Home of {user} is at rest")


async def press(desk: Scene, user: str, words: str) -> None:
    """The button that begins so, whatever its count is: it may be drawn with another one meanwhile."""

    async def pressed() -> bool:
        try:
            return (await desk.slack.press_home(user, starting(await home(desk, user, words), words))).acked
        except PlaygroundError:
            return False

    await until(pressed, f"{user} presses {words}")


async def enter(desk: Scene, user: str, words: str) -> None:
    """Type a filter and press Enter."""
    label = "Filter or search" if user == "ben" else "Filtern oder suchen"
    assert (await desk.slack.choose(user, label, words, at="home")).acked


async def a_form(desk: Scene, user: str) -> Json:
    """The modal that stands above it."""
    return await until(lambda: desk.slack.view(user), f"a form of {user}")


async def test_a_home_is_there_when_it_is_opened_and_follows_what_happens(desk: Scene, eva: str) -> None:
    """Of a colleague whom no other test has given tickets: one page shows all of hers."""
    ticket = await desk.asked("Zuhause eins")
    await desk.says(eva, f"/ticket nimm {ticket.number}")
    await home(desk, eva, "Zuhause eins", f"|#{ticket.number}>", "Antworten", "Du bist da")
    said(await desk.says(eva, f"/ticket zuweisen {ticket.number} ben"))
    await home(desk, eva, "Meine 0", "Du hast gerade kein offenes Ticket")


async def test_the_apps_messages_are_no_home(desk: Scene, eva: str) -> None:
    await desk.slack.open_home("mia", "messages")
    await desk.slack.press_home(eva, "Meine Einstellungen")
    await a_form(desk, eva)
    assert await desk.slack.home("mia") is None


async def test_tabs_are_chosen(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Zuhause zwei")
    await home(desk, eva, "Meine 0")
    await press(desk, eva, "Noch niemand")
    await home(desk, eva, "dringendste zuerst", "Übernehmen")
    await enter(desk, eva, "zuhause zwei")
    await home(desk, eva, f"|#{ticket.number}>", "Filter leeren")
    assert (await desk.slack.press_home(eva, "Filter leeren")).acked
    await home(desk, eva, "dringendste zuerst")
    await press(desk, eva, "Team")
    await home(desk, eva, "▱▱▱▱▱ 0/12 · ", "Anna", without="dringendste zuerst")
    await press(desk, eva, "Wartet")
    await home(desk, eva, "Wartet auf Kunden", without="/12 · ")


def text_labels(shown: str) -> list[str]:
    """What could be pressed."""
    return [part.split("'")[0] for part in shown.split("'text': '")[1:]]


def starting(shown: str, words: str) -> str:
    """The label that begins so, whatever its count is."""
    return next(text for text in text_labels(shown) if text.startswith(words))


async def test_what_others_do_with_mine_is_news(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Zuhause drei")
    await desk.says(eva, f"/ticket nimm {ticket.number}")
    await home(desk, eva, "Neues bei meinen 0")
    await press(desk, eva, "Neues")
    await home(desk, eva, "hat niemand etwas an deinen Tickets getan")
    await desk.site.reply(ticket.user, ticket.id, "Noch da?")
    await home(desk, eva, "Zuhause drei", "Lena hat geschrieben", "Neues bei meinen 1")


async def test_a_filter_that_makes_no_sense_is_told_above_the_list(desk: Scene) -> None:
    await desk.slack.open_home("ben")
    await home(desk, "ben", "Filter or search")
    await enter(desk, "ben", "status:nue")
    shown = await home(desk, "ben", "“nue”", "new")
    assert "Save this view" not in shown
    await enter(desk, "ben", "status:new")
    await home(desk, "ben", "Save this view", without="“nue”")
    await enter(desk, "ben", "")
    await home(desk, "ben", "Mine", without="Save this view")


async def test_more_leads_through_all_pages_and_back(desk: Scene, eva: str) -> None:
    tickets = [await desk.asked(f"Blättern {n}", settled=False) for n in range(12)]
    await desk.settled(*tickets)
    await enter(desk, eva, "Blättern sort:created")
    first = await home(desk, eva, "12 Tickets", "Weiter")
    assert [n for n, one in enumerate(tickets) if f"|#{one.number}>" in first] == list(range(2, 12))
    await at_rest(desk, eva)  # where the next page begins is written down after this one is shown
    assert (await desk.slack.press_home(eva, "Weiter")).acked
    last = await home(desk, eva, "Seite 2", "Zum Anfang")
    assert [n for n, one in enumerate(tickets) if f"|#{one.number}>" in last] == [0, 1]
    assert "Weiter" not in last
    assert (await desk.slack.press_home(eva, "Zum Anfang")).acked
    await home(desk, eva, "Weiter", without="Seite 2")


async def test_a_view_is_kept_chosen_and_deleted(desk: Scene, eva: str) -> None:
    await desk.asked("Ansicht von zuhause")
    await enter(desk, eva, "Ansicht zuhause")
    await home(desk, eva, "Ansicht speichern", "1 Ticket ")
    assert (await desk.slack.press_home(eva, "Ansicht speichern")).acked
    await a_form(desk, eva)
    assert (await desk.slack.submit(eva, {"Name": "Meine Sicht"})).acked
    await home(desk, eva, "Meine Sicht")
    await desk.slack.press_home(eva, "Filter leeren")
    await home(desk, eva, "Ansicht wählen", without="Ansicht von")
    assert (await desk.slack.choose(eva, "Ansicht wählen", "Meine Sicht", at="home")).acked
    await home(desk, eva, "Ansicht von zuhause")
    assert (await desk.slack.choose(eva, "Ansicht wählen", "Ansichten löschen …", at="home")).acked
    await a_form(desk, eva)
    assert (await desk.slack.submit(eva, {"Welche": ["Meine Sicht"]})).acked
    await home(desk, eva, without="Meine Sicht")


async def test_buttons_of_the_home_say_verbs(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Zuhause vier")
    await enter(desk, eva, f"{ticket.number}")
    await home(desk, eva, "Zuhause vier", "Übernehmen")
    assert (await desk.slack.press_home(eva, "Übernehmen")).acked
    await home(desk, eva, "Antworten", "bei eva")
    assert await desk.slack.view(eva) is None
    assert (await desk.slack.press_home(eva, "Antworten")).acked
    assert f"#{ticket.number}" in read(await a_form(desk, eva)) + str(await desk.slack.view(eva))
    await desk.slack.close(eva)
    assert (await desk.slack.press_home(eva, "Neues Ticket")).acked
    await a_form(desk, eva)
    await desk.slack.close(eva)
    assert (await desk.slack.press_home(eva, "Meine Einstellungen")).acked
    await a_form(desk, eva)
    assert (await desk.slack.submit(eva, {"Sprache": "English"})).acked
    await home(desk, eva, "Filter or search", "Language: English")


async def test_a_refusal_is_shown_above_the_home(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Zuhause fünf")
    await enter(desk, eva, f"{ticket.number}")
    await home(desk, eva, "Übernehmen")
    await desk.slack.fault(PUBLISHED, "ratelimited", retry_after=3)
    await desk.says("ben", f"/ticket claim {ticket.number}")
    assert (await desk.slack.press_home(eva, "Übernehmen")).acked
    assert "Ben" in str(await a_form(desk, eva))
    await desk.slack.close(eva)


async def test_a_reader_looks_and_changes_nothing(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Zuhause sechs")
    assert await desk.fetchval(READER, eva)
    await enter(desk, eva, f"{ticket.number}")
    shown = await home(desk, eva, "Zuhause sechs")
    assert not [word for word in ("Übernehmen", "Antworten", "Neues Ticket") if word in shown]
    assert "Meine Einstellungen" in shown


async def test_a_stranger_is_told_whom_to_ask(desk: Scene) -> None:
    await desk.slack.open_home("greta")
    shown = await home(desk, "greta", "Support-Team", "U0ANNA")
    assert "home.mine" not in shown


async def test_who_leaves_the_team_sees_no_ticket_any_more(desk: Scene, eva: str) -> None:
    await desk.asked("Zuhause sieben")
    await enter(desk, eva, "zuhause sieben")
    await home(desk, eva, "Zuhause sieben")
    assert await desk.fetchval(DISMISS, eva)
    await home(desk, eva, "U0ANNA", without="Zuhause sieben")


async def test_two_hundred_changes_are_few_redraws_and_the_last_one_is_right(desk: Scene, eva: str) -> None:
    ticket = await desk.asked("Viel los")
    await desk.slack.open_home("anna")
    await home(desk, "anna", "Meine")
    await enter(desk, "anna", "Viel los")
    await home(desk, "anna", "Viel los")
    assert await desk.fetchval(LOOKED, eva)
    await at_rest(desk, eva)
    before = await publishes(desk, "U0ANNA"), await publishes(desk, eva)
    began = asyncio.get_running_loop().time()
    for n in range(200):
        await desk.site.portal_status(ticket.id, "resolved" if n % 2 else "investigating", "anna@owona.de")
    await home(desk, "anna", "Gelöst")
    after, seconds = await publishes(desk, "U0ANNA"), asyncio.get_running_loop().time() - began
    assert 1 <= after - before[0] <= seconds + 2
    assert await publishes(desk, eva) == before[1]


async def test_two_replicas_share_the_homes(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path: Path
) -> None:
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, tmp_path / "bot.log", bots=2) as stage,
    ):
        desk = Scene(stage)
        await asyncio.gather(*(desk.slack.open_home(user) for user in ("anna", "ben")))
        for user, words in (("anna", "Meine 0"), ("ben", "Mine 0")):
            await home(desk, user, words)
        tickets = [await desk.asked(f"Ticket {n}", settled=False) for n in range(30)]
        await asyncio.gather(*(claimed(desk, one) for one in tickets))
        await home(desk, "ben", "Mine 30")
        await home(desk, "anna", "Noch niemand 0")
        await desk.settled(*tickets)
        assert not (await desk.balance())["dead"]
        assert "#" in said(await desk.says("ben", "/ticket list agent:me"))
