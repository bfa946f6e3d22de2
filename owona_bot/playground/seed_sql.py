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

UNSETTLED = """
select exists (select from owona_bot.events where planned_at is null)
    or exists (select from owona_bot.deliveries where state in ('waiting', 'leased') and reaction <> 'letter')
"""
