"""What stands of all promises, and which falls due next: for Homes, by indexes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.lists import COUNTED
from owona_bot.database.lists_promises import ABOUT
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.due import DAYS, Outlook, Standing
from owona_bot.domain.filter_times import midnight
from owona_bot.domain.sla import Metric

LOOKED = 2 * COUNTED
"""Search rows of which more than COUNTED are of different tickets."""


def tickets(value: Standing) -> str:
    """How many there are, by an index alone; for a moment one that was just done is among them."""
    some = f"select s.ticket_id from owona_bot.search s where {ABOUT[value]} order by s.due_at limit {LOOKED}"
    return f"select least(count(distinct ticket_id), {COUNTED + 1}) from ({some}) s"


COUNTS = f"""
    select ({tickets(Standing.BREACHED)}) as late,
           ({tickets(Standing.RISK)}) as risk,
           (select count(*) from owona_bot.sla_clocks c
            where c.state = 'met' and not c.late and c.stopped_at >= $2 and c.stopped_at <= $1) as kept"""

DUE = "c.state in ('running', 'paused') and c.due_at is not null"
"""As the index `sla_clocks_live` has them."""

BROKEN = f"""
    select width_bucket(due_at, $3::timestamptz[]) as day, count(*) as n
    from (select c.due_at from owona_bot.sla_clocks c where {DUE} and c.due_at >= $2 and c.due_at <= $1
          union all
          select c.due_at from owona_bot.sla_clocks c where c.late and c.due_at >= $2 and c.due_at <= $1) broken
    group by 1"""

NEXT = f"""
    select c.ticket_id, c.metric, c.due_at, c.stages[1] <= $1 as presses
    from owona_bot.sla_clocks c where {DUE} and c.due_at > $1 and c.state = 'running'
    order by c.due_at, c.ticket_id limit $2"""


@dataclass(frozen=True, slots=True)
class Coming:
    """A deadline that is not over, and whose it is."""

    ticket: UUID
    deadline: Deadline


async def outlook(raw: Raw, now: datetime, zone: tzinfo) -> Outlook:
    """At `now`, with days as they are in `zone`."""
    today = now.astimezone(zone).date()
    days = [midnight(today - timedelta(days=DAYS - 1 - n), zone) for n in range(DAYS)]
    counts = await raw.fetchrow(COUNTS, now, days[0])
    found = {row["day"]: row["n"] for row in await raw.fetch(BROKEN, now, days[0], days)}
    broken = tuple(found.get(n + 1, 0) for n in range(DAYS))
    return Outlook(counts["late"], counts["risk"], counts["kept"], broken)


async def coming(raw: Raw, now: datetime, limit: int) -> Sequence[Coming]:
    """What falls due next."""
    return [
        Coming(
            row["ticket_id"], Deadline(Metric(row["metric"]), row["due_at"], Tone.RISK if row["presses"] else Tone.CALM)
        )
        for row in await raw.fetch(NEXT, now, limit)
    ]
