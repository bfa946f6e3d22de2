"""The alert about a deadline at Slack's own door: what is pressed there, by whom, and what it says then."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from blocks import ids
from owona_bot.database.embedded import Server
from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, a_quick_stage, calls_nobody
from tests.postgres import a_database

pytestmark = pytest.mark.database

AHEAD = "PT28H"
"""Of the 36 hours of the portal's promise more than three quarters are over."""


@pytest.fixture(scope="module")
async def late(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A desk on which every ticket is at risk as soon as it is there."""
    log = tmp_path_factory.mktemp("late") / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log, OWONA_CLOCK_AHEAD=AHEAD) as stage,
    ):
        scene = Scene(stage)
        await scene.system_user()
        yield scene
        await calls_nobody(scene)


async def alert(desk: Scene, ticket: Asked, words: str = "") -> Json:
    """Of the ticket, once it says `words`; there is never another."""

    async def says() -> Json | None:
        found = [post for post in await desk.slack.messages("sla") if f"#{ticket.number} " in text_of(post)]
        assert len(found) <= 1
        return found[0] if found and words in text_of(found[0]) else None

    return await until(says, f"an alert about #{ticket.number} says {words}", PATIENCE)


async def press(desk: Scene, who: str, ticket: Asked, label: str) -> None:
    """On the alert."""
    await desk.slack.click(who, "sla", (await alert(desk, ticket))["ts"], label)


async def test_claim_is_pressed_on_the_alert_and_shows_there(late: Scene) -> None:
    ticket = await late.asked()
    await press(late, "ben", ticket, "Übernehmen")
    shown = await alert(late, ticket, "@U0BEN")
    assert buttons_of(shown) == ["Antworten", "Eskalieren", "Nicht mehr warnen"]
    assert await late.holder(ticket) == "ben@owona.de"


async def shows(desk: Scene, form: str) -> None:
    """To anna, who closes it."""
    view = await desk.slack.view("anna")
    assert view is not None
    assert view["callback_id"] == form
    await desk.slack.close("anna")
    assert await desk.slack.view("anna") is None


async def test_reply_opens_the_letters_form(late: Scene) -> None:
    ticket = await late.asked()
    await press(late, "anna", ticket, "Antworten")
    await shows(late, ids.REPLY_FORM)


async def test_escalate_asks_to_whom(late: Scene) -> None:
    ticket = await late.asked()
    await press(late, "anna", ticket, "Eskalieren")
    await shows(late, ids.ESCALATE_FORM)


async def test_whoever_wants_no_more_warnings_stands_there(late: Scene) -> None:
    ticket = await late.asked()
    await press(late, "anna", ticket, "Nicht mehr warnen")
    shown = await alert(late, ticket, "Anna will zu dieser Frist keine Warnung mehr")
    assert "Nicht mehr warnen" not in buttons_of(shown)


async def test_somebody_elses_deadline_is_not_muted(late: Scene) -> None:
    ticket = await late.asked()
    await late.says("anna", f"/ticket claim {ticket.number}")
    await alert(late, ticket, "@U0ANNA")
    await press(late, "ben", ticket, "Nicht mehr warnen")
    assert "Anna" in await late.whisper("ben", f"#{ticket.number}")
    assert "Nicht mehr warnen" in buttons_of(await alert(late, ticket))


async def test_a_ticket_that_is_solved_ends_its_alert(late: Scene) -> None:
    ticket = await late.asked()
    await alert(late, ticket)
    await late.says("ben", f"/ticket resolve {ticket.number}")
    assert buttons_of(await alert(late, ticket, "erledigt · rechtzeitig")) == []


async def test_a_guest_presses_in_vain(late: Scene) -> None:
    ticket = await late.asked()
    await press(late, "greta", ticket, "Nicht mehr warnen")
    await late.whisper("greta", "Team")
    assert "Nicht mehr warnen" in buttons_of(await alert(late, ticket))
