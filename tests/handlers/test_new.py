"""The form: what is typed into it, sent twice, sent again; one ticket or none."""

import asyncio

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

ADDRESS, TITLE = "Customer's e-mail address", "Title"

TYPED = {
    ADDRESS: "kai@example.org",
    TITLE: "Invoice",
    "Description": "Wants a copy.",
    "Category": "Billing",
    "Priority": "Low",
}

COUNT = "select count(*)::integer from public.support_tickets where title = $1"

FIND = """
    select t.id, s.number, t.user_id from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    where t.title = $1"""


async def opened(desk: Scene, user: str = "ben", line: str = "/ticket new") -> None:
    await desk.says(user, line)
    assert await desk.slack.view(user) is not None


async def found(desk: Scene, title: str) -> Asked:
    """The one ticket of that title, once all of it is shown."""
    async with desk.site.pool.acquire() as connection:
        (row,) = await connection.fetch(FIND, title)
    asked = Asked(row["id"], row["number"], row["user_id"])
    await desk.settled(asked)
    return asked


async def test_a_form_becomes_a_ticket_of_who_has_no_account(desk: Scene) -> None:
    await opened(desk)
    answer = await desk.slack.submit("ben", {**TYPED, TITLE: "Without account"})
    assert (answer.outcome, answer.errors, answer.view) == ("acked", {}, None)
    ticket = await found(desk, "Without account")
    await desk.card_says(ticket, "kai@example.org", "Abrechnung", "Niedrig", "Neu")
    (line,) = await desk.lines(ticket)
    assert "kai@example.org" in line
    assert "Wants a copy." in line


async def test_a_form_becomes_a_ticket_of_the_account(desk: Scene) -> None:
    lena = await desk.customer()
    await opened(desk)
    await desk.slack.submit("ben", {**TYPED, ADDRESS: "LENA@example.com", TITLE: "With account"})
    assert (await found(desk, "With account")).user == lena
    mine = [ticket.title for ticket in await desk.site.my_tickets(lena)]
    assert "With account" in mine


async def test_the_form_speaks_german_to_anna(desk: Scene) -> None:
    await opened(desk, "anna", "/ticket neu")
    view = await desk.slack.view("anna")
    assert view is not None
    assert "Neues Ticket" in text_of(view)
    answer = await desk.slack.submit(
        "anna",
        {
            "E-Mail-Adresse des Kunden": "kaputt",
            "Titel": "T",
            "Beschreibung": "B",
            "Kategorie": "Fehler",
            "Priorität": "Normal",
        },
    )
    assert answer.errors == {
        "E-Mail-Adresse des Kunden": "„kaputt“ ist keine E-Mail-Adresse. Zum Beispiel: erika@example.org"
    }


async def test_a_form_sent_twice_is_one_ticket(desk: Scene) -> None:
    await opened(desk)
    await desk.slack.deliver(twice=True)
    answer = await desk.slack.submit("ben", {**TYPED, TITLE: "Sent twice"})
    assert (answer.outcome, answer.errors) == ("acked", {})
    await desk.once_and_in_order(await found(desk, "Sent twice"))


async def test_a_form_that_comes_late_is_one_ticket(desk: Scene) -> None:
    await opened(desk)
    await desk.slack.deliver(late=1.0)
    first, second = await asyncio.gather(
        desk.slack.submit("ben", {**TYPED, TITLE: "Sent late"}), desk.slack.submit("ben", {**TYPED, TITLE: "Sent late"})
    )
    assert (first.errors, second.errors) == ({}, {})
    await found(desk, "Sent late")


async def test_a_form_corrected_after_a_refusal_is_one_ticket(desk: Scene) -> None:
    await opened(desk)
    refused = await desk.slack.submit("ben", {**TYPED, ADDRESS: "kaputt", TITLE: "Corrected"})
    assert set(refused.errors) == {ADDRESS}
    assert refused.view is not None
    assert await desk.fetchval(COUNT, "Corrected") == 0
    await desk.slack.deliver(twice=True)
    assert (await desk.slack.submit("ben", {ADDRESS: "kai@example.org"})).errors == {}
    await found(desk, "Corrected")


async def test_a_title_of_9000_characters_never_leaves_the_form(desk: Scene) -> None:
    await opened(desk)
    answer = await desk.slack.submit("ben", {**TYPED, TITLE: "x" * 9_000})
    assert (answer.outcome, set(answer.errors)) == ("refused", {TITLE})


@pytest.mark.parametrize("title", ["   ", "\n", "\u3000"])
async def test_a_title_of_nothing_is_refused_at_its_field(desk: Scene, title: str) -> None:
    await opened(desk)
    answer = await desk.slack.submit("ben", {**TYPED, TITLE: title})
    assert answer.errors == {TITLE: "A title is missing. A few words are enough."}


async def test_nul_becomes_visible(desk: Scene) -> None:
    await opened(desk)
    values = {**TYPED, TITLE: "Null\0stelle", "Description": "a\0b"}
    assert (await desk.slack.submit("ben", dict(values))).errors == {}
    ticket = await found(desk, "Null\ufffdstelle")
    await desk.card_says(ticket, "Null\ufffdstelle")


@pytest.mark.parametrize(
    "title",
    [
        "<!channel> <@U0ANNA> <!here>",
        "🔥" * 80,
        "\u202egpj.exe\u202c שלום عالم",
        "*fett* _kursiv_ `code` :tada:",
        "<script>alert(1)</script> & \"'\\",
        "half \ud800 a pair",
    ],
)
async def test_whatever_a_title_holds_is_shown_as_it_is(desk: Scene, title: str) -> None:
    await opened(desk)
    answer = await desk.slack.submit("ben", {**TYPED, TITLE: title, "Description": title})
    assert (answer.outcome, answer.errors) == ("acked", {})
    ticket = await found(desk, title.replace("\ud800", "\ufffd"))
    card = await desk.card(ticket)
    assert card["active_mentions"] == []
    assert [line["active_mentions"] for line in await desk.thread(ticket)] == [[]]
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize(
    "title",
    [
        "x" * 9_000,
        "Titel " * 1_500,
        "<!channel> <!everyone> <!subteam^S123>",
        "🎉" * 4_000,
        "👨‍👩‍👧‍👦" * 500,
        "\u202egpj.exe " + "ש" * 300,
        " ",
        "\u200b\u2060",
        "\x01\x02\x1b[31m",
        "&" * 3_000,
    ],
)
async def test_whatever_the_web_site_writes_gets_a_card(desk: Scene, title: str) -> None:
    """The site's own columns take any length."""
    ticket_id = await desk.site.insert_ticket(await desk.customer(), title, title + "\n" + title)
    ticket = Asked(ticket_id, await desk.number(ticket_id), await desk.customer())
    await desk.settled(ticket)
    await desk.card_says(ticket, f"#{ticket.number} ")
    assert len(await desk.lines(ticket)) == 1
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "error:expired_trigger_id", "error:invalid_auth"])
async def test_a_form_that_slack_does_not_open_is_told(desk: Scene, kind: str) -> None:
    await desk.slack.fault("views.open", kind, times=1)
    assert "Slack did not open the form in time, nothing was changed" in said(await desk.says("ben", "/ticket new"))


@pytest.mark.parametrize("kind", ["hang", "drop", "server_error_after"])
async def test_a_form_of_which_slack_tells_nothing_is_told_in_time(punctual: Scene, kind: str) -> None:
    """It may have opened; whoever has it before them fills it in, once."""
    await punctual.slack.fault("views.open", kind, times=1)
    answer = await punctual.says("ben", "/ticket new")
    assert answer.seconds < 3
    assert "Slack did not open the form in time, nothing was changed" in said(answer)


async def test_a_command_that_came_too_late_for_its_form_is_told(punctual: Scene) -> None:
    await punctual.slack.deliver(late=3.1)
    assert "Slack did not open the form in time" in said(await punctual.says("ben", "/ticket new"))


async def test_a_form_is_refused_to_who_is_no_agent_any_more(desk: Scene) -> None:
    await opened(desk)
    await desk.slack.change_user("ben", is_restricted=True)
    try:
        await until(lambda: dismissed(desk), "Ben is no agent")
        answer = await desk.slack.submit("ben", {**TYPED, TITLE: "By a guest"})
        assert "nicht als Teil des Support-Teams" in " ".join(answer.errors.values())
        assert await desk.fetchval(COUNT, "By a guest") == 0
    finally:
        await desk.slack.change_user("ben", is_restricted=False)
    await until(lambda: listed(desk), "Ben is an agent")
    assert (await desk.slack.submit("ben", {})).errors == {}
    await found(desk, "By a guest")


async def listed(desk: Scene) -> bool:
    return bool(await desk.fetchval("select 1 from owona_bot.agents where slack_user = 'U0BEN' and active"))


async def dismissed(desk: Scene) -> bool:
    return not await listed(desk)
