"""Merging and parting on a real PostgreSQL: what is undone is as it was, and no race makes a circle."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owona_bot.database import merges
from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated, UserError
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Snooze, Status
from owona_bot.domain.ticket_errors import (
    AlreadyMerged,
    MergeCircle,
    MergeIntoItself,
    NoSuchTicket,
    NotMerged,
    NotYours,
    TargetDone,
    TargetMerged,
)
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.copy import copy_answer
from owona_bot.services.merge import look_at_merge, merge_tickets, open_merge
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.show import show_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.unmerge import unmerge_ticket
from tests.services.team import a_team
from tests.services.test_claim import rows

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

IMAGE = """
    select to_jsonb(t) - 'updated_at' as public, to_jsonb(s) - 'seen_status' - 'seen_agent' as state
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id where t.id = $1"""

EVENTS = "select kind, payload from owona_bot.events where ticket_id = $1 and kind like 'ticket.%' order by id"


async def people(site: Site, *names: str) -> list[UUID]:
    """A ticket each, from #1001 on."""
    users = [await site.sign_up(f"{name}@example.com", name.capitalize()) for name in names]
    return [await site.create_ticket(user, f"Ticket {user}", "Fehler", acknowledge=False) for user in users]


async def image(site: Site, ticket: UUID) -> dict[str, object]:
    """All that its two rows say, but when they were touched."""
    (row,) = await rows(site, IMAGE, ticket)
    return row


async def events(site: Site, ticket: UUID) -> list[tuple[object, object]]:
    return [(row["kind"], row["payload"]) for row in await rows(site, EVENTS, ticket)]


async def anna_of(db: Database) -> Agent:
    (anna,) = await a_team(db, 1)
    return anna


async def into(db: Database, number: int) -> UUID | None:
    return (await show_ticket(db, number)).merged_into


async def test_the_source_is_closed_and_goes_on_in_the_target(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    await site.support_message(source, "Moment", "Anna")
    await site.support_message(source, "Eingang bestätigt", "Bot", kind="auto_acknowledgement")
    anna = await anna_of(db)
    before = await image(site, target)
    pair = await merge_tickets(db, 1001, 1002, anna, "a")
    assert (pair.source.status, pair.source.merged_into) == (Status.CLOSED, target)
    assert await show_ticket(db, 1001) == pair.source
    assert await image(site, target) == before
    audit = "select message, internal_only from support_ticket_messages where ticket_id = $1 and author_type = 'system'"
    assert await rows(site, audit, source) == [{"message": "Status: closed", "internal_only": True}]
    assert (await events(site, source))[1:] == [
        ("ticket.changed", {"status": ["new", "closed"]}),
        ("ticket.merged", {"other": str(target)}),
    ]
    assert (await events(site, target))[1:] == [("ticket.joined", {"tickets": [str(source)], "messages": 2})]


NAPS = st.sampled_from(
    [None, "infinity", (NOW + timedelta(days=3)).isoformat(), (NOW + timedelta(microseconds=1)).isoformat()]
)
HOLDERS = st.sampled_from([None, "agent0@owona.de", "AGENT0@owona.de", "support-agent", "", "frontend ''; --"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=st.sampled_from(list(Status)), holder=HOLDERS, nap=NAPS, for_answer=st.booleans(), meddled=st.booleans())
async def test_what_is_parted_is_to_the_letter_what_it_was(
    db: Database, site: Site, *, status: Status, holder: str | None, nap: str | None, for_answer: bool, meddled: bool
) -> None:
    """Also when the customer, the site and the old automation have been at it meanwhile."""
    user = await site.sign_up(f"{uuid4()}@example.com")
    source, target = [await site.insert_ticket(user, "x", "y") for _ in range(2)]
    await rows(
        site, "update support_tickets set status = $2, assigned_agent = $3 where id = $1", source, status, holder
    )
    sleep = """update owona_bot.ticket_state
               set snoozed_until = $2::text::timestamptz, snoozed_for_answer = $3, snoozed_by = $4
               where ticket_id = $1"""
    await rows(site, sleep, source, nap, for_answer, 1 if nap else None)
    anna, before = await anna_of(db), await image(site, source)
    one, other = [
        (await rows(site, "select number from owona_bot.ticket_state where ticket_id = $1", id_))[0]["number"]
        for id_ in (source, target)
    ]
    await merge_tickets(db, int(str(one)), int(str(other)), anna, None)
    assert await image(site, source) != before
    if meddled:
        await site.portal_status(source, "investigating", "somebody@owona.de")
    await unmerge_ticket(db, int(str(one)), anna, None)
    assert await image(site, source) == before


async def test_what_was_written_meanwhile_stays_where_it_was_written(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    anna = await anna_of(db)
    await merge_tickets(db, 1001, 1002, anna, "a")
    (owner,) = await rows(site, "select user_id from support_tickets where id = $1", source)
    said = await site.reply(UUID(str(owner["user_id"])), source, "Noch etwas")
    assert await into(db, 1001) == target
    await unmerge_ticket(db, 1001, anna, "b")
    there = await rows(site, "select ticket_id from support_ticket_messages where id = $1", said)
    assert there == [{"ticket_id": source}]
    undone = await rows(site, "select undone_at is not null as undone from owona_bot.merges")
    assert undone == [{"undone": True}]
    assert (await events(site, source))[-1] == ("ticket.unmerged", {"other": str(target)})
    assert (await events(site, target))[-1] == ("ticket.parted", {"other": str(source)})


async def test_merged_again_after_parting_it_is_one_more_layer(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    anna = await anna_of(db)
    await claim_ticket(db, 1001, anna, "c")
    before = await image(site, source)
    for n in range(3):
        await merge_tickets(db, 1001, 1002, anna, f"m{n}")
        await unmerge_ticket(db, 1001, anna, f"u{n}")
    assert await image(site, source) == before
    with pytest.raises(NotMerged):
        await unmerge_ticket(db, 1001, anna, "once more")
    assert target is not None


async def refused(
    refusal: type[UserError], source: int, target: int, db: Database, anna: Agent
) -> Mapping[str, object]:
    """By the act, and by the form's look before it."""
    with pytest.raises(refusal) as caught:
        await merge_tickets(db, source, target, anna, f"{source}:{target}")
    with pytest.raises(refusal):
        await look_at_merge(db, source, target, anna)
    return caught.value.values


async def test_what_cannot_be_one_is_refused_and_nothing_changes(db: Database, site: Site) -> None:
    tickets = await people(site, "lena", "ben", "carla", "dora", "emil")
    anna = await anna_of(db)
    await merge_tickets(db, 1001, 1002, anna, "a")
    await merge_tickets(db, 1002, 1003, anna, "b")
    await resolve_ticket(db, 1004, anna, "c")
    before = [await image(site, ticket) for ticket in tickets]
    assert await refused(MergeIntoItself, 1005, 1005, db, anna) == {"number": 1005}
    assert await refused(AlreadyMerged, 1001, 1005, db, anna) == {"number": 1001, "into": 1003}
    assert await refused(TargetMerged, 1005, 1001, db, anna) == {"number": 1001, "into": 1003}
    assert await refused(MergeCircle, 1003, 1001, db, anna) == {"number": 1001, "into": 1003}
    assert await refused(MergeCircle, 1003, 1002, db, anna) == {"number": 1002, "into": 1003}
    assert await refused(TargetDone, 1005, 1004, db, anna) == {"number": 1004}
    await refused(NoSuchTicket, 1005, 999999, db, anna)
    await refused(NoSuchTicket, 999999, 1005, db, anna)
    with pytest.raises(AlreadyMerged):
        await open_merge(db, 1001, anna)
    assert [await image(site, ticket) for ticket in tickets] == before


async def test_whose_it_is_not_may_not(db: Database, site: Site) -> None:
    await people(site, "lena", "ben")
    _, ben, carla = await a_team(db, 3)
    await claim_ticket(db, 1001, ben, "a")
    with pytest.raises(NotYours):
        await merge_tickets(db, 1001, 1002, carla, "b")
    with pytest.raises(NotYours):
        await open_merge(db, 1001, carla)
    await merge_tickets(db, 1001, 1002, ben, "c")
    with pytest.raises(NotYours):
        await unmerge_ticket(db, 1001, carla, "d")


async def test_of_ten_who_merge_crosswise_one_wins_and_no_circle_comes_of_it(db: Database, site: Site) -> None:
    await people(site, "lena", "ben")
    team = await a_team(db, 10)
    for round_ in range(6):
        ways = [(1001, 1002) if n % 2 else (1002, 1001) for n in range(10)]
        Random(round_).shuffle(ways)
        ends = await asyncio.gather(
            *(merge_tickets(db, *way, agent, f"{round_}:{agent.id}") for way, agent in zip(ways, team, strict=True)),
            return_exceptions=True,
        )
        lost = [end for end in ends if isinstance(end, AlreadyMerged | MergeCircle)]
        assert len(lost) == 9, ends
        merged = [number for number in (1001, 1002) if await into(db, number)]
        assert len(merged) == 1
        await unmerge_ticket(db, merged[0], team[0], f"{round_}: part")


async def test_a_ring_of_merges_at_once_leaves_somebody_out(db: Database, site: Site) -> None:
    await people(site, "lena", "ben", "carla")
    anna = await anna_of(db)
    for round_ in range(6):
        ring = [(1001, 1002), (1002, 1003), (1003, 1001)]
        Random(round_).shuffle(ring)
        await asyncio.gather(
            *(merge_tickets(db, *way, anna, f"{round_}:{way}") for way in ring), return_exceptions=True
        )
        merged = [number for number in (1001, 1002, 1003) if await into(db, number)]
        assert 1 <= len(merged) <= 2
        for number in merged:
            await unmerge_ticket(db, number, anna, f"{round_}:{number}")


async def test_the_same_knock_merges_once(db: Database, site: Site) -> None:
    await people(site, "lena", "ben")
    anna = await anna_of(db)
    ends = await asyncio.gather(*(merge_tickets(db, 1001, 1002, anna, "k") for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(end, Repeated) for end in ends) == 4
    assert len(await rows(site, "select 1 from owona_bot.merges")) == 1


async def test_a_snoozed_source_is_awake_while_it_is_merged(db: Database, site: Site) -> None:
    await people(site, "lena", "ben")
    anna = await anna_of(db)
    await snooze_ticket(db, 1001, Snooze(None, True), anna, "s")
    await merge_tickets(db, 1001, 1002, anna, "m")
    assert (await show_ticket(db, 1001)).snooze is None
    assert (await unmerge_ticket(db, 1001, anna, "u")).snooze == Snooze(None, True)


# whom answers reach


async def requesters(db: Database, *targets: UUID) -> dict[UUID, list[UUID]]:
    async with db.raw.acquire() as raw:
        return await merges.requesters(raw, targets, "system@owona.de")


async def test_each_requester_hears_an_answer_once_and_the_targets_own_there_alone(db: Database, site: Site) -> None:
    lena, ben = [await site.sign_up(f"{name}@example.com", name) for name in ("lena", "ben")]
    target = await site.insert_ticket(lena, "x", "y")
    await site.insert_ticket(lena, "the same person", "y")
    bens = await site.insert_ticket(ben, "x", "y")
    await site.insert_ticket(ben, "again", "y")
    anna = await anna_of(db)
    for source in (1002, 1003, 1004):
        await merge_tickets(db, source, 1001, anna, f"{source}")
    assert await requesters(db, target) == {target: [bens]}


@pytest.mark.parametrize(
    "source",
    [{"source": "email", "mail": {"kind": "ordinary"}}, {"source": "slack"}, {"source": "web"}],
    ids=["by mail", "in Slack", "restored"],
)
async def test_strangers_are_told_apart_by_their_addresses(db: Database, site: Site, source: dict[str, object]) -> None:
    """Their tickets belong to one account."""
    system = await site.sign_up("System@owona.de")
    tickets = [await site.insert_ticket(system, "x", "y", source_metadata=source) for _ in range(4)]
    for ticket, address in zip(tickets, ("a@x.de", "b@x.de", "B@x.de", None), strict=True):
        address_ = "update owona_bot.ticket_state set requester_address = $2 where ticket_id = $1"
        await rows(site, address_, ticket, address)
    anna = await anna_of(db)
    for number in (1002, 1003, 1004):
        await merge_tickets(db, number, 1001, anna, f"{number}")
    assert await requesters(db, tickets[0]) == {tickets[0]: [tickets[1], tickets[3]]}


async def test_what_goes_on_by_a_detour_hears_it_too_and_nobody_without_sources_does(db: Database, site: Site) -> None:
    one, two, three, alone = await people(site, "lena", "ben", "carla", "dora")
    anna = await anna_of(db)
    await merge_tickets(db, 1001, 1002, anna, "a")
    await merge_tickets(db, 1002, 1003, anna, "b")
    assert await requesters(db, three, alone) == {three: [one, two]}
    async with db.raw.acquire() as raw:
        assert await merges.ways(raw, [one, two, three]) == {one: three, two: three}
    joined = (await events(site, three))[-1]
    assert joined == ("ticket.joined", {"tickets": [str(two), str(one)], "messages": 1})


async def test_where_the_target_was_deleted_a_ticket_goes_on_alone(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    anna = await anna_of(db)
    await merge_tickets(db, 1001, 1002, anna, "a")
    await rows(site, "delete from support_tickets where id = $1", target)
    async with db.raw.acquire() as raw:
        assert await merges.ways(raw, [source]) == {}
    assert (await unmerge_ticket(db, 1001, anna, "b")).status is Status.NEW


# copies


async def copies(site: Site, ticket: UUID) -> list[dict[str, object]]:
    query = """select message, author_name, internal_only, metadata from support_ticket_messages
               where ticket_id = $1 and metadata ? 'copied_from'"""
    return await rows(site, query, ticket)


async def test_ten_who_copy_an_answer_at_once_write_it_once(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    await merge_tickets(db, 1001, 1002, await anna_of(db), "a")
    answer = await site.support_message(target, "Ist behoben.", "Anna")
    ends = await asyncio.gather(*(copy_answer(db, answer, source, uuid4(), "agent:1") for _ in range(10)))
    assert sorted(ends) == [False] * 9 + [True]
    (copy,) = await copies(site, source)
    assert (copy["message"], copy["author_name"], copy["internal_only"]) == ("Ist behoben.", "Anna", False)
    assert copy["metadata"] == {
        "source": "owona_bot",
        "internalOnly": False,
        "responder": "Anna",
        "copied_from": str(answer),
    }


@pytest.mark.parametrize("gone", ["answer", "ticket", "internal"])
async def test_what_is_gone_or_inside_is_not_copied(db: Database, site: Site, gone: str) -> None:
    source, target = await people(site, "lena", "ben")
    await merge_tickets(db, 1001, 1002, await anna_of(db), "a")
    answer = await site.support_message(target, "Geheim", "Anna", internal=gone == "internal")
    if gone == "answer":
        await site.delete_message(answer)
    if gone == "ticket":
        await rows(site, "delete from support_tickets where id = $1", source)
    assert not await copy_answer(db, answer, source, uuid4(), "agent:1")


async def test_what_the_requester_opened_is_closed_with_the_answer_while_it_is_merged(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    anna = await anna_of(db)
    await merge_tickets(db, 1001, 1002, anna, "a")
    answers = [await site.support_message(target, text, "Anna") for text in ("eins", "zwei")]
    await rows(site, "update support_tickets set status = 'investigating' where id = $1", source)
    await copy_answer(db, answers[0], source, uuid4(), "agent:1")
    assert (await show_ticket(db, 1001)).status is Status.CLOSED
    await unmerge_ticket(db, 1001, anna, "b")
    await copy_answer(db, answers[1], source, uuid4(), "agent:1")
    assert (await show_ticket(db, 1001)).status is Status.NEW


async def test_a_copy_brings_rich_text_and_files_along(db: Database, site: Site) -> None:
    source, target = await people(site, "lena", "ben")
    answer = await site.support_message(target, "Anbei", "Anna")
    kept = """insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id)
              values ($1, $2, '{"elements": []}', 1)"""
    await rows(site, kept, answer, target)
    file = """insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, slack_file)
              values ($1, $2, $3, 'text/plain', 3, $4, $5) returning id"""
    await rows(site, file, target, answer, "later.txt", None, "F1")
    (here,) = await rows(site, file, target, answer, "here.txt", b"?", "F2")
    chunk = "insert into owona_bot.attachment_chunks (attachment_id, n, bytes) values ($1, $2, $3)"
    for n, piece in enumerate((b"a", b"bc")):
        await rows(site, chunk, here["id"], n, piece)
    copy = uuid4()
    assert await copy_answer(db, answer, source, copy, "agent:1")
    content = "select ticket_id, rich_text, agent_id from owona_bot.message_content where message_id = $1"
    assert await rows(site, content, copy) == [{"ticket_id": source, "rich_text": {"elements": []}, "agent_id": 1}]
    files = """select a.ticket_id, name, size, slack_file, string_agg(bytes, '' order by n) as bytes
               from owona_bot.attachments a left join owona_bot.attachment_chunks c on c.attachment_id = a.id
               where message_id = $1 group by a.id order by a.id"""
    assert [tuple(row.values()) for row in await rows(site, files, copy)] == [
        (source, "later.txt", 3, "F1", None),
        (source, "here.txt", 3, None, b"abc"),
    ]
