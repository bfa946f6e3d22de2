"""A desk of two thousand seeded tickets, and what each of them is, read without the index."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from owona_bot.database import index
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.due import Promise
from owona_bot.domain.filter_tree import Facts, Person, Text
from owona_bot.domain.filter_words import fold
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Category, Priority, Status

MANY = 2_000

ODDITIES = (
    "update owona_bot.ticket_state set snoozed_until = now() + interval '1 day' where number % 37 = 0",
    "update owona_bot.ticket_state set merged_into = gen_random_uuid() where number % 41 = 0",
    "update owona_bot.ticket_state set tags = tags || array['vip', 'sehr wichtig'] where number % 29 = 0",
    "update owona_bot.ticket_state set requester_address = null, requester_name = null where number % 53 = 0",
    "update owona_bot.ticket_state set channel = null, language = null where number % 31 = 0",
    "update owona_bot.ticket_state set requester_name = 'İnci Ölmez-Straße' where number % 59 = 0",
    """
    update public.support_tickets set category = 'Anlage'
    where id in (select ticket_id from owona_bot.ticket_state where number % 43 = 0)""",
    "update owona_bot.agents set active = false where name = 'Hugo Hahn'",
    """
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size)
    select ticket_id, gen_random_uuid(), 'a.png', 'image/png', 1 from owona_bot.ticket_state where number % 47 = 0""",
    """
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text)
    select 'C1', number::text, version, ticket_id, 1, 'written',
           case version when 1 then 'zuerst Kabelsalat' else 'danach Zwiebelkuchen' end
    from owona_bot.ticket_state, generate_series(1, 2) version where number % 61 = 0""",
    """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages)
    select ticket_id, metric, 1, 'x',
           case when number % 13 = 0 then 'met' when number % 4 = 0 then 'paused' else 'running' end, now(), due_at,
           case when due_at is null then '{}' else array[due_at - interval '3 hours', due_at] end
    from owona_bot.ticket_state,
         (values ('first_response', 7), ('next_response', 11), ('resolution', 3)) m (metric, each)
    cross join lateral (select now() + (number * each % 29 - 9) * interval '1 hour' as at) moment
    cross join lateral (select case when number % 4 > 0 or at < now() then at end as due_at) due
    where number % each = 0""",
)

TICKETS = """
    select t.id, t.status, t.priority, t.category, t.created_at, t.title, t.description, a.id as agent_id, a.name,
           a.email, s.number, s.requester_name, s.requester_address, s.tags, s.channel, s.language, s.answered_at,
           s.merged_into, s.snoozed_until is not null as snoozed,
           greatest(t.updated_at, (select max(created_at) from public.support_ticket_messages where ticket_id = t.id))
               as updated_at,
           exists (select from owona_bot.attachments f where f.ticket_id = t.id) as has_file,
           array(select message from public.support_ticket_messages where ticket_id = t.id) as messages,
           array(select n.text from owona_bot.notes n where n.ticket_id = t.id and n.version = (
               select max(version) from owona_bot.notes l where l.channel = n.channel and l.ts = n.ts)) as notes,
           array(select array[c.metric, c.state, c.stages[1]::text, c.due_at::text] from owona_bot.sla_clocks c
                 where c.ticket_id = t.id and c.state <> 'met') as promises
    from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id
    left join owona_bot.agents a on a.active and a.email = lower(t.assigned_agent)"""

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket; `words` and `texts` are all that is said in it, folded."""

    facts: Facts
    words: frozenset[str]
    texts: tuple[str, ...]

    def finds(self, asked: Text) -> bool:
        """Words that nobody bends: by how they begin, numbers and short ones as they are; phrases anywhere."""
        wanted = fold(asked.text)
        if asked.exact:
            return any(wanted in text for text in self.texts)
        return all(any(_begins(word, piece) for word in self.words) for piece in WORD.findall(wanted))


def _begins(word: str, piece: str) -> bool:
    return word == piece or (word.startswith(piece) and len(piece) > 2 and not piece.isdigit())


async def index_all(db: Database) -> None:
    async with db.raw.acquire() as raw:
        await index.compare(raw)
    while await index.work(db):
        pass


async def known(raw: Raw) -> Mapping[UUID, Known]:
    return {row["id"]: _known(row) for row in await raw.fetch(TICKETS)}


def _known(row: Record) -> Known:
    texts = (row["title"], row["description"], *row["messages"], *row["notes"])
    about = (str(row["number"]), row["requester_name"], row["requester_address"], *row["tags"])
    words = {word for text in (*texts, *about) if text for word in WORD.findall(fold(text))}
    return Known(_facts(row), frozenset(words), tuple(" ".join(fold(text).split()) for text in texts))


def _promise(metric: str, state: str, warned: str | None, due: str | None) -> Promise:
    moments = [datetime.fromisoformat(one) if one else None for one in (warned, due)]
    return Promise(metric, state == "running", *moments)


def _facts(row: Record) -> Facts:
    holder = Person(AgentId(row["agent_id"]), row["name"], row["email"]) if row["agent_id"] else None
    return Facts(
        number=row["number"],
        status=Status(row["status"]),
        priority=Priority(row["priority"]),
        category=Category.read(row["category"]),
        agent=holder,
        requester=Person(None, row["requester_name"], row["requester_address"]),
        tags=frozenset(row["tags"]),
        channel=row["channel"],
        language=row["language"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        answered_at=row["answered_at"],
        has_file=row["has_file"],
        merged=row["merged_into"] is not None,
        snoozed=row["snoozed"],
        promises=tuple(_promise(*one) for one in row["promises"]),
    )
