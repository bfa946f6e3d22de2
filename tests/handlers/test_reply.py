"""Answering from Slack: two modals, and what the customer then reads; on the real bot, by pressing and typing."""

import asyncio
import re
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import Answer, Upload, buttons_of, text_of
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.blocks.reading import dicts, runs
from tests.handlers.desk import Asked, Scene, a_quick_stage, said
from tests.postgres import a_database

pytestmark = pytest.mark.database

TEXT, STATUS, WHOM = "Text", "Status afterwards", "For whom"
NOTE = "Internal note, does not go to the customer"

ANSWERS = """
    select id, message, author_name, internal_only, metadata from public.support_ticket_messages
    where ticket_id = $1 and author_type = 'support' order by created_at"""


async def answers(desk: Scene, ticket: Asked) -> list[dict[str, Any]]:
    async with desk.site.pool.acquire() as connection:
        return [dict(row) for row in await connection.fetch(ANSWERS, ticket.id)]


async def status(desk: Scene, ticket: Asked) -> str:
    async with desk.site.pool.acquire() as connection:
        return str(await connection.fetchval("select status from public.support_tickets where id = $1", ticket.id))


async def opened(desk: Scene, ticket: Asked, user: str = "ben") -> None:
    verb = "antwort" if user == "anna" else "reply"
    assert said(await desk.says(user, f"/ticket {verb} {ticket.number}")) == ""
    assert await desk.slack.view(user) is not None


async def previewed(desk: Scene, ticket: Asked, text: str = "Try again, please.", **fields: str | list[str]) -> Answer:
    """By Ben."""
    await opened(desk, ticket)
    answer = await desk.slack.submit("ben", {TEXT: text, **fields})
    assert (answer.outcome, answer.errors) == ("acked", {}), answer
    return answer


def view_of(answer: Answer) -> Json:
    assert answer.view is not None
    return answer.view


def body_of(view: Json) -> str:
    frames = [part for part in dicts(view["blocks"]) if part.get("type") == "rich_text_preformatted"]
    return "\n".join(text for frame in frames for _, text in runs(frame["elements"]))


async def test_an_answer_goes_from_the_command_to_the_customer(desk: Scene) -> None:
    ticket = await desk.asked("Rechnung")
    preview = view_of(await previewed(desk, ticket))
    assert "Try again, please." in body_of(preview)
    assert await answers(desk, ticket) == []
    answer = await desk.slack.submit("ben")
    assert (answer.outcome, answer.view) == ("acked", None)
    (message,) = await answers(desk, ticket)
    assert (message["message"], message["author_name"], message["internal_only"]) == (
        "Try again, please.",
        "Ben",
        False,
    )
    (mine,) = [mine for mine in await desk.site.my_tickets(ticket.user) if mine.id == ticket.id]
    assert "Try again, please." in [seen.text for seen in mine.messages]
    assert (await desk.holder(ticket), await status(desk, ticket)) == ("ben@owona.de", "waiting_customer")
    await desk.card_says(ticket, "bei Ben", "Wartet auf Kunde")
    await desk.settled(ticket)
    assert len([line for line in await desk.lines(ticket) if "Try again, please." in line]) == 1
    await desk.once_and_in_order(ticket)


async def test_the_card_has_a_button_for_it(desk: Scene) -> None:
    ticket = await desk.asked()
    assert "Antworten" in buttons_of(await desk.card(ticket))
    assert (await desk.presses("anna", ticket, "Antworten")).acked
    view = await until(lambda: desk.slack.view("anna"), "a form opens")
    assert f"#{ticket.number}" in text_of(view)
    answer = await desk.slack.submit("anna", {"Text": "Ist repariert!", "Status danach": "Gelöst"})
    assert "Ist repariert!" in body_of(view_of(answer))
    await desk.slack.submit("anna")
    await desk.card_says(ticket, "Gelöst", "bei Anna")
    await desk.settled(ticket)
    assert not [line for line in await desk.lines(ticket) if "hat das Ticket gelöst" in line]


@pytest.mark.parametrize(
    ("chosen", "after"),
    [("Waiting for customer", "waiting_customer"), ("Investigating", "investigating"), ("Resolved", "resolved")],
)
async def test_the_status_is_what_was_chosen(desk: Scene, chosen: str, after: str) -> None:
    ticket = await desk.asked()
    preview = await previewed(desk, ticket, **{STATUS: chosen})
    assert f"Status afterwards: {chosen}" in text_of(view_of(preview))
    await desk.slack.submit("ben")
    assert await status(desk, ticket) == after


async def test_what_is_done_stays_done_unless_somebody_says_otherwise(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket resolve {ticket.number}")
    assert "Status afterwards: Unchanged" in text_of(view_of(await previewed(desk, ticket)))
    await desk.slack.submit("ben")
    assert await status(desk, ticket) == "resolved"


async def test_another_agents_ticket_stays_theirs(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await previewed(desk, ticket)
    await desk.slack.submit("ben")
    assert await desk.holder(ticket) == "anna@owona.de"


@pytest.mark.parametrize("text", ["   ", "\n\n", "\u200b"])
async def test_an_empty_answer_is_refused_at_its_field(desk: Scene, text: str) -> None:
    ticket = await desk.asked()
    await opened(desk, ticket)
    answer = await desk.slack.submit("ben", {TEXT: text})
    assert answer.errors == {TEXT: "The text is still missing."}
    assert (await desk.slack.submit("ben", {TEXT: "Now."})).errors == {}
    await desk.slack.submit("ben")
    assert [message["message"] for message in await answers(desk, ticket)] == ["Now."]


async def test_40000_characters_are_refused_with_the_limit(desk: Scene) -> None:
    ticket = await desk.asked()
    await opened(desk, ticket)
    answer = await desk.slack.submit("ben", {TEXT: "x" * 40_000})
    assert answer.errors == {
        TEXT: "The text has 40000 characters, 15000 are possible. What is longer is better off in a file."
    }


@pytest.mark.parametrize("text", ["x" * 15_000, "🎉" * 7_500, "<b> & *so* :tada:\n" * 800, "Zeile\n\n" * 2_000])
async def test_the_longest_answer_is_shown_whole_and_sent_whole(desk: Scene, text: str) -> None:
    ticket = await desk.asked()
    shown = body_of(view_of(await previewed(desk, ticket, text)))
    await desk.slack.submit("ben")
    (message,) = await answers(desk, ticket)
    assert message["message"] == text.strip()
    assert message["message"].replace("\n", "") in shown.replace("\n", "")
    await desk.settled(ticket)
    assert not [line for line in await desk.thread(ticket) if line["active_mentions"]]


async def test_who_goes_back_corrects_and_sends_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await previewed(desk, ticket, "Frist")
    back = await desk.slack.close("ben")
    assert back.view is not None
    assert back.view["callback_id"] == "reply.form"
    answer = await desk.slack.submit("ben", {TEXT: "First"})
    assert "First" in body_of(view_of(answer))
    assert "Frist" not in body_of(view_of(answer))
    await desk.slack.submit("ben")
    assert [message["message"] for message in await answers(desk, ticket)] == ["First"]


async def test_who_closes_the_preview_sends_nothing(desk: Scene) -> None:
    ticket = await desk.asked()
    await previewed(desk, ticket)
    await desk.slack.close("ben")
    await desk.slack.close("ben")
    assert await desk.slack.view("ben") is None
    assert await answers(desk, ticket) == []


async def test_sent_twice_is_one_answer(desk: Scene) -> None:
    ticket = await desk.asked()
    await previewed(desk, ticket)
    await desk.slack.deliver(twice=True)
    answer = await desk.slack.submit("ben")
    assert (answer.outcome, answer.view) == ("acked", None)
    assert len(await answers(desk, ticket)) == 1


async def test_two_impatient_presses_are_one_answer(desk: Scene) -> None:
    ticket = await desk.asked()
    await previewed(desk, ticket)
    await desk.slack.deliver(late=0.5)
    ends = await asyncio.gather(desk.slack.submit("ben"), desk.slack.submit("ben"))
    assert [end.outcome for end in ends] == ["acked", "acked"]
    assert await desk.slack.view("ben") is None
    assert len(await answers(desk, ticket)) == 1


async def test_a_second_press_after_slack_gave_up_closes_everything(desk: Scene) -> None:
    """What was sent must not leave its form behind, to be sent once more."""
    ticket = await desk.asked()
    await previewed(desk, ticket)
    async with desk.site.pool.acquire() as connection:
        view = await desk.slack.view("ben")
        assert view is not None
        await connection.execute("insert into owona_bot.inbox (key) values ($1)", f"view:{view['id']}")
    assert (await desk.slack.submit("ben")).view is None
    assert await answers(desk, ticket) == []


async def test_who_answered_meanwhile_is_shown_before_sending(desk: Scene) -> None:
    ticket = await desk.asked()
    await opened(desk, ticket)
    await desk.slack.command("anna", desk.tickets, f"/ticket antwort {ticket.number}")
    await desk.slack.submit("anna", {"Text": "Ich war schneller."})
    await desk.slack.submit("anna")
    text = text_of(view_of(await desk.slack.submit("ben", {TEXT: "Too late?"})))
    assert text.index("Since you began, this was written") < text.index("Anna answers:") < text.index("Too late?")
    assert "Ich war schneller." in text
    assert (await desk.slack.submit("ben")).view is None
    assert [message["author_name"] for message in await answers(desk, ticket)] == ["Anna", "Ben"]
    assert await desk.holder(ticket) == "anna@owona.de"


async def test_who_answers_while_the_preview_stands_is_shown_instead_of_sending(desk: Scene) -> None:
    ticket = await desk.asked()
    await previewed(desk, ticket)
    await desk.slack.command("anna", desk.tickets, f"/ticket antwort {ticket.number}")
    await desk.slack.submit("anna", {"Text": "Ich war schneller."})
    await desk.slack.submit("anna")
    text = text_of(view_of(await desk.slack.submit("ben")))
    assert "Ich war schneller." in text
    assert [message["author_name"] for message in await answers(desk, ticket)] == ["Anna"]
    assert (await desk.slack.submit("ben")).view is None
    assert [message["author_name"] for message in await answers(desk, ticket)] == ["Anna", "Ben"]


async def test_two_previews_of_one_form_send_once(desk: Scene) -> None:
    """The second is told in the modal's place, where no field could carry the words."""
    ticket = await desk.asked()
    await previewed(desk, ticket)
    async with desk.site.pool.acquire() as connection:
        await connection.execute("delete from owona_bot.drafts where ticket_id = $1", ticket.id)
    answer = await desk.slack.submit("ben")
    assert "This draft was sent already" in text_of(view_of(answer))
    assert buttons_of(view_of(answer)) == ["Close"]
    assert await answers(desk, ticket) == []


async def test_a_note_from_the_form_stays_inside(desk: Scene) -> None:
    ticket = await desk.asked()
    preview = view_of(await previewed(desk, ticket, "Customer is on an old plan.", **{WHOM: [NOTE]}))
    assert "does not go to the customer" in text_of(preview)
    assert "Send" not in buttons_of(preview)
    await desk.slack.submit("ben")
    await desk.line_says(ticket, "Customer is on an old plan.")
    assert await answers(desk, ticket) == []
    assert (await desk.holder(ticket), await status(desk, ticket)) == (None, "new")


async def test_a_hanging_database_is_told_in_the_previews_place_and_sends_once(punctual: Scene) -> None:
    desk = punctual
    ticket = await desk.asked()
    await previewed(desk, ticket, "Slowly.")
    async with desk.site.pool.acquire() as connection, connection.transaction():
        await connection.execute("select from public.support_tickets where id = $1 for update", ticket.id)
        answer = await desk.slack.submit("ben")
    assert answer.seconds < 3
    assert "Not confirmed: the database is slow to answer" in text_of(view_of(answer))

    async def sent() -> bool:
        return len(await answers(desk, ticket)) == 1

    await until(sent, "the answer is written after all")
    await desk.slack.close("ben")
    text = text_of(view_of(await desk.slack.submit("ben", {TEXT: "Slowly."})))
    assert "Since you began, this was written" in text
    assert "Ben answers:" in text
    await desk.slack.close("ben")
    assert len(await answers(desk, ticket)) == 1


@pytest.mark.parametrize("user", ["greta", "mia", "elsa"])
async def test_who_is_no_agent_gets_no_form(desk: Scene, user: str) -> None:
    ticket = await desk.asked()
    assert "nicht als Teil" in said(await desk.says(user, f"/ticket antwort {ticket.number}"))
    assert (await desk.presses(user, ticket, "Antworten")).acked
    await desk.whisper(user, "nicht als Teil")
    assert await desk.slack.view(user) is None


async def test_a_form_that_slack_does_not_open_is_told(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.fault("views.open", "error:expired_trigger_id", times=1)
    assert "did not open the form" in said(await desk.says("ben", f"/ticket reply {ticket.number}"))
    assert "There is no ticket with the number 999999" in said(await desk.says("ben", "/ticket reply 999999"))
    assert "number is missing" in said(await desk.says("ben", "/ticket reply"))


SHORTCUT = "Send to customer"


def rich(*elements: Json) -> Json:
    return {"elements": [{"type": "rich_text_section", "elements": list(elements)}]}


async def in_thread(desk: Scene, ticket: Asked, text: str, rich_text: Json | None = None) -> str:
    """By Anna; the message's ts."""
    card = (await desk.card(ticket))["ts"]
    return await desk.slack.post("anna", desk.tickets, text, card, rich_text=rich_text)


async def test_a_message_of_the_thread_becomes_an_answer(desk: Scene) -> None:
    ticket = await desk.asked("Shortcut")
    bold = {"type": "text", "text": "heute", "style": {"bold": True}}
    strange = {"type": "color", "value": "#ff0000"}
    ts = await in_thread(
        desk, ticket, "x", rich({"type": "text", "text": "Ab "}, bold, strange, {"type": "user", "user_id": "U0BEN"})
    )
    assert (await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, ts)).acked
    view = await until(lambda: desk.slack.view("ben"), "a form opens")
    (field,) = [part for part in dicts(view["blocks"]) if part.get("type") == "rich_text_input"]
    (section,) = [part for part in dicts(field["initial_value"]) if part.get("type") == "rich_text_section"]
    assert bold in runs_of(section)
    assert "color" not in [part["type"] for part in runs_of(section)]
    await desk.slack.submit("ben")
    await desk.slack.submit("ben")
    (message,) = await answers(desk, ticket)
    assert message["message"].startswith("Ab heute")
    assert message["message"].endswith("Ben")
    assert message["author_name"] == "Ben"


def runs_of(section: Json) -> list[Json]:
    found: list[Json] = section["elements"]
    return found


async def test_a_message_without_rich_text_becomes_an_answer_too(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = await in_thread(desk, ticket, "a &lt;b&gt; <https://owona.de|hier>")
    await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, ts)
    await desk.slack.submit("ben")
    await desk.slack.submit("ben")
    assert [message["message"] for message in await answers(desk, ticket)] == ["a <b> hier (https://owona.de)"]


async def test_a_message_elsewhere_is_refused_in_words(desk: Scene) -> None:
    parent = await desk.slack.post("anna", desk.tickets, "Mittagessen?")
    reply = await desk.slack.post("anna", desk.tickets, "12:30", parent)
    for n, ts in enumerate((parent, reply)):
        assert (await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, ts)).acked
        assert await desk.slack.view("ben") is None

        async def told(count: int = n + 1) -> bool:
            whispers = [text_of(seen) for seen in await desk.slack.ephemerals("ben")]
            return len([text for text in whispers if "This message is in no ticket's thread" in text]) == count

        await until(told, "Ben is told")


async def test_what_the_bot_wrote_is_not_sent_on(desk: Scene) -> None:
    ticket = await desk.asked()
    line, card = (await desk.thread(ticket))[0], await desk.card(ticket)
    assert (await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, line["ts"])).acked
    await desk.whisper("ben", "Nobody of the team wrote this message")
    assert (await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, card["ts"])).acked
    assert await desk.slack.view("ben") is None


async def test_who_is_no_agent_sends_nothing_on(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = await in_thread(desk, ticket, "x")
    assert (await desk.slack.shortcut("mia", SHORTCUT, desk.tickets, ts)).acked
    await desk.whisper("mia", "nicht als Teil")
    assert await desk.slack.view("mia") is None


async def test_a_message_longer_than_an_answer_is_put_into_the_form_all_the_same(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = await in_thread(desk, ticket, "x", rich({"type": "text", "text": "🎉" * 39_000}))
    await desk.slack.shortcut("ben", SHORTCUT, desk.tickets, ts)
    await until(lambda: desk.slack.view("ben"), "a form opens")
    await desk.slack.close("ben")


ATTACHED = """
    select a.name, a.size, a.slack_file from owona_bot.attachments a
    join public.support_ticket_messages m on m.id = a.message_id where m.ticket_id = $1 order by a.id"""


async def test_files_go_along(desk: Scene) -> None:
    ticket = await desk.asked("Files")
    await opened(desk, ticket)
    files: list[str | Upload] = [("bild.png", b"\x89PNG"), ("log.txt", b"eins\n")]
    answer = await desk.slack.submit("ben", {TEXT: "See there.", "Files": files})
    assert "With files: bild.png, log.txt" in text_of(view_of(answer))
    await desk.slack.submit("ben")
    async with desk.site.pool.acquire() as connection:
        rows = [tuple(row) for row in await connection.fetch(ATTACHED, ticket.id)]
    assert [row[:2] for row in rows] == [("bild.png", 4), ("log.txt", 5)]
    assert {file["id"] for file in await desk.slack.files()} >= {row[2] for row in rows}


async def test_files_of_more_than_25_mb_are_refused_at_their_field(desk: Scene) -> None:
    ticket = await desk.asked()
    await opened(desk, ticket)
    files: list[str | Upload] = [("film.mp4", b"x" * (25 * 1024 * 1024 + 1))]
    answer = await desk.slack.submit("ben", {TEXT: "See there.", "Files": files})
    assert answer.errors == {"Files": "“film.mp4” is too large. A file may have 25 MB at most."}
    halves: list[str | Upload] = [(name, b"x" * (13 * 1024 * 1024)) for name in ("first.mp4", "second.mp4")]
    answer = await desk.slack.submit("ben", {TEXT: "See there.", "Files": halves})
    assert answer.errors == {
        "Files": "The files have more than 25 MB in all; an e-mail may not be larger. Spread them over several answers."
    }
    answer = await desk.slack.submit("ben", {TEXT: "See there.", "Files": [("a", b"a")], WHOM: [NOTE]})
    assert answer.errors == {"Files": "An internal note has no files. Upload them in the ticket's thread."}
    await desk.slack.close("ben")


@pytest.fixture(scope="module")
async def office(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Scene, Mailbox]]:
    """A desk that writes letters, and the counter that takes them."""
    box = Mailbox()
    settings = {
        "OWONA_MAIL__SMTP_URL": f"smtp://{await box.start()}",
        "OWONA_MAIL__ADDRESS": "support@owona.de",
        "OWONA_MAIL__LISTEN": "smtp://127.0.0.1:0",
        "OWONA_MAIL__IMPRINT": "Owona GmbH, Musterstadt",
        "OWONA_SECRET": "a-secret-of-the-tests",
        "OWONA_HTTP__LISTEN": "127.0.0.1:0",
        "OWONA_HTTP__PUBLIC_URL": "https://desk.owona.de",
    }
    log = tmp_path_factory.mktemp("office") / "bot.log"
    try:
        async with (
            a_database(postgres, admin, template) as url,
            a_quick_stage(url, log, bots=1, **settings) as stage,
        ):
            scene = Scene(stage)
            await scene.system_user()
            yield scene, box
    finally:
        await box.stop()


async def mailed(box: Mailbox, words: str) -> EmailMessage:
    """The one letter with `words` in it, once it has come."""

    async def come() -> list[EmailMessage]:
        letters = [message_from_bytes(mail.raw, policy=default) for mail in box.mails]
        return [letter for letter in letters if words in text_part(letter)]

    (letter,) = await until(come, f"a letter that says {words}")
    return letter


def text_part(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


TOKEN = re.compile(r"(https://desk\.owona\.de/preferences/)\S+")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("Hallo Lena,\n\nbitte neu anmelden.\n\nGrüße", "Waiting for customer"),
        ("Gelöst: <b> & *kein* :tada: 🎉", "Resolved"),
        ("Unverändert\t»x«", "Unchanged"),
        ("Zeile mit Wörtern\n" * 500, "Investigating"),
    ],
)
async def test_the_preview_is_the_letter_to_the_letter(office: tuple[Scene, Mailbox], text: str, chosen: str) -> None:
    """But for the link that is made when it is written."""
    desk, box = office
    ticket = await desk.asked(f"Preview {chosen}")
    preview = view_of(await previewed(desk, ticket, text, **{STATUS: chosen}))
    shown = body_of(preview)
    assert "To: lena@example.com" in text_of(preview)
    await desk.slack.submit("ben")
    letter = await mailed(box, text.split("\n", maxsplit=1)[0][:60].strip())
    assert TOKEN.sub(r"\1…", text_part(letter)).rstrip("\n") == shown.rstrip("\n")
    assert f"Subject: {letter['Subject']}" in text_of(preview)
    assert letter["To"] == "lena@example.com"


async def test_who_wants_no_mail_is_answered_on_the_site(office: tuple[Scene, Mailbox]) -> None:
    desk, box = office
    ticket = await desk.asked("Muted")
    async with desk.site.pool.acquire() as connection:
        await connection.execute(
            "insert into owona_bot.preferences (address, ticket_id, wants) values ('lena@example.com', $1, 'nothing')",
            ticket.id,
        )
    preview = view_of(await previewed(desk, ticket, "Only on the site."))
    assert "No e-mail will go out: E-mails about this ticket were declined. The website will show:" in text_of(preview)
    assert body_of(preview) == "Only on the site."
    await desk.slack.submit("ben")
    await desk.settled(ticket)
    assert [message["message"] for message in await answers(desk, ticket)] == ["Only on the site."]
    assert not [mail for mail in box.mails if b"Only on the site." in mail.raw]


async def test_a_note_is_no_letter(office: tuple[Scene, Mailbox]) -> None:
    desk, box = office
    ticket = await desk.asked("Noted")
    await desk.slack.post("anna", desk.tickets, "Strictly internal one", (await desk.card(ticket))["ts"])
    await desk.says("ben", f"/ticket note {ticket.number} Strictly internal two")
    await previewed(desk, ticket, "Strictly internal three", **{WHOM: [NOTE]})
    await desk.slack.submit("ben")
    await desk.line_says(ticket, "Strictly internal three")
    await previewed(desk, ticket, "And this is public.")
    await desk.slack.submit("ben")
    await mailed(box, "And this is public.")
    await desk.settled(ticket)
    assert not [mail for mail in box.mails if b"Strictly" in mail.raw]
