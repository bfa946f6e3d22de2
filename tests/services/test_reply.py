"""An answer, from the form to the site's tables: once, complete, and never past somebody else's."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated
from owona_bot.domain.held import Rules
from owona_bot.domain.people import Agent
from owona_bot.domain.reply import File, Reply, Seen
from owona_bot.domain.reply_errors import DraftGone, Overtaken, ReadersMoved, ReplyEmpty
from owona_bot.domain.ticket import Status
from owona_bot.domain.ticket_errors import NoSuchTicket, NoTicketThread
from owona_bot.playground.site import Site
from owona_bot.services.merge import merge_tickets
from owona_bot.services.note import write_note
from owona_bot.services.reply import draft_reply, look_at, open_from_thread, open_reply, send_reply
from tests.services.team import a_team

pytestmark = pytest.mark.database

AT_ONCE = Rules()

BOLD: dict[str, Any] = {"type": "text", "text": "heute", "style": {"bold": True}}


def rich(text: str, *more: dict[str, Any]) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}, *more]}
    return {"type": "rich_text", "elements": [section]}


async def a_ticket(db: Database, site: Site, status: str = "new") -> tuple[int, UUID]:
    """Number and id."""
    user = await site.sign_up(f"{uuid4().hex}@example.com", "Lena")
    ticket = await site.create_ticket(user, "Login", "Geht nicht", acknowledge=False)
    if status != "new":
        await site.portal_status(ticket, status, "portal@owona.de")
    async with db.raw.acquire() as raw:
        number = await raw.fetchval("select number from owona_bot.ticket_state where ticket_id = $1", ticket)
    return number, ticket


async def drafted(
    db: Database,
    number: int,
    agent: Agent,
    text: str = "Bitte neu anmelden, ",
    *,
    status: Status | None = Status.WAITING_CUSTOMER,
    internal: bool = False,
    files: Sequence[File] = (),
) -> tuple[UUID, Seen]:
    """Its id, and until when the messages are known."""
    opening = await open_reply(db, number)
    reply = Reply(rich(text, BOLD), status, internal, files, opening.seen_until)
    return await draft_reply(db, number, reply, uuid4(), agent), opening.seen


async def rows(db: Database, query: str, *values: object) -> list[dict[str, Any]]:
    async with db.raw.acquire() as raw:
        return [dict(row) for row in await raw.fetch(query, *values)]


async def answers(db: Database, ticket: UUID) -> list[dict[str, Any]]:
    query = "select * from public.support_ticket_messages where ticket_id = $1 and author_type = 'support'"
    return await rows(db, query, ticket)


async def state(db: Database, ticket: UUID) -> tuple[str, str | None]:
    (row,) = await rows(db, "select status, assigned_agent from public.support_tickets where id = $1", ticket)
    return row["status"], row["assigned_agent"]


async def test_an_answer_is_written_as_the_portal_writes_it(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna, files=[File("F1", "bild.png", "image/png", 9)])
    await send_reply(db, draft, seen, anna, "view:1", AT_ONCE)
    (message,) = await answers(db, ticket)
    assert message["message"] == "Bitte neu anmelden, heute"
    assert (message["author_name"], message["author_user_id"], message["internal_only"]) == (anna.name, None, False)
    assert message["metadata"] == {"source": "owona_bot", "internalOnly": False, "responder": anna.email}
    assert message["quick_reply_options"] == []
    assert await state(db, ticket) == ("waiting_customer", anna.email)
    (content,) = await rows(db, "select * from owona_bot.message_content where message_id = $1", message["id"])
    assert content["rich_text"] == rich("Bitte neu anmelden, ", BOLD)
    (file,) = await rows(db, "select * from owona_bot.attachments where message_id = $1", message["id"])
    assert (file["name"], file["content_type"], file["size"], file["slack_file"]) == ("bild.png", "image/png", 9, "F1")
    assert file["sha256"] is None
    assert await rows(db, "select * from owona_bot.drafts") == []


async def test_answer_and_status_are_one_transaction(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna, status=Status.RESOLVED)
    await send_reply(db, draft, seen, anna, None, AT_ONCE)
    query = "select kind, actor, transaction_id from owona_bot.events where ticket_id = $1 and actor = $2"
    told = await rows(db, query, ticket, anna.actor)
    assert sorted(row["kind"] for row in told) == ["message.added", "ticket.changed"]
    assert len({row["transaction_id"] for row in told}) == 1


async def test_what_another_holds_stays_theirs(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    await send_reply(db, *await drafted(db, number, anna), anna, None, AT_ONCE)
    await send_reply(db, *await drafted(db, number, ben, status=None), ben, None, AT_ONCE)
    assert await state(db, ticket) == ("waiting_customer", anna.email)


async def test_of_ten_who_send_one_draft_at_once_one_does(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    sent = [send_reply(db, draft, seen, anna, f"view:{n % 5}", AT_ONCE) for n in range(10)]
    ends = await asyncio.gather(*sent, return_exceptions=True)
    assert len(await answers(db, ticket)) == 1
    assert sum(isinstance(end, DraftGone | Repeated) for end in ends) == 9


async def test_of_ten_agents_who_answer_at_once_one_does_and_nine_are_told(db: Database, site: Site) -> None:
    team = await a_team(db, 10)
    number, ticket = await a_ticket(db, site)
    drafts = [await drafted(db, number, agent) for agent in team]
    sent = [send_reply(db, *draft, agent, str(agent.id), AT_ONCE) for draft, agent in zip(drafts, team, strict=True)]
    ends = await asyncio.gather(*sent, return_exceptions=True)
    assert len(await answers(db, ticket)) == 1
    late = [end for end in ends if isinstance(end, Overtaken)]
    (first,) = [agent for agent, end in zip(team, ends, strict=True) if not isinstance(end, Overtaken)]
    assert [end.values["who"] for end in late] == [first.name] * 9


async def test_who_was_overtaken_sends_after_having_seen_it(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    await send_reply(db, *await drafted(db, number, ben, "Ich war schneller, "), ben, None, AT_ONCE)
    with pytest.raises(Overtaken):
        await send_reply(db, draft, seen, anna, "view:1", AT_ONCE)
    look = await look_at(db, draft, anna, AT_ONCE)
    assert [(message.name, message.text) for message in look.since] == [(ben.name, "Ich war schneller, heute")]
    await send_reply(db, draft, look.seen, anna, "view:1", AT_ONCE)
    assert len(await answers(db, ticket)) == 2


async def test_a_customer_who_writes_meanwhile_is_seen_but_no_machine(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    (row,) = await rows(db, "select user_id from public.support_tickets where id = $1", ticket)
    draft, _ = await drafted(db, number, anna)
    await site.support_message(ticket, "automatisch", "Automation", kind="auto_acknowledgement")
    await site.support_message(ticket, "intern", "Ben", internal=True)
    await site.portal_status(ticket, "investigating", "portal@owona.de")
    await site.reply(row["user_id"], ticket, "Noch etwas")
    assert [message.text for message in (await look_at(db, draft, anna, AT_ONCE)).since] == ["Noch etwas"]


async def test_who_writes_after_a_hundred_lines_of_machines_is_seen(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    for n in range(100):
        await site.support_message(ticket, f"automatisch {n}", "Automation", kind="auto_acknowledgement")
    await site.support_message(ticket, "Ich war schneller.", "Ben")
    with pytest.raises(Overtaken):
        await send_reply(db, draft, seen, anna, None, AT_ONCE)


async def test_a_note_is_kept_inside_and_changes_nothing(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    await send_reply(db, *await drafted(db, number, anna, internal=True), anna, None, AT_ONCE)
    await write_note(db, number, "per <Befehl> & mehr", anna, None)
    assert await answers(db, ticket) == []
    assert await state(db, ticket) == ("new", None)
    notes = await rows(db, "select text, agent_id, act from owona_bot.notes where ticket_id = $1 order by 1", ticket)
    assert [(note["text"], note["agent_id"], note["act"]) for note in notes] == [
        ("Bitte neu anmelden, heute", anna.id, "written"),
        ("per <Befehl> & mehr", anna.id, "written"),
    ]
    kinds = await rows(db, "select payload from owona_bot.events where ticket_id = $1 and kind = 'note.added'", ticket)
    assert len(kinds) == 2
    assert all(set(kind["payload"]) == {"note"} for kind in kinds)


async def test_a_draft_is_its_writers_alone(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    number, _ = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    with pytest.raises(DraftGone):
        await look_at(db, draft, ben, AT_ONCE)
    with pytest.raises(DraftGone):
        await send_reply(db, draft, seen, ben, None, AT_ONCE)
    opening = await open_reply(db, number)
    foreign = Reply(rich("gekapert"), None, internal=False, files=[], seen_until=opening.seen_until)
    await draft_reply(db, number, foreign, draft, ben)
    assert (await look_at(db, draft, anna, AT_ONCE)).text == "Bitte neu anmelden, heute"


async def test_a_draft_is_written_anew_under_its_id(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    look = await look_at(db, draft, anna, AT_ONCE)
    corrected = replace(look.draft.reply, rich_text=rich("Korrigiert"), status=Status.RESOLVED)
    await draft_reply(db, number, corrected, draft, anna)
    await send_reply(db, draft, seen, anna, None, AT_ONCE)
    assert [message["message"] for message in await answers(db, ticket)] == ["Korrigiert"]
    assert (await state(db, ticket))[0] == "resolved"


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 a pair"])
async def test_what_postgresql_takes_not_becomes_visible(db: Database, site: Site, text: str) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    file = File("F1", text, text, 1)
    await send_reply(db, *await drafted(db, number, anna, text, files=[file]), anna, None, AT_ONCE)
    (message,) = await answers(db, ticket)
    assert "\ufffd" in message["message"]
    await write_note(db, number, text, anna, None)


async def test_where_the_site_keeps_no_names_none_is_announced(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, _ = await a_ticket(db, site)
    draft, _ = await drafted(db, number, anna)
    assert (await look_at(db, draft, anna, AT_ONCE)).signed == anna.name
    assert (await look_at(replace(db, author_name=False), draft, anna, AT_ONCE)).signed is None


async def test_nothing_is_kept_of_what_is_refused(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, _ = await a_ticket(db, site)
    opening = await open_reply(db, number)
    with pytest.raises(ReplyEmpty):
        await draft_reply(db, number, Reply(rich(" \n"), None, False, [], opening.seen_until), uuid4(), anna)
    assert await rows(db, "select * from owona_bot.drafts") == []


async def test_a_ticket_that_is_gone_gets_no_answer(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    (row,) = await rows(db, "select user_id from public.support_tickets where id = $1", ticket)
    await site.delete_ticket(row["user_id"], ticket)
    for knock in (
        look_at(db, draft, anna, AT_ONCE),
        send_reply(db, draft, seen, anna, None, AT_ONCE),
        open_reply(db, number),
    ):
        with pytest.raises(NoSuchTicket):
            await knock


@pytest.mark.parametrize(("thread", "ts"), [(None, "1.1"), ("1.0", "1.1"), ("1.1", "1.1")])
async def test_a_message_elsewhere_belongs_to_no_ticket(db: Database, thread: str | None, ts: str) -> None:
    with pytest.raises(NoTicketThread):
        await open_from_thread(db, "C0TICKETS", thread, ts)


async def test_who_else_reads_it_is_part_of_what_was_seen(db: Database, site: Site) -> None:
    """A ticket that is merged here after the preview brings another customer along; parting takes them away."""
    anna, ben = await a_team(db, 2)
    (number, ticket), (source, source_id) = await a_ticket(db, site), await a_ticket(db, site)
    draft, _ = await drafted(db, number, anna)
    alone = (await look_at(db, draft, anna, AT_ONCE)).seen
    await merge_tickets(db, source, number, ben, "m")
    both = (await look_at(db, draft, anna, AT_ONCE)).seen
    assert alone.lacks(both)
    assert both.lacks(alone)
    with pytest.raises(ReadersMoved):
        await send_reply(db, draft, alone, anna, None, AT_ONCE)
    await send_reply(db, draft, both, anna, None, AT_ONCE)
    (row,) = await rows(db, "select also from owona_bot.message_content where ticket_id = $1", ticket)
    assert row["also"] == [source_id]
