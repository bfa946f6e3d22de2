"""What the seed does that no site could: time goes back."""

HAS_TICKETS = "select exists (select from public.support_tickets)"

BACKDATE_TICKET = "update public.support_tickets set created_at = $2 where id = $1"

BACKDATE_MESSAGES = """
update public.support_ticket_messages m
set created_at = $2::timestamptz + $3::interval * (n.place - 1) / greatest(n.many, 1)
from (
  select id, row_number() over (order by created_at, id) as place, count(*) over () as many
  from public.support_ticket_messages where ticket_id = $1
) n
where m.id = n.id
"""

BACKDATE_EVENTS = "update owona_bot.events set created_at = $2 where ticket_id = $1"
"""What became of a ticket has been so for half of its life."""

BEGIN_YESTERDAY = "update owona_bot.marks set at = now() - interval '21 hours' where name = 'go_live'"
"""What came since then has deadlines that are told, what is older is old news."""

UNSETTLED = """
select exists (select from owona_bot.events where planned_at is null)
    or exists (select from owona_bot.deliveries where state in ('waiting', 'leased') and reaction <> 'letter')
"""

IS_AGENT = "select exists (select from owona_bot.agents where slack_user = $1 and active)"
