"""Calling for help on a real PostgreSQL: the live shape of the path, one chain at a time, and who may end it."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Mention
from owona_bot.domain.chain import Chain, Step, StepAct, To
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.escalation import Asked, Escalated, Tier
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket_errors import AlreadyClaimed, CannotBeCalled, NoSuchTicket, NotEscalated, TicketClosed
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.escalate import escalate_ticket, see_escalation, stop_escalation, take_escalated
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.show import show_ticket
from tests.services.team import a_team
from tests.services.test_claim import a_ticket, rows

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 25, 12, 0, 0, 123000, tzinfo=UTC)

CHAIN = Chain("standard", (Step(timedelta(minutes=30), StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),))

PATH = "select escalation_path as path, last_escalation as at, priority from support_tickets where id = $1"

KEPT = "select * from owona_bot.escalations order by id"

TOLD = """
    select kind, actor, payload from owona_bot.events
    where kind in ('ticket.escalated', 'escalation.stopped') order by id"""

ROLE = "update owona_bot.agents set role = $2 where id = $1"


def asks(reason: str = "Alle sehen es", **more: object) -> Asked:
    return replace(Asked(Tier.TIER2, reason), **more)  # type: ignore[arg-type]  # whichever field a test names


async def path_of(site: Site, ticket: UUID) -> list[dict[str, str]]:
    (row,) = await rows(site, PATH, ticket)
    found = row["path"]
    path: list[dict[str, str]] = json.loads(found) if isinstance(found, str) else found  # type: ignore[assignment]  # jsonb
    return path


async def with_role(site: Site, agent: Agent, role: str) -> Agent:
    await rows(site, ROLE, agent.id, role)
    return replace(agent, role=role)  # type: ignore[arg-type]  # one of the four


async def test_it_is_appended_in_the_live_shape_and_presses_a_step_more(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    _, ben = await a_team(db, 2)
    done = await escalate_ticket(db, 1001, asks(), ben, "a", NOW)
    (row,) = await rows(site, PATH, ticket)
    assert await path_of(site, ticket) == [
        {
            "agent": "agent1@owona.de",
            "status": "escalated",
            "trigger": "manual_tier2",
            "timestamp": "2026-11-25T12:00:00.123Z",
        }
    ]
    assert (row["at"], row["priority"]) == (NOW, "high")
    assert (done.ticket.priority, done.called.agents, done.runs) == ("high", [], False)


async def test_the_priority_stays_where_the_form_says_so(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await escalate_ticket(db, 1001, asks(raises=False), anna, "a", NOW)
    assert (await show_ticket(db, 1001)).priority == "normal"


async def test_the_reason_is_an_internal_note_and_in_no_event_and_no_row_of_the_sites(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await escalate_ticket(db, 1001, asks("Geheimnis <!channel>"), anna, "a", NOW)
    (note,) = await rows(site, "select text, ticket_id from owona_bot.notes")
    assert (note["text"], note["ticket_id"]) == ("Geheimnis <!channel>", ticket)
    for table in ("support_tickets", "support_ticket_messages", "owona_bot.events", "owona_bot.escalations"):
        assert "Geheimnis" not in str(await rows(site, f"select t::text as t from {table} t"))
    seen = await see_escalation(db, 1)
    assert seen is not None
    assert (seen.reason, seen.by, seen.number) == ("Geheimnis <!channel>", "Agent 0", 1001)


async def test_ten_who_escalate_at_once_lose_no_entry_and_begin_one_chain(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    team = await a_team(db, 10)
    ends = await asyncio.gather(
        *(escalate_ticket(db, 1001, asks(chain=CHAIN), agent, f"{agent.id}", NOW) for agent in team)
    )
    assert {entry["agent"] for entry in await path_of(site, ticket)} == {agent.email for agent in team}
    assert sum(not end.runs for end in ends) == 1
    kept = await rows(site, KEPT)
    assert len(kept) == 10
    assert sum(row["next_at"] is not None for row in kept) == 1


async def test_it_races_the_sites_reply_and_neither_entry_is_lost(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    site_entry = """update support_tickets set escalation_path = escalation_path || '[{"agent": "tier2-automation"}]'
                    where id = $1"""
    await asyncio.gather(
        *(escalate_ticket(db, 1001, asks(f"Hilfe {n}"), anna, f"{n}", NOW) for n in range(5)),
        *(rows(site, site_entry, ticket) for _ in range(5)),
    )
    assert len(await path_of(site, ticket)) == 10


async def test_a_path_that_is_no_list_becomes_one(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await rows(site, "update support_tickets set escalation_path = '{}' where id = $1", ticket)
    await escalate_ticket(db, 1001, asks(), anna, "a", NOW)
    assert len(await path_of(site, ticket)) == 1


async def test_the_same_knock_calls_once(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    ends = await asyncio.gather(
        *(escalate_ticket(db, 1001, asks(), anna, "knock", NOW) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(end, Escalated) for end in ends) == 1
    assert sum(isinstance(end, Repeated) for end in ends) == 4
    assert len(await path_of(site, ticket)) == 1


@pytest.mark.parametrize("chain", [None, CHAIN])
async def test_pressed_ten_times_within_a_minute_it_calls_once(db: Database, site: Site, chain: Chain | None) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    moments = [NOW + timedelta(seconds=6 * n) for n in range(10)]
    ends = await asyncio.gather(*(escalate_ticket(db, 1001, asks(chain=chain), anna, f"{at}", at) for at in moments))
    assert sum(end.repeated for end in ends) == 9
    assert sum(end.raised for end in ends) == 1
    assert len(await path_of(site, ticket)) == 1
    assert len(await rows(site, KEPT)) == len(await rows(site, TOLD)) == 1
    assert len(await rows(site, "select 1 from owona_bot.notes")) == 1
    assert (await show_ticket(db, 1001)).priority == "high"


async def test_other_words_another_tier_chain_or_asker_a_minute_or_an_end_make_it_another(
    db: Database, site: Site
) -> None:
    await a_ticket(site)
    anna, ben, carla = await a_team(db, 3)
    wishes = [
        (asks(), anna, NOW),
        (asks("Es wird schlimmer"), anna, NOW),
        (asks(tier=Tier.LEAD), anna, NOW),
        (asks(person=Mention(carla.slack_user)), anna, NOW),
        (asks(chain=CHAIN), anna, NOW),
        (asks(), ben, NOW),
        (asks(), anna, NOW + timedelta(minutes=1)),
    ]
    for n, (wish, who, at) in enumerate(wishes):
        assert not (await escalate_ticket(db, 1001, wish, who, f"{n}", at)).repeated
    await stop_escalation(db, 1001, anna, "stop", NOW + timedelta(seconds=70))
    assert not (await escalate_ticket(db, 1001, asks(), anna, "z", NOW + timedelta(seconds=75))).repeated


async def test_leads_whoever_is_on_call_and_a_named_person_are_called(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben, carla = await a_team(db, 3)
    await with_role(site, carla, "lead")
    lead = await escalate_ticket(db, 1001, asks(tier=Tier.LEAD), anna, "a", NOW)
    nobody = await escalate_ticket(db, 1001, asks(tier=Tier.ON_CALL), anna, "b", NOW)
    named = await escalate_ticket(db, 1001, asks(tier=Tier.LEAD, person=Mention(ben.slack_user)), anna, "c", NOW)
    assert [agent.id for agent in lead.called.agents] == [carla.id]
    assert ([agent.id for agent in nobody.called.agents], nobody.called.instead) == ([carla.id], True)
    assert [agent.id for agent in named.called.agents] == [ben.id, carla.id]
    told = [row["payload"] for row in await rows(site, TOLD)]
    assert [one["agents"] for one in told] == [[carla.id], [carla.id], [ben.id, carla.id]]  # type: ignore[index]  # jsonb


async def test_a_lead_who_asks_the_leads_does_not_call_themselves(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben = await a_team(db, 2)
    assert (await escalate_ticket(db, 1001, asks(tier=Tier.LEAD), anna, "a", NOW)).called.agents == []
    assert (await escalate_ticket(db, 1001, asks(tier=Tier.LEAD), ben, "b", NOW)).called.agents == [anna]


async def test_nobody_is_called_who_could_not_take_it_and_nothing_is_left_of_the_try(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    anna, ben, rita = await a_team(db, 3)
    await with_role(site, rita, "reader")
    await rows(site, "update owona_bot.agents set active = false where id = $1", ben.id)
    for user in (ben.slack_user, rita.slack_user, "U0STRANGER"):
        with pytest.raises(CannotBeCalled) as refused:
            await escalate_ticket(db, 1001, asks(person=Mention(user)), anna, user, NOW)
        assert refused.value.field == "agent"
    assert await path_of(site, ticket) == []
    assert await rows(site, "select 1 from owona_bot.notes union all select 1 from owona_bot.escalations") == []


async def test_what_is_done_or_not_there_or_a_readers_wish_is_refused(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    anna, ben = await a_team(db, 2)
    with pytest.raises(MayNot):
        await escalate_ticket(db, 1001, asks(), replace(ben, role="reader"), "a", NOW)
    with pytest.raises(NoSuchTicket):
        await escalate_ticket(db, 9999, asks(), anna, "b", NOW)
    await resolve_ticket(db, 1001, anna, "c")
    with pytest.raises(TicketClosed):
        await escalate_ticket(db, 1001, asks(), anna, "d", NOW)
    assert await path_of(site, ticket) == []


async def test_any_agent_escalates_somebody_elses_ticket_and_it_stays_theirs(db: Database, site: Site) -> None:
    await a_ticket(site)
    _, ben, carla = await a_team(db, 3)
    await claim_ticket(db, 1001, ben, "a")
    await escalate_ticket(db, 1001, asks(person=Mention(carla.slack_user)), carla, "b", NOW)
    assert (await show_ticket(db, 1001)).agent == ben


async def test_of_nine_who_take_what_was_escalated_the_last_one_has_it_and_who_called_does_not(
    db: Database, site: Site
) -> None:
    await a_ticket(site)
    team = await a_team(db, 10)
    await claim_ticket(db, 1001, team[0], "a")
    await escalate_ticket(db, 1001, asks(), team[1], "b", NOW)
    with pytest.raises(AlreadyClaimed):
        await take_escalated(db, 1001, team[1], "c")
    others = [agent for agent in team if agent != team[1]]
    taken = await asyncio.gather(*(take_escalated(db, 1001, agent, f"{agent.id}") for agent in others))
    assert {one.agent for one in taken} == set(others)
    assert (await show_ticket(db, 1001)).agent in others


async def test_the_one_who_called_may_end_it_and_a_lead_may_end_anybodys(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben, carla = await a_team(db, 3)
    await escalate_ticket(db, 1001, asks(chain=CHAIN), ben, "a", NOW)
    with pytest.raises(MayNot):
        await stop_escalation(db, 1001, carla, "b", NOW)
    await stop_escalation(db, 1001, ben, "c", NOW)
    with pytest.raises(NotEscalated):
        await stop_escalation(db, 1001, ben, "d", NOW)
    await escalate_ticket(db, 1001, asks(chain=CHAIN), ben, "e", NOW)
    await stop_escalation(db, 1001, anna, "f", NOW)
    assert {row["stopped_why"] for row in await rows(site, KEPT)} == {"by_hand"}
    assert [row["kind"] for row in await rows(site, TOLD)] == ["ticket.escalated", "escalation.stopped"] * 2


async def test_ten_who_stop_it_at_once_stop_it_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await escalate_ticket(db, 1001, asks(chain=CHAIN), anna, "a", NOW)
    ends = await asyncio.gather(
        *(stop_escalation(db, 1001, anna, f"{n}", NOW) for n in range(10)), return_exceptions=True
    )
    assert sum(isinstance(end, NotEscalated) for end in ends) == 9
    assert len(await rows(site, TOLD)) == 2
