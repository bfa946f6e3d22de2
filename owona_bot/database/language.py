"""Which language a ticket's customer reads, as `ticket_state.language` keeps it."""


def well_formed(told: str) -> str:
    """The language of a BCP 47 tag; null for what is none: customers write any text there, as long as they like."""
    return f"""
        case when length({told}) <= 35
             then lower(substring({told} from '^([a-zA-Z][a-zA-Z])(?:[-_][a-zA-Z0-9]+)*$')) end"""


TOLD = f"""
    coalesce({well_formed("t.source_metadata ->> 'locale'")},
             (select {well_formed("p.language")} from public.profiles p where p.id = t.user_id))"""

LANGUAGE = f"lower(coalesce(s.language, {TOLD}))"
"""Two letters, of a row `t` of the site's tickets and its `s` in ticket_state; null where nobody knows."""

LANGUAGE_OF = f"(select {TOLD} from public.support_tickets t where t.id = p.ticket_id)"
"""Of a row `p` of `present_state`; asked of those alone that are taken in."""
