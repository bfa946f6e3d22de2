"""Lists and searches, through the doors."""

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, said


async def found(desk: Scene, user: str, line: str, words: str) -> str:
    """Once the answer says `words`: tickets are indexed a moment after they came."""

    async def says() -> str | None:
        answer = said(await desk.says(user, line))
        return answer if words in answer else None

    return await until(says, f"{line} finds {words}")


async def test_a_new_ticket_is_in_the_list_and_found_by_its_words(desk: Scene) -> None:
    ticket = await desk.asked("Quittung fehlt im Konto", "Die Quittung für Oktober fehlt.")
    await found(desk, "anna", "/ticket liste status:neu", f"#{ticket.number}")
    assert "Quittung" in await found(desk, "anna", "/ticket suche Quittungen", f"#{ticket.number}")
    assert f"#{ticket.number}" in await found(desk, "ben", f"/ticket find {ticket.number}", f"#{ticket.number}")
    assert f"#{ticket.number}" in await found(desk, "ben", "/tickets quitung", f"#{ticket.number}")


async def test_mine_are_those_that_i_hold(desk: Scene) -> None:
    mine, other = await desk.asked("Meins eins"), await desk.asked("Nicht meins")
    await desk.says("anna", f"/ticket nimm {mine.number}")
    answer = await found(desk, "anna", "/ticket liste bearbeiter:ich meins", f"#{mine.number}")
    assert f"#{other.number}" not in answer


async def test_a_colleague_is_named_as_slack_mentions_them(desk: Scene) -> None:
    ticket = await desk.asked("Bens Fall")
    await desk.says("ben", f"/ticket claim {ticket.number}")
    await found(desk, "anna", "/ticket liste bearbeiter:<@U0BEN> fall", f"#{ticket.number}")


async def test_an_address_is_found_though_slack_makes_a_link_of_it(desk: Scene) -> None:
    ticket = await desk.asked("Adresse im Text", "Schickt es an a.b@kunde-links.example bitte & gern.")
    written = "<mailto:a.b@kunde-links.example|a.b@kunde-links.example>"
    await found(desk, "anna", f"/ticket suche {written}", f"#{ticket.number}")


async def test_the_next_page_takes_the_place_of_the_first(desk: Scene) -> None:
    tickets = [await desk.asked(f"Seitenweise {n}", settled=False) for n in range(12)]
    await desk.settled(*tickets)
    await found(desk, "anna", "/ticket liste Seitenweise sort:created", "12 Tickets")
    first = (await desk.slack.ephemerals("anna"))[-1]
    shown = [ticket.number for ticket in tickets if f"#{ticket.number}" in text_of(first)]
    assert shown == [ticket.number for ticket in tickets[2:]]
    await desk.slack.click("anna", desk.tickets, first["ts"], "Weiter")

    async def second() -> str | None:
        page = text_of((await desk.slack.ephemerals("anna"))[-1])
        return page if f"#{tickets[0].number}" in page else None

    page = await until(second, "the second page")
    assert [ticket.number for ticket in tickets if f"#{ticket.number}" in page] == [t.number for t in tickets[:2]]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/ticket liste statsu:neu", "„statsu:“"),
        ("/ticket liste status:nue", "„nue“"),
        ("/ticket liste prio:>=hoch bearbeiter:niemandsonst", "niemandsonst"),
        ("/ticket liste tag:gibtsnicht", "gibtsnicht"),
        ("/ticket suche", "Was soll ich suchen?"),
        ('/ticket suche "offen', "an Stelle 1 hat kein Ende"),
        ("/ticket suche ' or 1=1; drop table x; --", "kein Ticket"),
        ("/ticket suche %%%", "kein Ticket"),
        ("/ticket suche (((((q+)+)+)+)+y9", "kein Ticket"),
        ("/ticket suche \u202eabc💥", "kein Ticket"),
        ("/ticket liste " + "x" * 2_990, "kein Ticket"),
    ],
)
async def test_what_makes_no_sense_is_told(desk: Scene, line: str, answer: str) -> None:
    assert answer in said(await desk.says("anna", line))


async def test_a_view_is_kept_chosen_and_deleted(desk: Scene) -> None:
    ticket = await desk.asked("Ansichtssache")
    await found(desk, "ben", "/ticket list Ansichtssache", f"#{ticket.number}")
    post = (await desk.slack.ephemerals("ben"))[-1]
    await desk.slack.click("ben", desk.tickets, post["ts"], "Save this view")
    assert (await desk.slack.submit("ben", {"Name": "  My   view "})).outcome == "acked"
    await desk.slack.click("ben", desk.tickets, post["ts"], "Save this view")
    taken = await desk.slack.submit("ben", {"Name": "my view"})
    assert "exists already" in str(taken.errors)
    await desk.says("ben", "/ticket list status:new")
    post = (await desk.slack.ephemerals("ben"))[-1]
    await desk.slack.choose("ben", "Choose a view", "My view", at=(desk.tickets, post["ts"]))

    async def shown() -> bool:
        return "Ansichtssache" in text_of((await desk.slack.ephemerals("ben"))[-1])

    await until(shown, "the view is shown")
    assert "My view" not in str((await desk.slack.ephemerals("anna"))[-1:])
