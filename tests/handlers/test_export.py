"""Exports through the doors: said, filled in, pressed; the file comes into one's direct messages."""

from itertools import count

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Scene, said

names = count(1)

ROLE = "update owona_bot.agents set role = $2 where slack_user = $1 returning 1"

FINDABLE = "select count(*) from owona_bot.search where part = 0 and ticket_id = $1"


async def a_ticket(desk: Scene) -> str:
    """Its title, by which it can be found."""
    title = f"Exportfall{next(names)}x"
    ticket = await desk.asked(title, settled=False)
    await until(lambda: desk.fetchval(FINDABLE, ticket.id), "it can be found", 60)
    return title


async def message(desk: Scene, user: str, *words: str) -> str:
    """Once one in their direct messages has all of `words`."""

    async def says() -> str | None:
        found = [text_of(one) for one in await desk.slack.messages(user)]
        return next((text for text in found[::-1] if all(word in text for word in words)), None)

    return await until(says, f"{user} is told {words}", 60)


async def file_with(desk: Scene, word: str, end: str) -> str:
    """The content of the one file of that ending that has `word` in it."""
    contents = [(await desk.slack.content(f["id"])).decode() for f in await files(desk) if f["name"].endswith(end)]
    (found,) = [content for content in contents if word in content]
    return found


async def files(desk: Scene) -> list[Json]:
    return [file for file in await desk.slack.files() if file["stage"] == "complete"]


async def test_with_a_kind_of_file_and_a_filter_it_starts_at_once(desk: Scene) -> None:
    title = await a_ticket(desk)
    assert "Export as CSV started" in said(await desk.says("ben", f"/ticket export csv {title}"))
    told = await message(desk, "U0BEN", "Export as CSV done · 1 ticket", title)
    assert "The file stands here in this chat." in told
    assert (await file_with(desk, title, ".csv")).startswith("Number,")


async def test_the_form_tells_what_is_wrong_where_it_is_and_then_starts(desk: Scene) -> None:
    title = await a_ticket(desk)
    await desk.says("anna", f"/export {title}")
    answer = await desk.slack.submit("anna", {"Welche Tickets?": "sattus:neu"})
    assert answer.errors
    assert "sattus" in answer.errors["Welche Tickets?"]
    answer = await desk.slack.submit("anna", {"Welche Tickets?": title, "Als": "PDF", "Dazu": ["mit Nachrichten"]})
    assert "ohne Nachrichten" in answer.errors["Dazu"]
    filled = {"Welche Tickets?": title, "Als": "JSON", "Dazu": ["mit Nachrichten"]}
    assert (await desk.slack.submit("anna", filled)).outcome == "acked"
    await message(desk, "U0ANNA", "Export als JSON fertig", title)
    assert "Fehler 500" in await file_with(desk, title, ".json")


async def test_a_word_that_stands_nearly_everywhere_is_refused_as_in_a_list(desk: Scene) -> None:
    refused = said(await desk.says("ben", "/ticket list diese"))
    assert "diese" in refused
    assert said(await desk.says("ben", "/ticket export csv diese")) == refused


async def test_all_tickets_are_asked_for_by_a_word_too(desk: Scene) -> None:
    assert "Export as CSV started" in said(await desk.insists("ben", "/ticket export csv alle"))


async def test_a_kind_of_file_that_there_is_not_is_refused_with_one_that_there_is(desk: Scene) -> None:
    assert "pdf" in said(await desk.says("ben", "/ticket export docx status:new"))
    assert "+messages" in said(await desk.says("ben", "/ticket export csv +mesages status:new"))


async def test_a_list_hands_its_filter_on(desk: Scene) -> None:
    title = await a_ticket(desk)
    await desk.says("ben", f"/ticket list {title}")
    await desk.slack.click("ben", desk.tickets, (await desk.slack.ephemerals("ben"))[-1]["ts"], "Export …")
    assert title in str(await desk.slack.view("ben"))
    assert (await desk.slack.submit("ben", {"As": "CSV for German Excel"})).outcome == "acked"
    await message(desk, "U0BEN", "Export as CSV for German Excel done", title)
    assert (await file_with(desk, title, ".csv")).startswith("\ufeffNumber;")


async def test_the_last_ones_are_listed_and_leads_see_everybodys(desk: Scene) -> None:
    title = await a_ticket(desk)
    await desk.says("ben", f"/ticket export ndjson {title}")
    await message(desk, "U0BEN", "Export as NDJSON done", title)
    assert title in said(await desk.says("ben", "/ticket export list"))
    listed = said(await desk.says("anna", "/ticket export liste"))
    assert title in listed
    assert "Ben" in listed


async def test_notes_are_for_leads(desk: Scene) -> None:
    assert "role (agent)" in said(await desk.says("ben", "/ticket export csv +notes status:new"))
    await desk.says("ben", "/export")
    assert "internal notes" not in str(await desk.slack.view("ben"))
    await desk.slack.close("ben")


async def test_a_reader_is_refused_at_every_door_in_their_language(desk: Scene) -> None:
    title = await a_ticket(desk)
    await desk.says("ben", "/ticket export")
    await desk.fetchval(ROLE, "U0BEN", "reader")
    try:
        assert (await desk.slack.submit("ben")).errors  # the form was opened before
        await desk.slack.close("ben")
        for line in (f"/ticket export csv {title}", "/ticket export", "/export", "/ticket export list"):
            assert "role (reader) may not" in said(await desk.says("ben", line)).replace("Your ", "")
        await desk.says("ben", f"/ticket list {title}")
        assert "Export …" not in str((await desk.slack.ephemerals("ben"))[-1])
    finally:
        await desk.fetchval(ROLE, "U0BEN", "agent")
