"""Mail of a period, by how it ended."""

from owona_bot.database.engine import Raw
from owona_bot.database.metrics import fetch, value
from owona_bot.database.metrics_asked import Asked
from owona_bot.domain.metrics import Mail

MAIL = """
    with {scope} x as (select)
    select count(*) filter (where t.direction = 'in') as received,
           count(*) filter (where t.direction = 'out' and t.verdict = 'sent') as sent,
           count(*) filter (where t.direction = 'out' and t.verdict like 'refused%') as bounced,
           count(*) filter (where t.direction = 'in' and t.verdict = 'quarantine') as quarantined
    from owona_bot.mail_log t {of_ticket}
    where t.created_at >= {start} and t.created_at < {end}"""

DEAD = """
    with {scope} x as (select)
    select count(*) from owona_bot.deliveries t {of_ticket}
    where t.state = 'dead' and t.reaction in ('letter', 'sla_mail', 'escalation_mail', 'link_mail', 'read_mail')
      and t.finished_at >= {start} and t.finished_at < {end}"""


async def mail(raw: Raw, asked: Asked) -> Mail:
    """That of the period."""
    [row] = await fetch(raw, asked, MAIL)
    dead = await value(raw, asked, DEAD)
    return Mail(row["received"], row["sent"], row["bounced"], row["quarantined"], dead)
