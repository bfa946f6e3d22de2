"""Conditions on what is said in a ticket."""

from collections.abc import Sequence

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.search_text import Said, understand
from owona_bot.domain.filter_tree import Term, Text
from owona_bot.domain.list_errors import SearchTooGeneral

SAYS = "owona_bot.says({text}, {{phrase}})"

LATEST_NOTES = """
    select distinct on (channel, ts) act, text from owona_bot.notes
    where ticket_id = s.ticket_id order by channel, ts, created_at desc, version desc"""

PHRASE = f"""
    (exists (select from public.support_tickets t where t.id = s.ticket_id
             and ({SAYS.format(text="t.title")} or {SAYS.format(text="t.description")}))
     or exists (select from public.support_ticket_messages m where m.ticket_id = s.ticket_id
                and {SAYS.format(text="m.message")})
     or exists (select from ({LATEST_NOTES}) n where n.act <> 'deleted' and {SAYS.format(text="n.text")}))"""
"""The index has words without their places: a phrase is looked for in the texts of the tickets that have its words."""


async def add_texts(raw: Raw, where: Where, terms: Sequence[Term], *, forgiving: bool) -> None:
    """All free text of a filter; words that are not wanted are not forgiven their typos."""
    texts = {
        negated: [one for one in terms if isinstance(one.condition, Text) and one.negated is negated]
        for negated in (False, True)
    }
    wanted = await _understood(raw, texts[False], forgiving=forgiving)
    where.said = wanted
    if wanted and not any(said.query or said.phrase or said.nowhere for said in wanted):
        raise SearchTooGeneral(
            words=" ".join(one.condition.text for one in texts[False] if isinstance(one.condition, Text))
        )
    if query := " & ".join(said.query for said in wanted if said.query):
        where.query = where.bind(query, "text::tsquery")
        where.add(f"s.words @@ {where.query}", _share(where, wanted))
    for said in wanted:
        if said.nowhere and not said.phrase:
            where.add("false", 0.0)
        if said.phrase:
            where.add(_phrase(where, said.phrase), 1.0)
    for said in await _understood(raw, texts[True], forgiving=False):
        _add_unwanted(where, said)


async def _understood(raw: Raw, terms: Sequence[Term], *, forgiving: bool) -> list[Said]:
    texts = [term.condition for term in terms if isinstance(term.condition, Text)]
    return await understand(raw, texts, forgiving=forgiving) if texts else []


def _share(where: Where, wanted: Sequence[Said]) -> float:
    share = 1.0
    for said in wanted:
        share *= min(1.0, said.tickets / max(1, where.tickets)) if said.query else 1.0
    return share


def _add_unwanted(where: Where, said: Said) -> None:
    """In no part of the ticket; stop words stand nowhere."""
    holds = []
    if said.query:
        part = "select from owona_bot.search p where p.ticket_id = s.ticket_id and p.words @@"
        holds.append(f"exists ({part} {where.bind(said.query, 'text::tsquery')})")
    if said.phrase:
        holds.append(_phrase(where, said.phrase))
    if holds:
        where.add(f"({' and '.join(holds)})", 0.0, negated=True)


def _phrase(where: Where, phrase: str) -> str:
    return PHRASE.format(phrase=where.bind(phrase, "text"))
