"""What is finished for long leaves the tables."""

from datetime import timedelta

from owona_bot.database.engine import Raw

AGES = "with ages as (select $1::interval as finished, $2::interval as knocks)"

OLD_DECISION = """decided_at < now() - 3 * ages.finished and not exists (
    select from owona_bot.ticket_state s where s.ticket_id = assignments.ticket_id
    and s.deleted_at is null and s.seen_status not in ('resolved', 'closed'))"""

STALE: dict[str, tuple[str, ...]] = {
    "deliveries": (
        "state in ('done', 'suppressed') and finished_at < now() - ages.finished",
        # There are many Homes, and nobody asks what one looked like.
        "reaction = 'home' and state in ('done', 'suppressed') and finished_at < now() - interval '1 day'",
    ),
    "inbox": ("created_at < now() - ages.knocks",),
    "drafts": ("created_at < now() - ages.knocks",),
    "shown_lists": ("created_at < now() - ages.knocks",),
    "bulks": ("state = 'previewed' and created_at < now() - ages.knocks", "finished_at < now() - ages.finished"),
    "export_links": ("expires_at < now()",),
    "export_parts": ("export_id in (select e.id from owona_bot.exports e where e.expires_at < now())",),
    # Who took which tickets away is known for a year.
    "exports": ("expires_at < now() and created_at < now() - interval '1 year'",),
    # Those that were carried out stay: they tell why somebody has a ticket.
    "shares": (
        "state = 'asked' and why = 'asked' and asked_at < now() - ages.knocks",
        "state in ('declined', 'overtaken') and settled_at < now() - ages.finished",
    ),
    # Long after anything could be undone, or be told of late.
    "emoji_acts": ("created_at < now() - ages.knocks",),
    "tokens": ("expires_at < now()",),
    "service_tokens": ("least(revoked_at, expires_at) < now() - interval '1 year'",),
    "export_streams": ("started_at < now() - interval '1 year'",),
    "lanes": ("name like 'slack.update:%' and next_at < now() - interval '1 hour'",),
    # So long a list may be paged through without missing a ticket.
    "moves": ("at < now() - interval '1 hour'",),
    "vocabulary": ("documents <= 0",),
    # The last run of each entry stays.
    "schedule_runs": (
        "finished_at < now() - ages.finished "
        "and id < (select max(r.id) from owona_bot.schedule_runs r where r.name = schedule_runs.name)",
        # Nor those of reports that nobody schedules any more.
        "finished_at < now() - ages.finished and job = 'report' "
        "and not exists (select from owona_bot.schedule s where s.name = schedule_runs.name)",
    ),
    # A year of monthly ones, whose PDF can still be had.
    "reports": ("made_at < now() - interval '400 days'",),
    "report_files": ("begun_at < now() - ages.finished",),
    # Three times as long as anybody counts who got how many; of what is open it is asked for ever.
    "assignments": (
        # Two ways, for each has an index.
        f"agent_id is not null and {OLD_DECISION}",
        f"agent_id is null and {OLD_DECISION}",
    ),
}
"""Deliveries that ended well, answered knocks, expired links, the paces of quiet cards, words in no ticket.

Lists that nobody pages through any more, and acts on many tickets that have ended or were only looked at; so are
proposals that nobody wanted, and old decisions of whose turn it was.
Files that nobody fetches any more go. Dead deliveries stay.
"""


async def prune(raw: Raw, finished: timedelta, knocks: timedelta) -> dict[str, int]:
    """How many rows left which table."""
    gone = dict.fromkeys(STALE, 0)
    for table, ways in STALE.items():
        for way in ways:
            told = await raw.execute(f"{AGES} delete from owona_bot.{table} using ages where {way}", finished, knocks)
            gone[table] += int(told.rpartition(" ")[2])
    return gone


async def count_stale(raw: Raw, finished: timedelta, knocks: timedelta) -> dict[str, int]:
    """How many would."""
    return {
        table: await raw.fetchval(
            f"{AGES} select count(*) from owona_bot.{table}, ages where {' or '.join(f'({way})' for way in ways)}",
            *(finished, knocks),
        )
        for table, ways in STALE.items()
    }
