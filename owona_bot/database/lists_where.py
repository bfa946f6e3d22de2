"""A filter as SQL over `owona_bot.search`, all its values bound; `domain/filters.py: matches` is what it must mean."""

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.lists_facets import add_facets
from owona_bot.database.lists_numbers import add_numbers
from owona_bot.database.lists_promises import add_deadline, add_promises
from owona_bot.database.lists_texts import add_texts
from owona_bot.database.lists_times import add_times
from owona_bot.database.vocabulary import frequencies
from owona_bot.domain.filter_tree import Filter, OneOf, People, Sort, Times, View
from owona_bot.domain.ticket import Status

STATUSES = [f"=s:{status}" for status in Status]


async def where_of(raw: Raw, asked: Filter, view: View, *, forgiving: bool = True) -> Where:
    """`asked` as `view` reads it; `forgiving`: words that occur nowhere stand for the nearest that do."""
    where = Where(tickets=sum((await frequencies(raw, STATUSES)).values()))
    for term in asked.terms:
        match term.condition:
            case Times(name, periods):
                add_times(where, name, periods, view, negated=term.negated)
            case OneOf("sla", values):
                await add_promises(raw, where, values, view.now, negated=term.negated)
            case OneOf("number", values):
                await add_numbers(raw, where, values, negated=term.negated)
            case OneOf() | People():
                await add_facets(raw, where, term, view)
    if asked.sort is Sort.DUE:
        await add_deadline(raw, where)
    await add_texts(raw, where, asked.terms, forgiving=forgiving)
    return where
