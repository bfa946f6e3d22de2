"""Customers of merged tickets keep their own: what they write is seen, what is answered reaches each once, alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from jobs.deliver import React, Worker
from jobs.reactions.copy import CopyAnswer
from jobs.reactions.go_on import GoOn
from jobs.reactions.letter import WriteLetter
from jobs.reactions.sending import Outbox
from owona_bot.database import messages, tickets
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.held import Rules
from owona_bot.domain.people import Agent
from owona_bot.domain.reply import Reply
from owona_bot.domain.ticket import Status
from owona_bot.mail.postman import postman_for, server_of
from owona_bot.mail.tokens import read_token, verify
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.site import Site
from owona_bot.services.merge import merge_tickets
from owona_bot.services.remind import look_at_waiting
from owona_bot.services.reply import draft_reply, look_at, open_reply, send_reply
from owona_bot.services.show import show_ticket
from owona_bot.services.split import split_ticket
from owona_bot.services.undo import send_held
from owona_bot.services.unmerge import unmerge_ticket
from tests.jobs.letters import HEAD, PostOffice, nothing, text_of
from tests.jobs.queue import run_out
from tests.services.team import a_team
from tests.services.test_receive_mail import arrive, raw_mail, token_of
from tests.services.test_remind import long_after
from tests.services.test_reply import BOLD, rich

pytestmark = pytest.mark.database

SHOWN = """
    select d.ticket_id, d.payload ->> 'shows' as shows, d.payload ->> 'message' as message
    from owona_bot.deliveries d
    where d.reaction = 'thread' and d.state <> 'suppressed' and d.payload ? 'message' order by d.position"""


@dataclass
class CopyOffice(PostOffice):
    """Copies too."""

    @property
    def worker(self) -> Worker:
        write = WriteLetter(self.desk, Outbox(self.head, self.postman), self.fetch)
        acts: dict[Reaction, React] = {
            Reaction.LETTER: write,
            Reaction.COPY: CopyAnswer(self.desk),
            Reaction.GO_ON: GoOn(self.desk),
        }
        reactions: dict[Reaction, React] = {**dict.fromkeys(Reaction, nothing), **acts}
        return Worker(self.desk, reactions, timedelta(seconds=30), lambda: 0.5)


@pytest.fixture
async def office(desk: Desk, site: Site) -> AsyncIterator[CopyOffice]:
    box = Mailbox()
    async with postman_for(server_of(f"smtp://{await box.start()}"), "owona.de") as postman:
        yield CopyOffice(replace(desk, system_user="system@owona.de"), site, box, postman)
    await box.stop()


@dataclass(frozen=True)
class Two:
    """Lena's #1001 goes on in Ben's #1002."""

    anna: Agent
    lena: UUID
    ben: UUID
    source: UUID
    target: UUID


async def merged(office: CopyOffice, *, same: bool = False) -> Two:
    """All letters so far are out of the way; `same`: both are Ben's."""
    site, (anna,) = office.site, await a_team(office.db, 1)
    ben = await site.sign_up("ben@example.com", "Ben Baum")
    lena = ben if same else await site.sign_up("lena@example.com", "Lena Linde")
    source = await site.create_ticket(lena, "Lenas Titel", "Lenas Frage", acknowledge=False)
    target = await site.create_ticket(ben, "Bens Titel", "Bens Frage", acknowledge=False)
    await office.settle()
    await merge_tickets(office.db, 1001, 1002, anna, "m")
    await office.settle()
    office.box.mails.clear()
    return Two(anna, lena, ben, source, target)


async def seen(office: CopyOffice, user: UUID) -> dict[UUID, list[str]]:
    """What row security lets a customer read, by ticket."""
    return {one.id: [said.text for said in one.messages] for one in await office.site.my_tickets(user)}


async def shown(office: CopyOffice) -> list[Any]:
    async with office.db.raw.acquire() as raw:
        return list(await raw.fetch(SHOWN))


async def test_merging_and_parting_write_no_letter(office: CopyOffice) -> None:
    two = await merged(office)
    await office.site.portal_status(two.source, "resolved", "anna@owona.de")
    await unmerge_ticket(office.db, 1001, two.anna, "u")
    async with office.db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set status = 'resolved' where id = $1", two.target)
    await office.settle()
    told = [str(mail["To"]) for mail in await office.mails()]
    assert told.count("lena@example.com") == 0
    assert told == ["ben@example.com"]


async def test_a_ticket_that_was_resolved_before_is_so_again_without_a_second_letter(office: CopyOffice) -> None:
    two = await merged(office)
    async with office.db.raw.acquire() as raw:
        before = """update owona_bot.merges set before = before || '{"status": "resolved"}'"""
        await raw.execute(before)
    await unmerge_ticket(office.db, 1001, two.anna, "u")
    await office.settle()
    assert await office.mails() == []


async def test_an_answer_reaches_both_in_their_own_tickets_and_from_their_own_threads(office: CopyOffice) -> None:
    two = await merged(office)
    await office.site.support_message(two.target, "Ist behoben.", "Anna")
    await office.settle()
    assert (await seen(office, two.lena))[two.source][-1] == "Ist behoben."
    mails = {str(mail["To"]): mail for mail in await office.mails()}
    assert set(mails) == {"ben@example.com", "lena@example.com"}
    for address, number in (("lena@example.com", 1001), ("ben@example.com", 1002)):
        async with office.db.raw.acquire() as raw:
            salt = await raw.fetchval("select salt from owona_bot.ticket_state where number = $1", number)
        claim = read_token(str(mails[address]["Reply-To"].addresses[0].addr_spec), HEAD.address)
        assert claim is not None
        assert verify(claim, address, salt, HEAD.keys)
        assert f"#{number}" in str(mails[address]["Subject"])
        assert "Ist behoben." in text_of(mails[address])


async def test_neither_reads_anything_of_the_other(office: CopyOffice) -> None:
    """In all that each can read: rows of the site, metadata too, and every byte of their letters."""
    two = await merged(office)
    await office.site.reply(two.lena, two.source, "Lenas Geheimnis")
    await office.site.reply(two.ben, two.target, "Bens Geheimnis")
    await office.settle()
    await office.site.support_message(two.target, "Ist behoben.", "Anna")
    await office.settle()
    letters = {str(mail["To"]): mail.as_string() for mail in await office.mails()}
    assert set(letters) == {"ben@example.com", "lena@example.com"}
    for user, address, foreign in (
        (two.lena, "lena@example.com", ("Bens", "Baum", "ben@", "1002", str(two.target), str(two.ben))),
        (two.ben, "ben@example.com", ("Lenas", "Linde", "lena@", "1001", str(two.source), str(two.lena))),
    ):
        rows = str(await office.site.my_tickets(user))
        body = letters[address]
        for word in foreign:
            assert word not in rows
            assert word not in body or word in ("1001", "1002")  # ids of letters have digits too
        assert f"#{foreign[3]}" not in body


async def test_who_has_both_tickets_gets_the_answer_once(office: CopyOffice) -> None:
    two = await merged(office, same=True)
    await office.site.support_message(two.target, "Ist behoben.", "Anna")
    await office.settle()
    assert [str(mail["To"]) for mail in await office.mails()] == ["ben@example.com"]
    assert "Ist behoben." not in (await seen(office, two.ben))[two.source]


async def test_what_its_customer_writes_is_shown_in_both_threads_once(office: CopyOffice) -> None:
    two = await merged(office)
    said = await office.site.reply(two.lena, two.source, "Noch etwas")
    await office.settle()
    found = [(row["ticket_id"], row["shows"]) for row in await shown(office) if row["message"] == str(said)]
    assert sorted(found) == sorted([(two.source, "message"), (two.target, "joined_message")])
    assert "Noch etwas" not in str(await seen(office, two.ben))


async def test_an_answer_on_the_source_itself_goes_to_its_own_customer_alone(office: CopyOffice) -> None:
    two = await merged(office)
    await office.site.support_message(two.source, "Nur für Lena.", "Anna")
    await office.settle()
    assert [str(mail["To"]) for mail in await office.mails()] == ["lena@example.com"]
    assert "Nur für Lena." not in str(await seen(office, two.ben))


async def test_a_copy_is_not_shown_or_copied_a_second_time(office: CopyOffice) -> None:
    two = await merged(office)
    await office.site.support_message(two.target, "Ist behoben.", "Anna")
    await office.settle()
    assert [row["shows"] for row in await shown(office) if row["ticket_id"] == two.target][-1] == "message"
    assert "joined_message" not in [row["shows"] for row in await shown(office)]
    assert (await seen(office, two.lena))[two.source].count("Ist behoben.") == 1


async def test_many_answers_arrive_in_their_order(office: CopyOffice) -> None:
    two = await merged(office)
    for n in range(5):
        await office.site.support_message(two.target, f"Antwort {n}", "Anna")
    await office.settle()
    assert (await seen(office, two.lena))[two.source][2:] == [f"Antwort {n}" for n in range(5)]


async def test_a_worker_that_dies_after_it_copied_leaves_one_copy(office: CopyOffice) -> None:
    two = await merged(office)
    await office.site.support_message(two.target, "Ist behoben.", "Anna")
    await office.plan()
    async with office.db.raw.acquire() as raw:
        (id_,) = await raw.fetchrow("select id from owona_bot.deliveries where reaction = 'copy'")
    await office.settle()
    async with office.db.raw.acquire() as raw:
        again = (
            "update owona_bot.deliveries set state = 'leased', leased_until = now(), finished_at = null where id = $1"
        )
        await raw.execute(again, id_)
        await run_out(raw, id_)
    await office.settle()
    assert (await seen(office, two.lena))[two.source].count("Ist behoben.") == 1
    assert sorted(str(mail["To"]) for mail in await office.mails()) == ["ben@example.com", "lena@example.com"]


async def answered(office: CopyOffice, agent: Agent, text: str) -> UUID:
    """On #1002, as a reply is sent: with its row locked."""
    async with office.db.change(by=agent.actor) as tx:
        ticket = await tickets.lock(tx, 1002)
        return await messages.add_answer(tx, ticket.id, agent, text)


async def test_an_answer_that_races_the_merge_is_copied_if_it_came_after(office: CopyOffice) -> None:
    """Whichever is first by the order of events, which is the order of the target's row."""
    two = await merged(office)
    for n in range(6):
        await unmerge_ticket(office.db, 1001, two.anna, f"u{n}")
        await office.settle()
        answer, _ = await asyncio.gather(
            answered(office, two.anna, f"Antwort {n}"),
            merge_tickets(office.db, 1001, 1002, two.anna, f"m{n}"),
        )
        await office.settle()
        order = """select kind from owona_bot.events
                   where ticket_id = $1 and (kind = 'ticket.joined' or message_id = $2) order by id desc limit 2"""
        async with office.db.raw.acquire() as raw:
            last, _ = await raw.fetch(order, two.target, answer)
        copied = f"Antwort {n}" in (await seen(office, two.lena))[two.source]
        assert copied == (last["kind"] == "message.added")


async def test_whom_the_writer_did_not_know_of_reads_no_answer(office: CopyOffice) -> None:
    """Kai's ticket is merged in the time in which it can be taken back."""
    two = await merged(office)
    kai = await office.site.sign_up("kai@example.com", "Kai Kern")
    stranger = await office.site.create_ticket(kai, "Kais Titel", "Kais Frage", acknowledge=False)
    await office.settle()
    office.box.mails.clear()
    opening, rules = await open_reply(office.db, 1002), Rules(undo=timedelta(seconds=20))
    said = Reply(rich("Deine IBAN, ", BOLD), None, False, (), opening.seen_until)
    draft = await draft_reply(office.db, 1002, said, uuid4(), two.anna)
    seen_now = (await look_at(office.db, draft, two.anna, rules)).seen
    await send_reply(office.db, draft, seen_now, two.anna, "k", rules)
    await merge_tickets(office.db, 1003, 1002, two.anna, "m3")
    async with office.db.raw.acquire() as raw:
        held = await raw.fetchval("select id from owona_bot.held_replies")
    assert await send_held(office.db, held, rules)
    await office.settle()
    assert sorted(str(mail["To"]) for mail in await office.mails()) == ["ben@example.com", "lena@example.com"]
    assert "Deine IBAN, heute" not in (await seen(office, kai))[stranger]


async def test_after_parting_answers_stay_where_they_are_given(office: CopyOffice) -> None:
    two = await merged(office)
    await unmerge_ticket(office.db, 1001, two.anna, "u")
    await office.site.support_message(two.target, "Nur für Ben.", "Anna")
    await office.site.reply(two.lena, two.source, "Wieder allein")
    await office.settle()
    assert [str(mail["To"]) for mail in await office.mails()] == ["ben@example.com"]
    assert "joined_message" not in [row["shows"] for row in await shown(office)]


async def test_splitting_writes_no_letter_and_shows_what_was_copied(office: CopyOffice) -> None:
    site, (anna,) = office.site, await a_team(office.db, 1)
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Fehler", acknowledge=False)
    said = [
        await site.support_message(ticket, "Sehe nach.", "Anna"),
        await site.reply(lena, ticket, "Und die Rechnung?"),
    ]
    await office.settle()
    office.box.mails.clear()
    done = await split_ticket(office.db, 1001, said, "Rechnung", anna, "k")
    await office.settle()
    assert await office.mails() == []
    there = [row["shows"] for row in await shown(office) if row["ticket_id"] == done.ticket.id]
    assert there == ["message", "message"]
    assert (await seen(office, lena))[done.ticket.id] == ["Sehe nach.", "Und die Rechnung?"]
    await site.support_message(done.ticket.id, "Zur Rechnung: …", "Anna")
    await office.settle()
    (mail,) = await office.mails()
    assert "#1002" in str(mail["Subject"])


@pytest.mark.parametrize("way", ["mail", "site"])
async def test_an_answer_on_a_merged_ticket_counts_where_it_goes_on_and_opens_no_other(
    office: CopyOffice, way: str
) -> None:
    """Nobody is reminded of what they answered, even before it is planned."""
    two = await merged(office)
    await office.site.support_message(two.target, "Geht es jetzt?", "Anna")
    await office.site.portal_status(two.target, "waiting_customer", "anna@owona.de")
    await office.settle()
    if way == "mail":
        await arrive(office.db, raw_mail(), await token_of(office.db, two.source))
    else:
        await office.site.reply(two.lena, two.source, "Leider nein")
    assert (await look_at_waiting(office.db, long_after(), 10)).tickets == []
    await office.settle()
    stand = [(await show_ticket(office.db, number)).status for number in (1001, 1002)]
    assert stand == [Status.CLOSED, Status.INVESTIGATING]
