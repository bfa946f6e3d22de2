"""Tickets of every shape that a desk can have, written by SQL of its own; the same seed writes the same."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from owona_bot.database.engine import Database

TEXTS = (
    *("Bilder fehlen", "=1+1", "@SUM(A1)", "\t-2+3", "a\r\nb\rc\n", "„Ümläute“ & <b>fett</b>", "😀👩‍👩‍👧 e\u0301"),
    *("\u202egpj.exe\u202c", "\x01\x1b[2J\x7f\x85\u2028", "\\u0000 \\", '","x":"', "x" * 9_000, " ", "<!channel> *x*"),
)

BIRTH = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

AGENTS = (
    ("U1", "anna@owona.de", "Anna", True),
    ("U2", "ben@owona.de", "Ben 'ß'", True),
    ("U3", "x@owona.de", "X", False),
)

AGENT = """
    insert into owona_bot.agents (slack_user, email, name, locale, role, active)
    values ($1, $2, $3, 'de', 'agent', $4) returning id"""

USER = "insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)"

TICKET = """
    insert into public.support_tickets
    select * from jsonb_populate_record(null::public.support_tickets, $1::text::jsonb)"""

STATE = """
    update owona_bot.ticket_state s
    set number = x.number, requester_name = x.requester_name, requester_address = x.requester_address, tags = x.tags,
        snoozed_until = x.snoozed_until, snoozed_for_answer = x.snoozed_for_answer, merged_into = x.merged_into,
        language = x.language, channel = x.channel, answered_at = x.answered_at
    from jsonb_populate_record(null::owona_bot.ticket_state, $1::text::jsonb) x
    where s.ticket_id = x.ticket_id"""

MESSAGE = """
    insert into public.support_ticket_messages
    select * from jsonb_populate_record(null::public.support_ticket_messages, $1::text::jsonb)"""

CONTENT = "insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id) values ($1, $2, $3, $4)"

FILE = """
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, content_id, created_at)
    values ($1, $2, $3, 'image/png', $4, $5, $6, $7)"""

NOTE = """
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text, rich_text, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


@dataclass(frozen=True, slots=True)
class Dice:
    """What is drawn; `raw` is where it is written."""

    random: Random
    raw: asyncpg.Connection
    users: tuple[UUID, ...]
    agents: tuple[int, ...]

    def maybe(self, value: object, share: float = 0.5) -> Any:  # the value, or None
        return value if self.random.random() < share else None

    def text(self) -> str:
        return f"{self.random.choice(TEXTS)}{self.random.choice(TEXTS)}{self.random.randrange(1000)}"

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def moment(self) -> datetime:
        """Some fall together."""
        minutes = self.random.randrange(20_000)
        return BIRTH + timedelta(minutes=minutes, microseconds=self.random.choice((0, 0, 1, 123_456, 999_999)))

    def metadata(self) -> object:
        inner = {"größe": self.text(), "n": [1, 2.50, 1e30, -0.0, None, True], "": {"a": []}}
        return self.random.choice(({}, inner, {"source": "owona_bot"}, {"kind": "auto_acknowledgement"}))


async def many_shapes(db: Database, count: int, seed: int) -> None:
    """`count` tickets, in an order that is not that of their numbers; none has one that a trigger gives meanwhile."""
    random = Random(seed)
    async with db.raw.acquire() as raw:
        users = tuple([await a_user(raw, random, n) for n in range(max(2, count // 8))])
        agents = tuple([await raw.fetchval(AGENT, *agent) for agent in AGENTS])
        dice = Dice(random, raw, users, agents)
        tickets = [dice.id() for _ in range(count)]
        numbers = random.sample(range(5001, 5001 + 2 * count), count)
        for ticket, number in zip(tickets, numbers, strict=True):
            await a_ticket(dice, ticket, number, tickets)


async def a_user(raw: asyncpg.Connection, random: Random, n: int) -> UUID:
    """One in ten has no address, or no name."""
    user = UUID(int=random.getrandbits(128), version=4)
    address = f"kunde{n}@example.com" if random.random() < 0.9 else None
    await raw.execute(USER, user, address, {"full_name": f"Kunde „{n}“"} if random.random() < 0.9 else {})
    return user


async def a_ticket(dice: Dice, ticket: UUID, number: int, others: list[UUID]) -> None:
    """With all that belongs to it."""
    pick, born = dice.random.choice, dice.moment()
    path = [{"agent": "tier2-automation", "status": "customer_followup", "timestamp": born.isoformat()}]
    row = {
        "id": ticket,
        "user_id": pick(dice.users),
        "category": pick(("bug", "payment", None, "Sonder=fall")),
        "priority": pick(("low", "normal", "high", "urgent")),
        "status": pick(("new", "investigating", "waiting_customer", "resolved", "closed")),
        "title": dice.text(),
        "description": dice.text(),
        "source_metadata": dice.metadata(),
        "created_at": born,
        "updated_at": dice.moment(),
        "assigned_agent": pick((None, "anna@owona.de", "support-agent", "x@owona.de")),
        "last_escalation": dice.maybe(born),
        "escalation_path": pick(([], path, path * 2)),
    }
    await dice.raw.execute(TICKET, as_text(row))
    await dice.raw.execute(STATE, as_text(state_of(dice, ticket, number, others)))
    for _ in range(dice.random.randrange(5)):
        await a_message(dice, ticket)
    for _ in range(dice.random.choice((0, 0, 1, 2))):
        await a_note(dice, ticket)


def state_of(dice: Dice, ticket: UUID, number: int, others: list[UUID]) -> dict[str, object]:
    """Snoozed until a moment, or for ever; one in five goes on in another, which has a larger id: in no circle."""
    into = dice.maybe(dice.random.choice(others), 0.4)
    return {
        "ticket_id": ticket,
        "number": number,
        "requester_name": dice.maybe(dice.text()),
        "requester_address": dice.maybe("lena@example.com"),
        "tags": dice.random.sample(["vip", "größe", "a.b-c_d", "2026"], dice.random.randrange(4)),
        "snoozed_until": dice.random.choice((None, None, "infinity", dice.moment())),
        "snoozed_for_answer": dice.random.random() < 0.3,
        "merged_into": into if into and into > ticket else None,
        "language": dice.random.choice(("de", "en", None)),
        "channel": dice.random.choice(("web", "mail", None)),
        "answered_at": dice.maybe(dice.moment()),
    }


async def a_message(dice: Dice, ticket: UUID) -> None:
    """With what Slack's editor made, and files."""
    id_, pick = dice.id(), dice.random.choice
    row = {
        "id": id_,
        "ticket_id": ticket,
        "author_type": pick(("customer", "support", "system")),
        "author_user_id": pick((None, *dice.users)),
        "author_name": dice.maybe(dice.text()),
        "message": dice.text(),
        "metadata": dice.metadata(),
        "internal_only": dice.random.random() < 0.3,
        "quick_reply_options": pick(([], ["Ja", "Nein"], [{"id": "1", "label": "Ja"}])),
        "created_at": dice.moment(),
    }
    await dice.raw.execute(MESSAGE, as_text(row))
    if dice.random.random() < 0.3:
        await dice.raw.execute(CONTENT, id_, ticket, {"type": "rich_text", "x": dice.text()}, pick(dice.agents))
    for _ in range(pick((0, 0, 0, 1, 3))):
        digest = dice.maybe(hashlib.sha256(dice.text().encode()).digest())
        size = dice.random.randrange(10**12)
        await dice.raw.execute(FILE, ticket, id_, dice.text(), size, digest, dice.maybe(dice.text()), dice.moment())


async def a_note(dice: Dice, ticket: UUID) -> None:
    """Written, and perhaps edited or deleted."""
    ts = f"{dice.random.randrange(10**9)}.{dice.random.randrange(10**6):06}"
    acts = dice.random.choice((("written",), ("written", "edited"), ("written", "edited", "deleted")))
    for version, act in enumerate(acts, 1):
        rich = dice.maybe({"type": "rich_text", "elements": []})
        agent = dice.random.choice((None, *dice.agents))
        await dice.raw.execute(NOTE, "C0", ts, version, ticket, agent, act, dice.text(), rich, dice.moment())


def as_text(row: dict[str, object]) -> str:
    """Ids and moments as PostgreSQL reads them."""
    return json.dumps(row, default=str)
