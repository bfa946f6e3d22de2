"""An answer between Send and its customer: it goes once, or comes back once, whoever is quicker."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from owona_bot.database import drafts
from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot, UserError
from owona_bot.domain.held import Rules
from owona_bot.domain.people import Agent
from owona_bot.domain.reply import File
from owona_bot.domain.reply_errors import (
    DraftGone,
    NotTheWriter,
    Overtaken,
    ReadersMoved,
    ReleasedAlready,
    ReplyUnknown,
    StatusMoved,
    TakenBackAlready,
    WentAlready,
)
from owona_bot.domain.ticket import Status
from owona_bot.playground.site import Site
from owona_bot.services.merge import merge_tickets
from owona_bot.services.release_reply import look_at_guarded, release_reply
from owona_bot.services.reply import draft_reply, look_at, open_draft, open_reply, send_reply
from owona_bot.services.undo import send_held, take_back
from owona_bot.services.unmerge import unmerge_ticket
from tests.services.team import a_team
from tests.services.test_reply import a_ticket, answers, drafted, rows, state

pytestmark = pytest.mark.database

HELD = Rules(undo=timedelta(seconds=20))
FILE = File("F1", "bild.png", "image/png", 9)


async def a_held_one(db: Database, number: int, agent: Agent, text: str = "Bitte neu anmelden, ") -> UUID:
    """Its id."""
    draft, seen = await drafted(db, number, agent, text, files=[FILE])
    await send_reply(db, draft, seen, agent, f"view:{draft}", HELD)
    (row,) = await rows(db, "select id from owona_bot.held_replies order by created_at desc limit 1")
    found: UUID = row["id"]
    return found


async def told(db: Database, ticket: UUID) -> list[tuple[str, str]]:
    """Kind and actor of what happened to its replies."""
    query = "select kind, actor from owona_bot.events where ticket_id = $1 and kind like 'reply.%' order by id"
    return [(row["kind"], row["actor"]) for row in await rows(db, query, ticket)]


async def test_until_its_time_nothing_is_changed(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    await a_held_one(db, number, anna)
    assert await answers(db, ticket) == []
    assert await state(db, ticket) == ("new", None)
    assert await rows(db, "select * from owona_bot.drafts") == []
    (row,) = await rows(db, "select state, due_at - now() as left from owona_bot.held_replies")
    assert row["state"] == "held"
    assert timedelta(seconds=15) < row["left"] <= timedelta(seconds=20)
    assert await told(db, ticket) == [("reply.held", anna.actor)]
    (event,) = await rows(db, "select payload from owona_bot.events where kind = 'reply.held'")
    assert set(event["payload"]) == {"reply", "agent", "due"}


async def test_then_it_is_the_answer_that_was_sent(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, ben)
    assert await send_held(db, reply, HELD)
    (message,) = await answers(db, ticket)
    assert (message["id"], message["message"], message["author_name"]) == (reply, "Bitte neu anmelden, heute", ben.name)
    assert await state(db, ticket) == ("waiting_customer", ben.email)
    (file,) = await rows(db, "select name from owona_bot.attachments where message_id = $1", reply)
    assert file["name"] == "bild.png"
    kinds = "select actor from owona_bot.events where ticket_id = $1 and kind = 'message.added' and message_id = $2"
    assert [row["actor"] for row in await rows(db, kinds, ticket, reply)] == [ben.actor]
    assert await rows(db, "select * from owona_bot.held_replies") == []
    assert not await send_held(db, reply, HELD)
    assert len(await answers(db, ticket)) == 1
    with pytest.raises(WentAlready):
        await take_back(db, reply, anna, None)


async def test_taken_back_it_is_a_draft_again_with_its_files(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, anna)
    await take_back(db, reply, anna, None)
    assert not await send_held(db, reply, HELD)
    opening = await open_draft(db, reply, anna)
    assert opening.draft is not None
    assert opening.draft.reply.files == [FILE]
    with pytest.raises(TakenBackAlready):
        await take_back(db, reply, anna, None)
    again = replace(opening.draft.reply, files=[])
    await draft_reply(db, number, again, reply, anna, ["F1"])
    await send_reply(db, reply, opening.seen, anna, None, Rules())
    (file,) = await rows(db, "select name from owona_bot.attachments where ticket_id = $1", ticket)
    assert file["name"] == "bild.png"
    assert await told(db, ticket) == [("reply.held", anna.actor), ("reply.undone", anna.actor)]
    with pytest.raises(DraftGone):
        await open_draft(db, reply, anna)
    with pytest.raises(ReplyUnknown):
        await take_back(db, reply, anna, None)


async def test_of_due_and_undo_at_the_same_moment_one_wins(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    for n in range(12):
        number, ticket = await a_ticket(db, site)
        reply = await a_held_one(db, number, anna)
        acts = [take_back(db, reply, anna, f"a:{n}"), send_held(db, reply, HELD), take_back(db, reply, anna, f"b:{n}")]
        ends = await asyncio.gather(*(acts if n % 2 else acts[::-1]), return_exceptions=True)
        went = len(await answers(db, ticket))
        back = len(await rows(db, "select 1 from owona_bot.drafts where ticket_id = $1", ticket))
        assert went + back == 1
        late = [end for end in ends if isinstance(end, UserError)]
        assert {type(end) for end in late} == ({WentAlready} if went else {TakenBackAlready})
        assert len(late) == (2 if went else 1)


async def test_ten_workers_send_it_once(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, anna)
    ends = await asyncio.gather(*(send_held(db, reply, HELD) for _ in range(10)))
    assert ends.count(True) == 1
    assert len(await answers(db, ticket)) == 1


async def test_a_colleague_may_not_take_it_back_but_an_admin_may(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, ben)
    with pytest.raises(NotTheWriter) as refused:
        await take_back(db, reply, carla, "action:1")
    assert refused.value.values == {"agent": ben.name, "least": "lead"}
    await take_back(db, reply, admin, "action:2")
    assert (await told(db, ticket))[-1] == ("reply.undone", admin.actor)
    async with db.read() as connection:
        assert (await drafts.of_agent(connection, reply, ben.id)).id == reply
    with pytest.raises(DraftGone):
        await open_draft(db, reply, admin)


async def test_what_a_customer_writes_meanwhile_does_not_hold_it_up(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, anna)
    (row,) = await rows(db, "select user_id from public.support_tickets where id = $1", ticket)
    await site.reply(row["user_id"], ticket, "Noch etwas")
    assert await send_held(db, reply, HELD)
    query = "select author_type from public.support_ticket_messages where ticket_id = $1 order by created_at"
    assert [row["author_type"] for row in await rows(db, query, ticket)][-1] == "support"


async def test_of_a_ticket_that_was_deleted_the_loss_is_told(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, anna)
    (row,) = await rows(db, "select user_id from public.support_tickets where id = $1", ticket)
    await site.delete_ticket(row["user_id"], ticket)
    assert await send_held(db, reply, HELD)
    assert await rows(db, "select * from owona_bot.held_replies") == []
    assert (await told(db, ticket))[-1] == ("reply.lost", anna.actor)


async def test_who_left_the_team_meanwhile_has_answered_all_the_same(db: Database, site: Site) -> None:
    _, ben = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, ben)
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.agents set active = false where id = $1", ben.id)
    assert await send_held(db, reply, HELD)
    assert len(await answers(db, ticket)) == 1


async def test_a_note_is_never_held(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, _ = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna, "geheim sk-ant-api03-0123456789abcdefghij ", internal=True)
    await send_reply(db, draft, seen, anna, None, HELD)
    assert await rows(db, "select * from owona_bot.held_replies") == []
    assert len(await rows(db, "select * from owona_bot.notes")) == 1


async def test_who_resolves_meanwhile_is_not_overruled_silently(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    await site.portal_status(ticket, "resolved", "portal@owona.de")
    with pytest.raises(StatusMoved):
        await send_reply(db, draft, seen, anna, "view:1", HELD)
    look = await look_at(db, draft, anna, HELD)
    assert seen.lacks(look.seen)
    assert look.seen.status is Status.RESOLVED
    await send_reply(db, draft, look.seen, anna, "view:1", Rules())
    assert (await state(db, ticket))[0] == "waiting_customer"


async def test_news_are_named_before_the_status_that_they_brought(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    number, ticket = await a_ticket(db, site)
    draft, seen = await drafted(db, number, anna)
    (row,) = await rows(db, "select user_id from public.support_tickets where id = $1", ticket)
    await site.reply(row["user_id"], ticket, "Noch etwas")
    with pytest.raises(Overtaken):
        await send_reply(db, draft, seen, anna, None, HELD)


SECRET = "Das Passwort: Hx7!kQ2pLm9z, "


async def test_what_the_guard_stops_waits_until_somebody_who_may_lets_it_go(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, ben, SECRET)
    (row,) = await rows(db, "select state, due_at, findings from owona_bot.held_replies")
    assert (row["state"], row["due_at"]) == ("guarded", None)
    assert [finding["kind"] for finding in row["findings"]] == ["password"]
    assert "Hx7!kQ2pLm9z" not in str(row["findings"])
    assert not await send_held(db, reply, HELD)
    for may_not in (ben, carla):
        with pytest.raises(MayNot):
            await release_reply(db, reply, "", may_not, None, HELD)
        with pytest.raises(MayNot):
            await look_at_guarded(db, reply, may_not, HELD)
    assert "Hx7!kQ2pLm9z" in (await look_at_guarded(db, reply, admin, HELD)).text
    await release_reply(db, reply, "", admin, "view:9", HELD)
    (row,) = await rows(db, "select state, released_by from owona_bot.held_replies")
    assert (row["state"], row["released_by"]) == ("held", admin.id)
    with pytest.raises(ReleasedAlready):
        await release_reply(db, reply, "", admin, None, HELD)
    assert await send_held(db, reply, HELD)
    (message,) = await answers(db, ticket)
    assert message["author_name"] == ben.name
    assert await told(db, ticket) == [("reply.guarded", ben.actor), ("reply.released", admin.actor)]


async def test_what_an_admin_sends_in_spite_of_it_is_recorded(db: Database, site: Site) -> None:
    admin, _ = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    await a_held_one(db, number, admin, SECRET)
    (row,) = await rows(db, "select state, released_by from owona_bot.held_replies")
    assert (row["state"], row["released_by"]) == ("held", admin.id)
    assert await told(db, ticket) == [("reply.released", admin.actor)]


async def test_of_release_and_withdrawal_at_once_the_ticket_has_one_story(db: Database, site: Site) -> None:
    admin, ben = await a_team(db, 2)
    for n in range(6):
        number, ticket = await a_ticket(db, site)
        reply = await a_held_one(db, number, ben, SECRET)
        acts = [release_reply(db, reply, "", admin, f"r:{n}", HELD), take_back(db, reply, ben, f"t:{n}")]
        await asyncio.gather(*acts, return_exceptions=True)
        kinds = [kind for kind, _ in await told(db, ticket)]
        assert kinds in (
            ["reply.guarded", "reply.undone"],
            ["reply.guarded", "reply.released", "reply.undone"],
        )


async def test_what_is_merged_meanwhile_is_answered_and_stays_closed(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    (number, ticket), (other, _) = await a_ticket(db, site), await a_ticket(db, site)
    reply = await a_held_one(db, number, anna)
    await merge_tickets(db, number, other, anna, "k")
    assert await send_held(db, reply, HELD)
    assert len(await answers(db, ticket)) == 1
    assert (await state(db, ticket))[0] == "closed"


async def test_who_lets_it_go_says_to_whom(db: Database, site: Site) -> None:
    """A ticket that is merged while it waits brings a customer along of whom its writer knew nothing."""
    admin, ben = await a_team(db, 2)
    (number, ticket), (source, source_id) = await a_ticket(db, site), await a_ticket(db, site)
    reply = await a_held_one(db, number, ben, SECRET)
    alone = (await look_at_guarded(db, reply, admin, HELD)).seen
    await merge_tickets(db, source, number, ben, "m")
    with pytest.raises(ReadersMoved):
        await release_reply(db, reply, alone.readers, admin, None, HELD)
    look = await look_at_guarded(db, reply, admin, HELD)
    await release_reply(db, reply, look.seen.readers, admin, None, HELD)
    assert await send_held(db, reply, HELD)
    (row,) = await rows(db, "select also from owona_bot.message_content where ticket_id = $1", ticket)
    assert row["also"] == [source_id]


async def test_before_it_leaves_the_guard_looks_again(db: Database, site: Site) -> None:
    """What became somebody else's address meanwhile waits, told like any, until it is let go; then it goes."""
    admin, ben = await a_team(db, 2)
    number, ticket = await a_ticket(db, site)
    reply = await a_held_one(db, number, ben, "Schreib an rival@example.com ")
    await site.sign_up("rival@example.com", "Rival")
    assert not await send_held(db, reply, HELD)
    (row,) = await rows(db, "select state, due_at, findings from owona_bot.held_replies")
    assert (row["state"], row["due_at"], len(row["findings"])) == ("guarded", None, 1)
    await release_reply(db, reply, "", admin, None, HELD)
    assert await send_held(db, reply, HELD)
    assert len(await answers(db, ticket)) == 1
    assert [kind for kind, _ in await told(db, ticket)] == ["reply.held", "reply.guarded", "reply.released"]


async def test_another_customers_address_is_found_and_ones_own_is_not(db: Database, site: Site) -> None:
    _, ben = await a_team(db, 2)
    number, _ = await a_ticket(db, site)
    await site.sign_up("rival@example.com", "Rival")
    opening = await open_reply(db, number)
    own = opening.ticket.requester.address
    text = f"{own} und support@owona.de und niemand@example.net"
    draft, _ = await drafted(db, number, ben, text)
    rules = Rules(own=frozenset({"owona.de"}))
    assert (await look_at(db, draft, ben, rules)).findings == ()
    draft, _ = await drafted(db, number, ben, f"{text} und Rival@example.com ")
    (finding,) = (await look_at(db, draft, ben, rules)).findings
    assert finding.kind == "other_customer"
    assert "rival@example.com" not in finding.shown.lower()


async def test_ones_own_address_is_anothers_where_others_read_along(db: Database, site: Site) -> None:
    """What is said here goes to the requesters of merged tickets too."""
    _, ben = await a_team(db, 2)
    (number, _), (source, _) = await a_ticket(db, site), await a_ticket(db, site)
    own = (await open_reply(db, number)).ticket.requester.address
    await merge_tickets(db, source, number, ben, "k")
    draft, _ = await drafted(db, number, ben, f"{own} ")
    assert [found.kind for found in (await look_at(db, draft, ben, HELD)).findings] == ["other_customer"]
    await unmerge_ticket(db, source, ben, "l")
    assert (await look_at(db, draft, ben, HELD)).findings == ()


async def test_the_name_of_a_file_is_looked_at_too(db: Database, site: Site) -> None:
    _, ben = await a_team(db, 2)
    number, _ = await a_ticket(db, site)
    await site.sign_up("rival@example.com", "Rival")
    file = File("F1", "rechnung rival@example.com.pdf", "application/pdf", 9)
    draft, _ = await drafted(db, number, ben, files=[replace(file, name="rival@example.com rechnung.pdf")])
    assert [found.kind for found in (await look_at(db, draft, ben, HELD)).findings] == ["other_customer"]
