"""What customers may write past the site, by its API: moments of no calendar, no words, JSON of any shape."""

from collections.abc import Iterator
from itertools import cycle

import asyncpg

MOMENTS = (
    *("infinity", "-infinity", "4714-11-24 00:00:00+00 BC", "0044-03-15 BC", "0001-01-01", "1969-12-31 23:59:59.9+00"),
    *("9999-12-31 23:59:59.999999", "12000-01-01", "294276-12-31 23:59:59.999999+00"),
)

STATUSES = ("new", "investigating", "waiting_customer", "resolved", "closed")

TICKET = """
    insert into public.support_tickets (user_id, title, description, category, priority, status, assigned_agent,
        source_metadata, escalation_path, created_at, updated_at, last_escalation)
    values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9::text::jsonb, {created}, {updated}, {updated})
    returning id"""

MESSAGE = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, author_name, message, metadata,
        internal_only, quick_reply_options, created_at)
    values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8::text::jsonb, {created})"""


def pairs() -> Iterator[tuple[str, str]]:
    """Created and changed: each with now, and with another that is none either."""
    for moment, other in zip(MOMENTS, MOMENTS[1:] + MOMENTS[:1], strict=True):
        yield from ((moment, "now"), ("now", moment), (moment, moment), (moment, other))


async def write_odd_tickets(raw: asyncpg.Connection, user: object) -> None:
    """One of each pair, with messages; statuses, agents, words and JSON as they come."""
    texts, agents = cycle(("", "Titel", " ", "<!channel>", "\u202e\x01")), cycle(("", "anna@owona.de", None, "autofix"))
    kinds, priorities = cycle((None, "", "ux", "billing", "x" * 300)), cycle(("low", "normal", "high", "urgent"))
    statuses, shapes = cycle(STATUSES), cycle(("{}", "[]", "null", '"x"', "1e400", '{"kind": 1, "plan": []}'))
    for created, updated in pairs():
        ticket = await raw.fetchval(
            TICKET.format(created=f"'{created}'", updated=f"'{updated}'"),
            *(user, next(texts), next(texts), next(kinds), next(priorities), next(statuses), next(agents)),
            *(next(shapes), next(shapes)),
        )
        for author, moment in (("customer", created), ("support", updated), ("system", "now"), ("customer", updated)):
            await raw.execute(
                MESSAGE.format(created=f"'{moment}'"),
                *(ticket, author, user, next(agents), next(texts)),
                *(next(shapes), author == "system", next(shapes)),
            )
