"""SQL that says whom letters about a ticket go to: with `t` the site's row, `s` ours, `u` its owner's account."""


def address(system: str) -> str:
    """`system` is an expression for the address of the account that owns what nobody's account does.

    An account's address may change; who asked through the bot, by mail or in Slack, and whoever has no account here, is
    known by the ticket alone.
    """
    return f"""case when t.source_metadata ->> 'source' in ('owona_bot', 'slack') or t.source_metadata ? 'mail'
                   or lower(u.email::text) = lower({system})
                then coalesce(s.requester_address, u.email::text)
                else coalesce(u.email::text, s.requester_address) end"""
