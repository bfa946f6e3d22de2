"""Which way a ticket came in, as `ticket_state.channel` keeps it."""

CHANNEL = """
    case t.source_metadata ->> 'source'
        when 'chatbot' then 'chat' when 'email' then 'mail' when 'slack' then 'slack' when 'owona_bot' then 'slack'
        when 'owona-improvements' then null else 'web' end"""
"""Of a row `t` of the site's tickets; null for what a file was read from, which came no way that we know.

What the bot makes says so there too. A customer who names another source there is believed: it changes figures alone.
"""

CHANNEL_OF = f"(select {CHANNEL} from public.support_tickets t where t.id = p.ticket_id)"
"""Of a row `p` of `present_state`; asked of those alone that are taken in."""
