"""An answer that can be taken back: its living line in the thread, and what becomes of it; on the real bot."""

from collections.abc import AsyncIterator

import aiohttp
import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import Answer, Upload, buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.blocks.reading import dicts
from tests.handlers.desk import Asked, Scene, a_quick_stage, calls_nobody, said
from tests.handlers.test_reply import TEXT, answers, opened, previewed, status, view_of
from tests.postgres import a_database

pytestmark = pytest.mark.database

LONG, SHORT = "600", "4"
"""Seconds; in the short time a busy machine must show the line and have it looked at."""

SECRET = "Das Passwort: Hx7!kQ2pLm9z"


@pytest.fixture(scope="module")
async def opened_desks(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Scene]]:
    """One where nothing goes by itself, one where it goes soon; Anna is admin, Ben and Carla are agents."""
    log = tmp_path_factory.mktemp("undo") / "bot.log"
    async with (
        a_database(postgres, admin, template) as calm,
        a_database(postgres, admin, template) as quick,
        a_quick_stage(calm, log, OWONA_REPLY__UNDO_SECONDS=LONG) as first,
        a_quick_stage(quick, log, OWONA_REPLY__UNDO_SECONDS=SHORT) as second,
    ):
        scenes = {LONG: Scene(first), SHORT: Scene(second)}
        for scene in scenes.values():
            await scene.system_user()
            await hired(scene)
        yield scenes
        for scene in scenes.values():
            await calls_nobody(scene)


async def hired(scene: Scene) -> None:
    """Carla joins the workspace; her address is in the settings already."""
    await scene.slack.add_user("carla", email="carla@owona.de", locale="en-US")
    query = "select count(*) from owona_bot.agents where email = 'carla@owona.de' and active"

    async def known() -> bool:
        return await scene.fetchval(query) == 1

    await until(known, "Carla is of the team")


@pytest.fixture
def calm(opened_desks: dict[str, Scene]) -> Scene:
    return opened_desks[LONG]


@pytest.fixture
def quick(opened_desks: dict[str, Scene]) -> Scene:
    return opened_desks[SHORT]


async def line(desk: Scene, ticket: Asked, words: str) -> Json:
    """The one beneath the card that says `words`, once it stands."""

    async def says() -> list[Json]:
        return [found for found in await desk.thread(ticket) if words in text_of(found)]

    found = await until(says, f"a line of #{ticket.number} says {words}")
    assert len(found) == 1
    return found[0]


async def sent(desk: Scene, ticket: Asked, text: str = "Try again, please.", **fields: str | list[str]) -> None:
    """By Ben, with everything closed."""
    await previewed(desk, ticket, text, **fields)
    assert (await desk.slack.submit("ben")).view is None


def submit_of(view: Json) -> str:
    """What the button says that sends it."""
    label: str = view["submit"]["text"]
    return label


async def gone_line(desk: Scene, ticket: Asked, words: str) -> Json:
    """The answer's own line, once it went."""

    async def says() -> list[Json]:
        lines = [found for found in await desk.thread(ticket) if words in text_of(found)]
        return [found for found in lines if "geht hinaus" not in text_of(found)]

    (found,) = await until(says, f"the answer {words} of #{ticket.number}")
    return found


async def pressed(desk: Scene, user: str, found: Json, label: str) -> Answer:
    answer = await desk.slack.click(user, desk.tickets, found["ts"], label)
    assert answer.acked
    return answer


async def test_an_answer_waits_in_one_line_and_becomes_it(quick: Scene) -> None:
    ticket = await quick.asked("Undo")
    await sent(quick, ticket, "First line\nSecond line\nThird\nFourth")
    waiting = await line(quick, ticket, "Antwort von Ben geht hinaus um")
    assert buttons_of(waiting) == ["Rückgängig"]
    assert "Second line" in text_of(waiting)
    assert "Fourth" not in text_of(waiting)
    assert await answers(quick, ticket) == []
    assert await status(quick, ticket) == "new"
    gone = await line(quick, ticket, "Fourth")
    assert gone["ts"] == waiting["ts"]
    assert buttons_of(gone) == []
    assert len(await answers(quick, ticket)) == 1
    await quick.settled(ticket)
    assert await status(quick, ticket) == "waiting_customer"
    await quick.once_and_in_order(ticket)


async def test_undone_in_time_it_is_edited_and_sent_once(calm: Scene) -> None:
    ticket = await calm.asked("Files")
    await opened(calm, ticket)
    files: list[str | Upload] = [("bild.png", b"\x89PNG"), ("log.txt", b"eins\n")]
    await calm.slack.submit("ben", {TEXT: "See thre.", "Files": files, "Status afterwards": "Investigating"})
    await calm.slack.submit("ben")
    waiting = await line(calm, ticket, "Antwort von Ben geht hinaus")
    await pressed(calm, "ben", waiting, "Rückgängig")
    undone = await line(calm, ticket, "Ben hat die Antwort zurückgenommen")
    assert undone["ts"] == waiting["ts"]
    await pressed(calm, "ben", undone, "Weiter bearbeiten")
    view = await until(lambda: calm.slack.view("ben"), "the form opens")
    assert "See thre." in str(view)
    boxes = [part for part in dicts(view["blocks"]) if part.get("type") == "checkboxes"]
    assert "bild.png" in str(boxes)
    kept = "Files that are there already"
    preview = view_of(await calm.slack.submit("ben", {TEXT: "See there.", kept: ["log.txt"]}))
    assert "With files: log.txt" in text_of(preview)
    assert "Status afterwards: Investigating" in text_of(preview)
    await calm.slack.submit("ben")
    await line(calm, ticket, "Antwort von Ben geht hinaus")
    assert await answers(calm, ticket) == []
    await pressed(calm, "ben", undone, "Weiter bearbeiten")
    await calm.whisper("ben", "This draft was sent already")


async def test_undo_after_it_went_is_told(quick: Scene) -> None:
    ticket = await quick.asked()
    await sent(quick, ticket, "Gone")
    waiting = await line(quick, ticket, "Antwort von Ben geht hinaus")
    await quick.slack.fault("chat.update", "ratelimited", retry_after=2)  # the line stands longer than it should

    async def went() -> bool:
        return len(await answers(quick, ticket)) == 1

    await until(went, "it went")
    await quick.slack.click("ben", quick.tickets, waiting["ts"], "Rückgängig")
    await quick.whisper("ben", "The answer has gone out already")
    await quick.slack.clear_faults()
    await quick.settled(ticket)
    assert len(await answers(quick, ticket)) == 1


async def test_a_colleague_can_not_take_it_back_an_admin_can(calm: Scene) -> None:
    ticket = await calm.asked()
    await sent(calm, ticket)
    waiting = await line(calm, ticket, "Antwort von Ben geht hinaus")
    await pressed(calm, "carla", waiting, "Rückgängig")
    await calm.whisper("carla", "Ben")
    await pressed(calm, "greta", waiting, "Rückgängig")
    await calm.whisper("greta", "nicht als Teil")
    await pressed(calm, "anna", waiting, "Rückgängig")
    await line(calm, ticket, "Anna hat eine Antwort von Ben zurückgenommen")
    assert await answers(calm, ticket) == []


async def test_pressed_twice_it_is_taken_back_once(calm: Scene) -> None:
    ticket = await calm.asked()
    await sent(calm, ticket)
    waiting = await line(calm, ticket, "Antwort von Ben geht hinaus")
    await calm.slack.deliver(twice=True)
    await pressed(calm, "ben", waiting, "Rückgängig")
    await line(calm, ticket, "Ben hat die Antwort zurückgenommen")
    count = "select count(*) from owona_bot.events where ticket_id = $1 and kind = 'reply.undone'"
    assert await calm.fetchval(count, ticket.id) == 1


async def test_what_the_customer_writes_meanwhile_stands_beside_it(quick: Scene) -> None:
    ticket = await quick.asked()
    await sent(quick, ticket, "My answer")
    await line(quick, ticket, "Antwort von Ben geht hinaus")
    await quick.site.reply(ticket.user, ticket.id, "Und noch etwas")
    await line(quick, ticket, "Und noch etwas")
    await gone_line(quick, ticket, "My answer")
    assert len(await answers(quick, ticket)) == 1


async def test_of_a_deleted_ticket_the_line_says_that_nothing_went(quick: Scene) -> None:
    ticket = await quick.asked()
    await sent(quick, ticket, "To nobody")
    waiting = await line(quick, ticket, "Antwort von Ben geht hinaus")
    await quick.site.delete_ticket(ticket.user, ticket.id)
    lost = await line(quick, ticket, "Antwort von Ben ging nicht hinaus")
    assert lost["ts"] == waiting["ts"]
    assert buttons_of(lost) == []
    await quick.settled(ticket)


async def test_a_line_that_was_deleted_is_no_obstacle(quick: Scene) -> None:
    ticket = await quick.asked()
    await sent(quick, ticket, "Still an answer")
    waiting = await line(quick, ticket, "Antwort von Ben geht hinaus")
    told = {"channel": "C0TICKETS", "ts": waiting["ts"]}
    headers = {"Authorization": "Bearer xoxb-playground"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{quick.slack.api_url}chat.delete", json=told, headers=headers) as answer,
    ):
        assert (await answer.json())["ok"]
    assert (await gone_line(quick, ticket, "Still an answer"))["ts"] != waiting["ts"]


async def test_a_status_that_was_changed_is_shown_before_it_goes(calm: Scene) -> None:
    ticket = await calm.asked()
    await opened(calm, ticket)
    await calm.says("anna", f"/ticket gelöst {ticket.number}")
    text = text_of(view_of(await calm.slack.submit("ben", {TEXT: "Too late?"})))
    assert "the status has changed. It is now: Resolved" in text
    assert (await calm.slack.submit("ben")).view is None


async def test_who_reads_it_besides_is_shown_again_before_it_goes_when_that_changed(calm: Scene) -> None:
    """Anna merges another customer's ticket while the preview stands; Ben sees whom it reaches, then sends it."""
    ticket = await calm.asked()
    bert = await calm.site.sign_up("bert.readers@example.org", "Bert")
    other = await calm.site.create_ticket(bert, "Berts Titel", "Auch mir", acknowledge=False)
    await previewed(calm, ticket)
    await calm.says("anna", f"/ticket merge {await calm.number(other)} {ticket.number}")
    assert (await calm.slack.submit("anna")).acked
    text = text_of(view_of(await calm.slack.submit("ben")))
    assert "Who else gets the answer has changed" in text
    assert "bert.readers@example.org" in text
    assert await calm.fetchval("select count(*) from owona_bot.held_replies where ticket_id = $1", ticket.id) == 0
    assert (await calm.slack.submit("ben")).view is None
    await line(calm, ticket, "Antwort von Ben geht hinaus")


async def test_a_status_that_changes_while_the_preview_stands_is_shown_instead_of_sending(calm: Scene) -> None:
    ticket = await calm.asked()
    await previewed(calm, ticket)
    await calm.says("anna", f"/ticket gelöst {ticket.number}")
    text = text_of(view_of(await calm.slack.submit("ben")))
    assert "the status has changed. It is now: Resolved" in text
    assert await calm.fetchval("select count(*) from owona_bot.held_replies where ticket_id = $1", ticket.id) == 0
    assert (await calm.slack.submit("ben")).view is None
    await line(calm, ticket, "Antwort von Ben geht hinaus")


async def test_what_the_guard_found_is_shown_and_released_by_somebody_else(quick: Scene) -> None:
    ticket = await quick.asked("Guard")
    preview = view_of(await previewed(quick, ticket, SECRET))
    assert "This should probably stay inside" in text_of(preview)
    assert "a password: " in text_of(preview)
    assert submit_of(preview) == "Ask for release"
    assert (await quick.slack.submit("ben")).view is None
    stopped = await line(quick, ticket, "Eine Antwort von Ben wartet auf Freigabe")
    assert "Hx7!kQ2pLm9z" not in str(stopped)
    assert buttons_of(stopped) == ["Freigeben", "Zurücknehmen"]
    await pressed(quick, "carla", stopped, "Freigeben")
    assert await quick.slack.view("carla") is None
    await quick.whisper("carla", "lead")
    await pressed(quick, "anna", stopped, "Freigeben")
    view = await until(lambda: quick.slack.view("anna"), "what would go out")
    assert "Hx7!kQ2pLm9z" in str(view)
    assert (await quick.slack.submit("anna")).view is None
    waiting = await line(quick, ticket, "Antwort von Ben geht hinaus")
    assert waiting["ts"] == stopped["ts"]
    gone = await gone_line(quick, ticket, "Hx7!kQ2pLm9z")
    assert gone["ts"] == stopped["ts"]
    (message,) = await answers(quick, ticket)
    assert message["author_name"] == "Ben"
    released = "select actor from owona_bot.events where ticket_id = $1 and kind = 'reply.released'"
    anna = await quick.fetchval("select id from owona_bot.agents where email = 'anna@owona.de'")
    assert str(await quick.fetchval(released, ticket.id)) == f"agent:{anna}"


async def test_who_may_release_it_hears_once_that_it_waits_and_why_and_releases_it_from_there(quick: Scene) -> None:
    """There is no lead at this desk: Anna is its admin."""
    ticket = await quick.asked("Who is asked?")
    await sent(quick, ticket, SECRET)

    async def told() -> list[Json]:
        posted = {call["args"].get("channel") for call in await quick.slack.calls("chat.postMessage")}
        direct = await quick.slack.messages("D0ANNA") if "D0ANNA" in posted else []
        return [one for one in direct if f"#{ticket.number} " in text_of(one)]

    (asked,) = await until(told, "Anna is asked")
    assert "Eine Antwort von Ben wartet auf Freigabe" in text_of(asked)
    assert "ein Passwort: " in text_of(asked)
    assert "Hx7!kQ2pLm9z" not in str(asked)
    await quick.slack.click("anna", "D0ANNA", asked["ts"], "Freigeben")
    assert "Hx7!kQ2pLm9z" in str(await until(lambda: quick.slack.view("anna"), "what would go out"))
    assert (await quick.slack.submit("anna")).view is None
    await gone_line(quick, ticket, "Hx7!kQ2pLm9z")
    await quick.settled(ticket)
    assert len(await told()) == 1
    query = "select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'ask_release'"
    assert await quick.fetchval(query, ticket.id) == 1


async def test_what_was_stopped_can_be_taken_back_and_mended(quick: Scene) -> None:
    ticket = await quick.asked()
    await sent(quick, ticket, SECRET)
    stopped = await line(quick, ticket, "wartet auf Freigabe")
    await pressed(quick, "ben", stopped, "Zurücknehmen")
    undone = await line(quick, ticket, "Ben hat die Antwort zurückgenommen")
    await pressed(quick, "ben", undone, "Weiter bearbeiten")
    preview = view_of(await quick.slack.submit("ben", {TEXT: "Harmless"}))
    assert submit_of(preview) == "Send"
    await quick.slack.submit("ben")
    await gone_line(quick, ticket, "Harmless")
    assert [message["message"] for message in await answers(quick, ticket)] == ["Harmless"]


async def test_an_admin_sends_it_anyway(quick: Scene) -> None:
    ticket = await quick.asked()
    assert said(await quick.says("anna", f"/ticket antwort {ticket.number}")) == ""
    preview = view_of(await quick.slack.submit("anna", {"Text": SECRET}))
    assert submit_of(preview) == "Trotzdem senden"
    assert (await quick.slack.submit("anna")).view is None
    await gone_line(quick, ticket, "Hx7!kQ2pLm9z")
    row = "select count(*) from owona_bot.events where ticket_id = $1 and kind = 'reply.released'"
    assert await quick.fetchval(row, ticket.id) == 1


async def test_quick_replies_reach_the_site(quick: Scene) -> None:
    ticket = await quick.asked()
    rows = "Quick replies for the customer"
    await opened(quick, ticket)
    six = "\n".join(f"Choice {n}" for n in range(6))
    assert "5 are possible" in (await quick.slack.submit("ben", {TEXT: "Which?", rows: six})).errors[rows]
    long = await quick.slack.submit("ben", {TEXT: "Which?", rows: "x" * 61})
    assert "60 are possible" in long.errors[rows]
    preview = view_of(await quick.slack.submit("ben", {TEXT: "Which?", rows: " Yes \n\nNo\nYes\n<b>maybe</b>"}))
    assert "With quick replies: Yes · No · <b>maybe</b>" in text_of(preview)
    await quick.slack.submit("ben")
    await gone_line(quick, ticket, "Which?")
    options = "select quick_reply_options::text from public.support_ticket_messages where ticket_id = $1 and id = $2"
    (message,) = await answers(quick, ticket)
    found = str(await quick.fetchval(options, ticket.id, message["id"]))
    assert found == ('[{"id": "1", "label": "Yes"}, {"id": "2", "label": "No"}, {"id": "3", "label": "<b>maybe</b>"}]')
