"""Whatever happens in whatever order: nobody gets more than they take, nothing is taken away, all that can be is given.

A machine of many steps on a real PostgreSQL; after each of them somebody looks, before and after it is planned.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from owona_bot.database.embedded import Server
from owona_bot.database.engine import connect
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import DEFAULT, AssignRules, Signal
from owona_bot.domain.errors import UserError
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Snooze, Status
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.release import release_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.status import set_ticket_status
from owona_bot.services.wake import wake_due
from tests.postgres import a_database
from tests.services.team import a_team
from tests.services.turns import Floor
from tests.services.turns_oracle import RELAX, TEAM, TICKETS, could, is_open, open_of, speaks

pytestmark = pytest.mark.database

T = TypeVar("T")

SIZE = 4

BILLING = Rule("billing", Mode.LOAD, frozenset({"billing"}), RELAX, categories=frozenset({"billing"}))

VIP = Rule("vip", Mode.OFF, categories=frozenset({"ux"}))

RULES = AssignRules(
    rules=(BILLING, VIP), otherwise=Rule(DEFAULT, Mode.ROUND_ROBIN), cap=2, presence=frozenset({Signal.AWAY})
)

SEEN_AWAY = """
    insert into owona_bot.presences (agent_id, away, looked_at) values ($1, $2, $3)
    on conflict (agent_id) do update set away = excluded.away, looked_at = excluded.looked_at"""

GIVEN = "select ticket_id, agent_id from owona_bot.assignments where agent_id is not null and id > $1"

LAST = "select coalesce(max(id), 0) from owona_bot.assignments"

SET = {
    "cap": "update owona_bot.agents set cap = $2 where id = $1",
    "skills": "update owona_bot.agents set skills = $2 where id = $1",
    "languages": "update owona_bot.agents set languages = $2 where id = $1",
    "away": "update owona_bot.agents set available = $2::timestamptz is null, away_until = $2 where id = $1",
    "role": "update owona_bot.agents set role = $2 where id = $1",
    "active": "update owona_bot.agents set active = $2 where id = $1",
}

PORTAL = "update public.support_tickets set assigned_agent = $2 where id = $1"

DELETE = "delete from public.support_tickets where id = $1"

PRIORITY = "update public.support_tickets set priority = $2 where id = $1"

CATEGORY = "update public.support_tickets set category = $2 where id = $1"

agents = st.integers(0, SIZE - 1)
tickets = st.integers(0, 30)
"""Of those that there are, counted around."""


class Turns(RuleBasedStateMachine):
    """`server` and `template` are handed over by the test."""

    server: Server
    template: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.held: dict[UUID, int | None] = {}

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(act)

    @initialize()
    def opens(self) -> None:
        self.run(self.open())

    async def open(self) -> None:
        admin = await asyncpg.connect(self.server.url("postgres"))
        self.stack.push_async_callback(admin.close)
        url = await self.stack.enter_async_context(a_database(self.server, admin, self.template))
        db, site = await connect(url), await Site.open(url, size=2)
        self.stack.push_async_callback(db.close)
        self.stack.push_async_callback(site.close)
        self.floor = Floor(db, site, RULES)
        self.team: Sequence[Agent] = await a_team(db, SIZE)
        self.now = datetime.now(UTC)
        self.stopped = False

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()

    # What happens

    @rule(
        category=st.sampled_from(["bug", "billing", "ux", None]), priority=st.sampled_from(["low", "urgent"]), n=agents
    )
    def arrives(self, category: str | None, priority: str, n: int) -> None:
        locale = {"locale": ("de", "en")[n % 2]}
        self.run(self.floor.asks(who=f"c{n}", category=category, priority=priority, source_metadata=locale))

    @rule(n=tickets, who=agents)
    def claims(self, n: int, who: int) -> None:
        self.on(n, lambda number: claim_ticket(self.floor.db, number, self.team[who], None))

    @rule(n=tickets, who=agents)
    def releases(self, n: int, who: int) -> None:
        self.on(n, lambda number: release_ticket(self.floor.db, number, self.team[who], None))

    @rule(n=tickets, who=agents, status=st.sampled_from(Status))
    def becomes(self, n: int, who: int, status: Status) -> None:
        self.on(n, lambda number: set_ticket_status(self.floor.db, number, status, self.team[who], None))

    @rule(n=tickets, who=agents, hours=st.sampled_from([1, 24]))
    def sleeps(self, n: int, who: int, hours: int) -> None:
        until = Snooze(self.now + timedelta(hours=hours), False)
        self.on(n, lambda number: snooze_ticket(self.floor.db, number, until, self.team[who], None))

    @rule(minutes=st.sampled_from([1, 29, 61]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.run(wake_due(self.floor.db, self.now))

    @rule(n=tickets, holder=st.one_of(st.none(), st.just("support-agent"), agents))
    def portal_assigns(self, n: int, holder: int | str | None) -> None:
        address = self.team[holder].email.upper() if isinstance(holder, int) else holder
        self.beneath(n, PORTAL, address)

    @rule(n=tickets)
    def is_deleted(self, n: int) -> None:
        self.beneath(n, DELETE)

    @rule(n=tickets, priority=st.sampled_from(["low", "high"]))
    def presses(self, n: int, priority: str) -> None:
        self.beneath(n, PRIORITY, priority)

    @rule(n=tickets, category=st.sampled_from(["bug", "billing", "ux"]))
    def is_about(self, n: int, category: str) -> None:
        self.beneath(n, CATEGORY, category)

    @rule(who=agents, cap=st.sampled_from([None, 0, 1, 3]))
    def takes(self, who: int, cap: int | None) -> None:
        self.becomes_of(who, "cap", cap)

    @rule(who=agents, skills=st.sampled_from([[], ["billing"]]), languages=st.sampled_from([[], ["de"], ["en"]]))
    def learns(self, who: int, skills: list[str], languages: list[str]) -> None:
        self.becomes_of(who, "skills", skills)
        self.becomes_of(who, "languages", languages)

    @rule(who=agents, minutes=st.sampled_from([None, 30, 90]))
    def goes_away(self, who: int, minutes: int | None) -> None:
        self.becomes_of(who, "away", None if minutes is None else self.now + timedelta(minutes=minutes))

    @rule(who=agents, away=st.booleans())
    def is_seen(self, who: int, away: bool) -> None:
        self.run(self.floor.does(SEEN_AWAY, self.team[who].id, away, self.now))

    @rule(who=agents, role=st.sampled_from(["reader", "agent", "lead"]))
    def becomes_a(self, who: int, role: str) -> None:
        self.becomes_of(who, "role", role)

    @rule(who=agents, here=st.booleans())
    def leaves_or_comes(self, who: int, here: bool) -> None:
        self.becomes_of(who, "active", here)

    @rule(lives=st.booleans())
    def another_automation(self, lives: bool) -> None:
        self.run(self.floor.site.heartbeat("support-mcp", "up" if lives else "down"))
        self.stopped = lives

    def becomes_of(self, who: int, what: str, value: object) -> None:
        self.run(self.floor.does(SET[what], self.team[who].id, value))

    def beneath(self, n: int, statement: str, *told: object) -> None:
        if found := self.run(self.floor.site.pool.fetch(TICKETS)):
            self.run(self.floor.does(statement, found[n % len(found)]["id"], *told))

    def on(self, n: int, act: Any) -> None:
        """By somebody who may not be able to."""
        if found := self.run(self.floor.site.pool.fetch(TICKETS)):
            with suppress(UserError):
                self.run(act(found[n % len(found)]["number"]))

    # What holds

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "floor"):
            self.run(self.looked_at(planned=False))
            self.run(self.looked_at(planned=True))
            self.run(self.nothing_is_left())
            self.run(self.floor.explained())

    async def looked_at(self, *, planned: bool) -> None:
        pool = self.floor.site.pool
        before = {row["id"]: row for row in await pool.fetch(TICKETS)}
        last = await pool.fetchval(LAST)
        await (self.floor.works(self.now) if planned else self.floor.looks(self.now))
        after = {row["id"]: row for row in await pool.fetch(TICKETS)}
        team = {row["id"]: row for row in await pool.fetch(TEAM, self.now)}
        gifts = await pool.fetch(GIVEN, last)
        assert not (gifts and self.stopped)
        for gift in gifts:
            one, ticket = team[gift["agent_id"]], before[gift["ticket_id"]]
            assert one["holds"]
            assert not one["gone"]
            assert open_of(after, one["id"]) <= one["cap"]
            assert ticket["agent"] is None
            assert ticket["category"] != "ux"
            assert speaks(one, ticket)
        given = {gift["ticket_id"] for gift in gifts}
        assert len(given) == len(gifts)
        assert {id_: row["agent"] for id_, row in after.items() if id_ not in given} == {
            id_: row["agent"] for id_, row in before.items() if id_ not in given
        }

    async def nothing_is_left(self) -> None:
        """Nobody of the team could have one that waits."""
        if self.stopped:
            return
        pool = self.floor.site.pool
        all_ = {row["id"]: row for row in await pool.fetch(TICKETS)}
        team = await pool.fetch(TEAM, self.now)
        for ticket in all_.values():
            if ticket["agent"] is None and is_open(ticket) and ticket["category"] != "ux":
                able = [one["id"] for one in team if could(one, ticket, all_, self.now)]
                assert able == [], f"#{ticket['number']}"


def test_whatever_happens(postgres: Server, template: str) -> None:
    Turns.server, Turns.template = postgres, template
    run_state_machine_as_test(Turns, settings=to_depth(10, 25))


@pytest.mark.campaign
def test_whatever_happens_for_long(postgres: Server, template: str) -> None:
    Turns.server, Turns.template = postgres, template
    run_state_machine_as_test(Turns, settings=to_depth(200, 60))


def to_depth(examples: int, steps: int) -> settings:
    """What fails is told as it was found: to make it smaller takes minutes."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
