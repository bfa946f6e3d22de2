"""Canned replies: kept in modals, inserted into an answer; on the real bot, by pressing and typing."""

from itertools import count

import pytest

from owona_bot.playground.client import Answer, buttons_of, text_of
from owona_bot.playground.modal_state import options_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.blocks.reading import dicts
from tests.handlers.desk import Scene, said
from tests.handlers.test_reply import TEXT, answers, body_of, opened, view_of

pytestmark = pytest.mark.database

LOOK = "Name oder Worte daraus"
PICK = "Insert a canned reply"

numbers = count(1)


@pytest.fixture
def name() -> str:
    """Nobody else's."""
    return f"Vorlage {next(numbers)}"


async def listed(desk: Scene, user: str = "anna") -> Json:
    assert said(await desk.says(user, "/ticket vorlagen")) == ""
    return await until(lambda: desk.slack.view(user), "the list opens")


async def kept(desk: Scene, name: str, body: str, *, shared: bool = False) -> Answer:
    """By Anna, who is admin."""
    await listed(desk)
    assert (await desk.slack.press("anna", "Neue Vorlage")).acked
    values: dict[str, str | list[str]] = {"Name": name, "Text (Markdown)": body}
    if shared:
        values["Für wen"] = ["Für das ganze Team"]
    answer = await desk.slack.submit("anna", values)
    if not answer.errors:
        await desk.slack.close("anna")
    return answer


async def offered(desk: Scene, user: str, label: str, typed: str) -> list[str]:
    answer = await desk.slack.suggest(user, label, typed)
    assert answer.acked, answer
    return [option["text"]["text"] for option in options_of(answer.body)]


def typed_in(view: Json) -> str:
    """What stands in the editor."""
    (field,) = [part for part in dicts(view["blocks"]) if part.get("type") == "rich_text_input"]
    return text_of({"text": "", "blocks": [field["initial_value"]]})


async def test_one_is_made_found_changed_and_deleted(desk: Scene, name: str) -> None:
    assert (await kept(desk, name, "Guten Tag, quux")).errors == {}
    await listed(desk)
    assert await offered(desk, "anna", LOOK, "quux") == [name]
    await desk.slack.choose("anna", LOOK, name)
    view = await until(lambda: desk.slack.view("anna"), "its form")
    assert view["callback_id"] == "canned.form"
    assert "Guten Tag, quux" in str(view)
    await desk.slack.submit("anna", {"Text (Markdown)": "Guten Abend, quux"})
    await desk.slack.choose("anna", LOOK, name)
    view = await until(lambda: desk.slack.view("anna"), "its form again")
    assert "Guten Abend, quux" in str(view)
    assert (await desk.slack.press("anna", "Löschen")).acked
    view = await until(lambda: desk.slack.view("anna"), "it says so")
    assert f"„{name}“ ist gelöscht." in text_of(view)
    await desk.slack.close("anna")
    assert await offered(desk, "anna", LOOK, "quux") == []
    await desk.slack.close("anna")


async def test_what_can_not_stay_is_told_at_its_field(desk: Scene, name: str) -> None:
    assert (await kept(desk, "  ", "x")).errors == {
        "Name": "Ein Name fehlt noch. Daran erkennt ihr die Vorlage in der Liste."
    }
    await desk.slack.close("anna")
    await desk.slack.close("anna")
    refused = await kept(desk, name, "Hallo {{kunde.nahme}}")
    assert refused.errors == {
        "Text (Markdown)": "{{kunde.nahme}} kenne ich nicht als Platzhalter. Meintest du {{kunde.name}}?"
    }
    assert (await desk.slack.submit("anna", {"Text (Markdown)": "Hallo {{kunde.name}}"})).errors == {}
    await desk.slack.close("anna")
    assert "gibt es schon" in (await kept(desk, name.upper(), "x")).errors["Name"]
    await desk.slack.close("anna")
    await desk.slack.close("anna")
    assert (await kept(desk, name, "x", shared=True)).errors == {}


async def test_what_the_team_shares_an_agent_reads_and_does_not_change(desk: Scene, name: str) -> None:
    await kept(desk, name, "Vom Team", shared=True)
    assert said(await desk.says("ben", "/ticket canned")) == ""
    assert name in await offered(desk, "ben", "Name, or words of it", name)
    await desk.slack.choose("ben", "Name, or words of it", name)
    view = await until(lambda: desk.slack.view("ben"), "it is shown")
    assert "Vom Team" in text_of(view)
    assert "A lead may change it" in text_of(view)
    assert buttons_of(view) == ["Close"]
    await desk.slack.close("ben")
    assert (await desk.slack.press("ben", "New canned reply")).acked
    view = await until(lambda: desk.slack.view("ben"), "a form")
    assert "For the whole team" not in text_of(view)
    await desk.slack.close("ben")
    await desk.slack.close("ben")


async def test_somebody_elses_own_is_not_offered(desk: Scene, name: str) -> None:
    await kept(desk, name, "nur Anna")
    ticket = await desk.asked()
    await opened(desk, ticket)
    assert name not in await offered(desk, "ben", PICK, name)
    await desk.slack.close("ben")


async def test_one_is_inserted_beneath_what_was_typed(desk: Scene, name: str) -> None:
    await kept(desk, name, "Hallo {{kunde.name}},\n\n*Ticket* #{{ticket.nummer}}: **{{bearbeiter.name}}**", shared=True)
    ticket = await desk.asked("Insert")
    await opened(desk, ticket)
    rows = "Quick replies for the customer"
    await desk.slack.fill("ben", {TEXT: "First of all:", "Status afterwards": "Resolved", rows: "Yes"})
    before = await desk.slack.view("ben")
    assert (await desk.slack.choose("ben", PICK, name)).acked
    view = await until(lambda: desk.slack.view("ben"), "the form again")
    assert before is not None
    assert view["id"] == before["id"]
    text = typed_in(view)
    assert text.index("First of all:") < text.index("Hallo Lena") < text.index(f"#{ticket.number}") < text.index("Ben")
    shown = view_of(await desk.slack.submit("ben"))
    assert "Status afterwards: Resolved" in text_of(shown)
    assert "With quick replies: Yes" in text_of(shown)
    assert "Hallo Lena," in body_of(shown)
    assert (await desk.slack.submit("ben")).view is None
    (message,) = await answers(desk, ticket)
    assert message["message"] == f"First of all:\n\nHallo Lena,\n\nTicket #{ticket.number}: Ben"


async def test_what_nothing_is_known_for_is_told_and_stops_the_answer(desk: Scene, name: str) -> None:
    await kept(desk, name, "Hallo {{kunde.vorname}}!", shared=True)
    ticket = await desk.asked()
    async with desk.site.pool.acquire() as connection:
        await connection.execute(
            "update owona_bot.ticket_state set requester_name = null where ticket_id = $1", ticket.id
        )
    await opened(desk, ticket)
    await desk.slack.choose("ben", PICK, name)
    view = await until(lambda: desk.slack.view("ben"), "the form again")
    assert "Nothing is known for: {{kunde.vorname}}" in text_of(view)
    assert "Hallo {{kunde.vorname}}!" in typed_in(view)
    refused = await desk.slack.submit("ben")
    assert refused.errors == {
        TEXT: "{{kunde.vorname}} still stands in the text. Replace it, or the customer reads it like this."
    }
    assert (await desk.slack.submit("ben", {TEXT: "Hallo!"})).errors == {}
    await desk.slack.close("ben")
    await desk.slack.close("ben")


async def test_a_reader_has_none(desk: Scene) -> None:
    assert "nicht als Teil" in said(await desk.says("mia", "/ticket vorlagen"))
