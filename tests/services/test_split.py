"""Splitting on a real PostgreSQL: copies with all that belongs to them, one ticket, the originals untouched."""

import asyncio
from uuid import UUID, uuid4

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated
from owona_bot.domain.split import MOST
from owona_bot.domain.ticket_errors import NothingToSplit, NotYours, SplitGone
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.split import Split, open_split, split_ticket
from tests.services.team import a_team
from tests.services.test_claim import rows

pytestmark = pytest.mark.database

MESSAGES = """
    select author_type, author_name, author_user_id, message, created_at, internal_only, metadata
    from support_ticket_messages where ticket_id = $1 order by created_at, id"""

TICKETS = "select * from support_tickets order by created_at desc, id"


async def a_talk(site: Site) -> tuple[UUID, UUID, list[UUID]]:
    """Lena's #1001, and what was said on it: she, Anna, she; a machine and a note between."""
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler 500", category="billing", acknowledge=False)
    (first,) = await rows(site, "select id from support_ticket_messages where ticket_id = $1", ticket)
    said = [UUID(str(first["id"])), await site.support_message(ticket, "Sehe nach.", "Anna")]
    await site.support_message(ticket, "Eingang", "Bot", kind="auto_acknowledgement")
    await site.support_message(ticket, "Geheim", "Anna", internal=True)
    async with site.customer(lena) as connection:
        asked = """insert into support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata)
                   values ($1, 'customer', $2, 'Und die Rechnung?', '{"locale": "en"}') returning id"""
        said.append(await connection.fetchval(asked, ticket, lena))
    return lena, ticket, said


async def test_people_are_offered_newest_first(db: Database, site: Site) -> None:
    await a_talk(site)
    (anna,) = await a_team(db, 1)
    choice = await open_split(db, 1001, anna)
    assert [message.text for message in choice.messages] == ["Und die Rechnung?", "Sehe nach.", "Fehler 500"]


async def test_no_more_are_offered_than_slack_shows(db: Database, site: Site) -> None:
    _, ticket, _ = await a_talk(site)
    more = """insert into support_ticket_messages (ticket_id, author_type, message)
              select $1, 'customer', 'Nachricht ' || n from generate_series(1, 150) n"""
    await rows(site, more, ticket)
    (anna,) = await a_team(db, 1)
    assert len((await open_split(db, 1001, anna)).messages) == MOST


async def test_where_nobody_has_written_there_is_nothing_to_split(db: Database, site: Site) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.insert_ticket(lena, "Chat", "?")
    (anna,) = await a_team(db, 1)
    with pytest.raises(NothingToSplit):
        await open_split(db, 1001, anna)


async def test_what_is_chosen_stands_on_a_new_ticket_of_the_same_requester(db: Database, site: Site) -> None:
    lena, ticket, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    before = await rows(site, MESSAGES, ticket)
    done = await split_ticket(db, 1001, [said[2], said[1]], " Die  Rechnung ", anna, "k")
    assert (done.copied, done.gone, done.ticket.number) == (2, 0, 1002)
    assert (done.ticket.title, done.ticket.description) == ("Die Rechnung", "Und die Rechnung?")
    assert done.ticket.requester.address == "lena@example.com"
    assert await rows(site, MESSAGES, ticket) == before
    new, old = await rows(site, TICKETS)
    assert (new["user_id"], new["category"], new["status"], new["assigned_agent"]) == (lena, "billing", "new", None)
    assert isinstance(new["source_metadata"], dict)
    assert isinstance(old["source_metadata"], dict)
    told = {"opened_by": anna.actor, "split_from": str(ticket)}
    assert new["source_metadata"] == old["source_metadata"] | told
    copies = await rows(site, MESSAGES, done.ticket.id)
    wanted = [row for row in before if row["message"] in ("Sehe nach.", "Und die Rechnung?")]
    assert [{**row, "metadata": None} for row in copies] == [{**row, "metadata": None} for row in wanted]
    for copy, original, id_ in zip(copies, wanted, said[1:], strict=True):
        assert isinstance(original["metadata"], dict)
        assert copy["metadata"] == original["metadata"] | {"source": "owona_bot", "split_from": str(id_)}


async def test_a_stranger_by_mail_stays_its_requester(db: Database, site: Site) -> None:
    system = await site.sign_up("system@owona.de")
    source = {"source": "email", "mail": {"kind": "ordinary"}}
    ticket = await site.insert_ticket(system, "x", "y", source_metadata=source)
    known = "update owona_bot.ticket_state set requester_address = 'a@x.de', requester_name = 'A' where ticket_id = $1"
    await rows(site, known, ticket)
    said = await site.say(ticket, "customer", "a@x.de", "Noch etwas", {})
    (anna,) = await a_team(db, 1)
    done = await split_ticket(db, 1001, [said], "Noch etwas", anna, "k")
    assert (done.ticket.number, (await open_split(db, 1002, anna)).ticket.requester.address) == (1002, "a@x.de")


async def test_ten_submissions_at_once_make_one_ticket(db: Database, site: Site) -> None:
    _, _, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    ends = await asyncio.gather(
        *(split_ticket(db, 1001, said, "Rechnung", anna, "view:1") for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(end, Split) for end in ends) == 1
    assert {end.values["number"] for end in ends if isinstance(end, Repeated)} == {1002}
    assert len(await rows(site, TICKETS)) == 2


async def test_what_was_deleted_meanwhile_is_left_out_and_counted(db: Database, site: Site) -> None:
    _, _, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    await site.delete_message(said[2])
    done = await split_ticket(db, 1001, [*said, uuid4()], "Rechnung", anna, "k")
    assert (done.copied, done.gone) == (2, 2)


async def test_what_became_internal_meanwhile_stays_inside(db: Database, site: Site) -> None:
    """Its text would be the new ticket's description, which the customer reads."""
    _, _, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    await rows(site, "update support_ticket_messages set internal_only = true where id = $1", said[1])
    with pytest.raises(SplitGone):
        await split_ticket(db, 1001, [said[1]], "Rechnung", anna, "k")
    done = await split_ticket(db, 1001, said[1:], "Rechnung", anna, "l")
    assert (done.copied, done.gone, done.ticket.description) == (1, 1, "Und die Rechnung?")


async def test_when_all_is_gone_no_ticket_is_made(db: Database, site: Site) -> None:
    _, _, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    await site.delete_message(said[2])
    with pytest.raises(SplitGone):
        await split_ticket(db, 1001, [said[2]], "Rechnung", anna, "k")
    assert len(await rows(site, TICKETS)) == 1


async def test_a_message_of_another_ticket_is_not_taken(db: Database, site: Site) -> None:
    """Whoever sends other ids than those of the form."""
    _, _, said = await a_talk(site)
    ben = await site.sign_up("ben@example.com", "Ben")
    await site.create_ticket(ben, "x", "y", acknowledge=False)
    (anna,) = await a_team(db, 1)
    with pytest.raises(SplitGone):
        await split_ticket(db, 1002, said, "Rechnung", anna, "k")


async def test_deleting_races_splitting_and_the_count_is_true(db: Database, site: Site) -> None:
    _, _, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    done, _ = await asyncio.gather(split_ticket(db, 1001, said, "Rechnung", anna, "k"), site.delete_message(said[1]))
    assert done.copied == len(await rows(site, MESSAGES, done.ticket.id))
    assert done.copied + done.gone == 3


async def test_whose_it_is_not_may_not(db: Database, site: Site) -> None:
    _, _, said = await a_talk(site)
    _, ben, carla = await a_team(db, 3)
    await claim_ticket(db, 1001, ben, "a")
    for knock in (open_split(db, 1001, carla), split_ticket(db, 1001, said, "x", carla, "b")):
        with pytest.raises(NotYours):
            await knock


async def test_a_customers_file_goes_along_and_is_shown_and_an_agents_goes_along(db: Database, site: Site) -> None:
    _, ticket, said = await a_talk(site)
    file = """insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, slack_file)
              values ($1, $2, $3, 'text/plain', 1, $4, 'F1') returning id"""
    (log,) = await rows(site, file, ticket, said[2], "log.txt", b"?")
    await rows(site, file, ticket, said[1], "plan.txt", None)
    await rows(site, "insert into owona_bot.attachment_chunks (attachment_id, n, bytes) values ($1, 0, 'x')", log["id"])
    (anna,) = await a_team(db, 1)
    done = await split_ticket(db, 1001, said, "Rechnung", anna, "k")
    copied = """select a.id, name, slack_file, c.bytes from owona_bot.attachments a
                left join owona_bot.attachment_chunks c on c.attachment_id = a.id
                where ticket_id = $1 order by a.id"""
    files = await rows(site, copied, done.ticket.id)
    assert [(row["name"], row["slack_file"], row["bytes"]) for row in files] == [
        ("log.txt", None, b"x"),
        ("plan.txt", "F1", None),
    ]
    told = "select payload from owona_bot.events where ticket_id = $1 and kind = 'file.added'"
    assert await rows(site, told, done.ticket.id) == [{"payload": {"attachment": files[0]["id"]}}]


async def test_what_came_of_each_message_is_written_down(db: Database, site: Site) -> None:
    _, ticket, said = await a_talk(site)
    (anna,) = await a_team(db, 1)
    done = await split_ticket(db, 1001, said, "Rechnung", anna, "k")
    kept = await rows(site, "select message_id, from_ticket, to_ticket, agent_id from owona_bot.splits")
    assert {row["message_id"] for row in kept} == set(said)
    assert {(row["from_ticket"], row["to_ticket"], row["agent_id"]) for row in kept} == {
        (ticket, done.ticket.id, anna.id)
    }
    told = """select ticket_id, payload from owona_bot.events
              where kind in ('ticket.split', 'ticket.split_off') order by kind"""
    assert await rows(site, told) == [
        {"ticket_id": ticket, "payload": {"other": str(done.ticket.id), "messages": 3}},
        {"ticket_id": done.ticket.id, "payload": {"other": str(ticket)}},
    ]
