"""A desk of two thousand random tickets with every odd shape that the tables take; the same at each run."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from owona_bot.database.engine import Raw

MANY = 2_000

NOW = datetime(2026, 10, 28, 14, 37, 5, 123_456, tzinfo=UTC)
"""Some days after Berlin's clocks were put back."""

BERLIN = ZoneInfo("Europe/Berlin")

MONTHS = 240 * 86_400
"""Seconds before NOW in which tickets were made; clocks were put forward in them, too."""

OPEN, DONE = ("new", "investigating", "waiting_customer"), ("resolved", "closed")

AGENTS = (("anna@owona.de", True), ("ben@owona.de", True), ("cora@owona.de", True), ("gone@owona.de", False))

HOLDERS = (None, None, "anna@owona.de", "Anna@Owona.de", "ben@owona.de", "cora@owona.de", "gone@owona.de", "bot-7", "")

PATHS = ("[]", "[]", "[]", '[{"agent": "tier2"}]', "[1, [2]]", "{}", '{"a": 1}', '"[1]"', "7", "null")

KINDS = ("auto_acknowledgement", "autopatch_initiated", "", None, None, None, None, None)

ACTIONS: tuple[Any, ...] = (
    [],
    [{"type": "supabase_query"}],
    [{"type": "ux_update", "status": "done"}, {"type": "x", "status": None}],
    [{"type": "hetzner_command", "status": "completed"}],
    "none",
    [1, None, "x"],
)

PLANS: tuple[Any, ...] = (None, None, None, "x", [], *({"summary": "s", "actions": one} for one in ACTIONS))

KNOWLEDGE: tuple[Any, ...] = (
    *(None, None, None, [{"id": "k1", "title": "Eins"}], [{"id": "k2"}, {"id": "k1"}]),
    *("k1", [1, None], [{"id": 7}]),
)

METRICS = ("first_response", "next_response", "resolution")

CHANNELS = (None, "web", "mail", "slack")

CUSTOMERS = (None, *(f"{'Kunde' if n % 2 else 'kunde'}{n // 2}@example.com" for n in range(60)))


@dataclass(slots=True)
class World:
    """Rows as they are inserted, table by table."""

    users: list[tuple[Any, ...]] = field(default_factory=list)
    tickets: list[tuple[Any, ...]] = field(default_factory=list)
    messages: list[tuple[Any, ...]] = field(default_factory=list)
    states: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    terms: list[tuple[Any, ...]] = field(default_factory=list)
    clocks: list[tuple[Any, ...]] = field(default_factory=list)
    escalations: list[tuple[Any, ...]] = field(default_factory=list)
    mails: list[tuple[Any, ...]] = field(default_factory=list)
    dead: list[tuple[Any, ...]] = field(default_factory=list)


COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "users": ("auth.users", ("id", "email")),
    "tickets": (
        "public.support_tickets",
        (
            *("id", "user_id", "category", "priority", "status", "title", "description", "created_at", "updated_at"),
            *("assigned_agent", "escalation_path"),
        ),
    ),
    "messages": (
        "public.support_ticket_messages",
        ("id", "ticket_id", "author_type", "message", "metadata", "created_at", "internal_only"),
    ),
    "states": (
        "owona_bot.ticket_state",
        (
            *(
                "ticket_id",
                "number",
                "requester_address",
                "requester_name",
                "seen_status",
                "seen_priority",
                "seen_agent",
                "seen_text",
            ),
            *("channel", "snoozed_until", "merged_into"),
        ),
    ),
    "events": (
        "owona_bot.events",
        ("ticket_id", "kind", "actor", "payload", "transaction_id", "created_at", "planned_at"),
    ),
    "terms": ("owona_bot.sla_terms", ("ticket_id", "since", "event_id", "stood_since")),
    "clocks": (
        "owona_bot.sla_clocks",
        (
            *("ticket_id", "metric", "round", "policy", "state", "started_at", "due_at", "stages", "stopped_at"),
            "late",
        ),
    ),
    "escalations": ("owona_bot.escalations", ("ticket_id", "by", "started_at", "created_at")),
    "mails": (
        "owona_bot.mail_log",
        ("direction", "ticket_id", "recipient", "verdict", "size", "sha256", "created_at"),
    ),
    "dead": (
        "owona_bot.deliveries",
        ("event_id", "ticket_id", "reaction", "target", "order_key", "lane", "priority", "state", "finished_at"),
    ),
}


JSON = ("metadata", "payload", "escalation_path")
"""Written down already."""


async def populate(raw: Raw, seed: int = 29) -> None:
    """As the owner, past every trigger."""
    world = make(seed)
    await raw.execute("set session_replication_role = replica")
    await raw.executemany(
        """insert into owona_bot.agents (slack_user, email, name, locale, role, active)
           values ('U' || upper(split_part($1, '@', 1)), $1, initcap(split_part($1, '@', 1)), 'de', 'agent', $2)""",
        AGENTS,
    )
    for name, (table, columns) in COLUMNS.items():
        values = ", ".join(
            f"${n}::text::jsonb" if column in JSON else f"${n}" for n, column in enumerate(columns, start=1)
        )
        await raw.executemany(f"insert into {table} ({', '.join(columns)}) values ({values})", getattr(world, name))
    await raw.execute("set session_replication_role = origin")
    await raw.execute("analyze")


def make(seed: int) -> World:
    """All of it."""
    rng, world = Random(seed), World()
    owner = UUID(int=rng.getrandbits(128))
    world.users.append((owner, "owner@example.com"))
    for number in range(1001, 1001 + MANY):
        add_ticket(rng, world, owner, number)
    for n in range(400):
        add_mail(rng, world, n)
    return world


def around(rng: Random, at: datetime, most: float) -> datetime:
    """Somewhat later, mostly soon."""
    return max(at, sharp(rng, at + timedelta(seconds=round(rng.random() ** 3 * most, 3))))


def sharp(rng: Random, at: datetime) -> datetime:
    """Now and then midnight or noon on the desk's wall: where days, and 36 hours, begin and end."""
    if rng.random() < 0.9:
        return at
    there = at.astimezone(BERLIN)
    return there.replace(hour=rng.choice((0, 12)), minute=0, second=0, microsecond=0).astimezone(UTC)


def add_ticket(rng: Random, world: World, owner: UUID, number: int) -> None:
    """With its history and what is said in it."""
    id_ = UUID(int=rng.getrandbits(128))
    later = rng.random() < 0.02
    created = sharp(rng, NOW + timedelta(seconds=rng.randrange(5 * 86_400) if later else -rng.randrange(MONTHS)))
    if rng.random() < 0.01:
        created = datetime(1, 1, 2, tzinfo=UTC)
    merged = UUID(int=rng.getrandbits(128)) if rng.random() < 0.05 else None
    status, last = add_history(rng, world, id_, created, merged)
    updated = last + rng.choice((*[0] * 18, -1, 1)) * timedelta(seconds=rng.random() * 90_000)
    if rng.random() < 0.5:
        world.terms.append((id_, created, 0, created + max(updated - created, timedelta()) * rng.random()))
    holder, priority = rng.choice(HOLDERS), rng.choice(("low", "normal", "normal", "high", "urgent"))
    category = rng.choice((None, "bug", "billing", "integration", "ux", "other", "Sonstiges", "payment"))
    path = rng.choice(PATHS)
    world.tickets.append(
        (id_, owner, category, priority, status, f"Titel {number}", "Text", created, updated, holder, path)
    )
    snoozed = rng.choice((None, None, None, NOW + timedelta(days=1)))
    channel, customer = rng.choice(CHANNELS), rng.choice(CUSTOMERS)
    name = None if customer is None else customer.split("@")[0].title()
    world.states.append((id_, number, customer, name, status, priority, holder, 0, channel, snoozed, merged))
    world.messages.extend(said(rng, id_, max(created, NOW - timedelta(days=400))))
    add_clocks(rng, world, id_, created)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        at = around(rng, max(created, NOW - timedelta(days=300)), 10 * 86_400)
        world.escalations.append((id_, "bot:sla", at, at))


def add_history(rng: Random, world: World, id_: UUID, created: datetime, merged: UUID | None) -> tuple[str, datetime]:
    """The status it comes to, and when; some came in done, of some no event tells, some events are late or at once."""
    status = rng.choice(DONE) if rng.random() < 0.2 else "new"
    at = max(created, NOW - timedelta(days=500))
    if status in DONE or rng.random() < 0.1:
        silent = rng.choice(DONE) if rng.random() < 0.5 else status
        at = around(rng, at, 86_400)
        status = silent
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        at = at if rng.random() < 0.05 else around(rng, at, 20 * 86_400)
        if at > NOW:
            break
        after = rng.choice([one for one in (*OPEN, *DONE, *DONE) if one != status])
        add_event(rng, world, (id_, at), (status, after), merged)
        status = after
    return status, at


def add_event(
    rng: Random, world: World, what: tuple[UUID, datetime], change: tuple[str, str], merged: UUID | None
) -> None:
    """With the merge that ended it, or the parting that opened it again, in the same transaction."""
    (id_, at), transaction = what, len(world.events) + 10
    planned = rng.choice((None, at))
    world.events.append((id_, "ticket.changed", "agent:1", json.dumps({"status": change}), transaction, at, planned))
    if merged and rng.random() < 0.5:
        kind = "ticket.merged" if change[1] in DONE else "ticket.unmerged"
        payload = json.dumps({"other": str(merged)})
        world.events.append((id_, kind, "agent:1", payload, transaction, at, planned))


def said(rng: Random, id_: UUID, at: datetime) -> Iterator[tuple[Any, ...]]:
    """By whom and what ever, before the ticket was there, too."""
    for _ in range(rng.choice((0, 1, 2, 3, 5))):
        at = around(rng, at, 4 * 86_400)
        when = at - timedelta(days=9) if rng.random() < 0.03 else at
        meta: dict[str, Any] = {"attachments": []}
        told = {"kind": rng.choice(KINDS), "plan": rng.choice(PLANS), "knowledge": rng.choice(KNOWLEDGE)}
        meta |= {name: value for name, value in told.items() if value is not None}
        meta |= {"split_from": "x"} if rng.random() < 0.03 else {}
        meta |= {"copied_from": "x"} if rng.random() < 0.03 else {}
        author = rng.choice(("customer", "support", "support", "system"))
        message = (UUID(int=rng.getrandbits(128)), id_, author, "…", json.dumps(meta), when, rng.random() < 0.2)
        yield message


def add_clocks(rng: Random, world: World, id_: UUID, created: datetime) -> None:
    """In any state, also such as no fold would leave."""
    for metric in METRICS:
        for n in range(1, 1 + rng.choice((0, 1, 1, 2))):
            begun = around(rng, max(created, NOW - timedelta(days=300)), 20 * 86_400)
            due = None if rng.random() < 0.1 else around(rng, begun, 5 * 86_400)
            state = rng.choice(("running", "paused", "met", "met", "met", "void"))
            stopped = around(rng, begun, 8 * 86_400) if state in ("met", "void") else None
            late = state == "met" and due is not None and stopped is not None and stopped > due
            stages = [due] if due else []
            world.clocks.append((id_, metric, n, "x", state, begun, due, stages, stopped, late))


def add_mail(rng: Random, world: World, n: int) -> None:
    """In and out, and letters that nobody could deliver."""
    at = NOW - timedelta(seconds=rng.randrange(-86_400, MONTHS))
    ticket = rng.choice(world.tickets)[0] if rng.random() < 0.8 else None
    way = rng.choice(("in", "out"))
    ends = {"in": ("new", "reply", "quarantine", "bounce"), "out": ("sent", "sent", "refused: 550", "refused", None)}
    world.mails.append((way, ticket, "a@example.com", rng.choice(ends[way]), 1, b"x", at))
    reaction, state = rng.choice(("letter", "sla_mail", "card", "read_mail")), rng.choice(("dead", "done"))
    world.dead.append((n, ticket, reaction, "x", f"mail:{n}", "smtp", 1, state, at))
