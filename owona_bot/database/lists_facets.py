"""Conditions on what a ticket has: facets, as `index_sql` writes them (`s:new`, `a:anna@owona.de`, `t:vip`)."""

from collections.abc import Mapping, Sequence

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.vocabulary import completed, frequencies
from owona_bot.domain.filter_tree import Named, OneOf, People, Person, Term, View, Whom
from owona_bot.domain.filter_words import fold
from owona_bot.domain.filters import is_meant
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import DONE, Category, Priority, Status

NAMED = 200
"""Names that a part of one may be completed to; beyond that each ticket's own is looked at."""

HOLDERS = 10_000
"""Different values of `assigned_agent` that are told apart."""

SIGNS: Mapping[str, str] = {
    **{"status": "s:", "priority": "p:", "category": "c:"},
    **{"tag": "t:", "channel": "h:", "language": "l:", "has": "f:"},
}

EVERY: Mapping[str, frozenset[str]] = {
    sign: frozenset(f"{sign}{value}" for value in values)
    for sign, values in (("s:", Status), ("p:", Priority), ("c:", Category))
}
"""Each ticket has one of them and of the holders: "not these" is "one of the others", which an index finds."""

STATES: Mapping[str, frozenset[str]] = {
    "open": frozenset(f"s:{status}" for status in Status if status not in DONE),
    "done": frozenset(f"s:{status}" for status in DONE),
    "snoozed": frozenset({"z:"}),
    "merged": frozenset({"m:"}),
}

AGENTS = "select id, name, email from owona_bot.agents where active"


async def add_facets(raw: Raw, where: Where, term: Term, view: View) -> None:
    """A term about a choice or a person."""
    match term.condition:
        case OneOf("is", values):
            wanted = frozenset[str]().union(*(STATES.get(value, frozenset()) for value in values))
            if "unassigned" in values:
                wanted |= await _held(raw, frozenset({Whom.NONE}), view)
        case OneOf("has"):
            wanted = frozenset({"f:"})
        case OneOf(name, values):
            wanted = frozenset(f"{SIGNS[name]}{value}" for value in values)
        case People("agent", who):
            wanted = await _held(raw, who, view)
        case People(_, who):
            await _add_requesters(raw, where, [one.text for one in who if isinstance(one, Named)], negated=term.negated)
            return
        case _:
            raise TypeError(term)
    await _add(raw, where, wanted, negated=term.negated)


async def _add(raw: Raw, where: Where, wanted: frozenset[str], *, negated: bool) -> None:
    """One of `wanted`, or none of them."""
    signs = {facet[:2] for facet in wanted}
    if negated and len(signs) == 1 and (every := await _every(raw, signs.pop())):
        wanted, negated = every - wanted, False
    known = await frequencies(raw, [f"={facet}" for facet in wanted])
    share = sum(known.values()) / max(1, where.tickets)
    where.add(f"s.facets && {where.bind(sorted(wanted), 'text[]')}", share, negated=negated)


async def _every(raw: Raw, sign: str) -> frozenset[str]:
    return await _holders(raw) if sign == "a:" else EVERY.get(sign, frozenset())


async def _holders(raw: Raw) -> frozenset[str]:
    """Of all tickets that there are; `a:` alone is nobody."""
    return frozenset(word[1:] for word in await completed(raw, "=a:", HOLDERS))


async def _held(raw: Raw, who: frozenset[Whom | Named], view: View) -> frozenset[str]:
    """A holder who is none of our agents is nobody."""
    ours = {
        f"a:{row['email']}": Person(AgentId(row["id"]), row["name"], row["email"]) for row in await raw.fetch(AGENTS)
    }
    persons = {facet: ours.get(facet) for facet in await _holders(raw) | ours.keys()}
    return frozenset(facet for facet, person in persons.items() if any(is_meant(one, person, view) for one in who))


async def _add_requesters(raw: Raw, where: Where, names: Sequence[str], *, negated: bool) -> None:
    """By all names and addresses that begin so, unless those are too many."""
    starts = [start for name in names for start in _starts(fold(name))]
    found: dict[str, int] = {}
    for start in starts:
        found |= await completed(raw, f"={start}", NAMED + 1)
    share = sum(found.values()) / max(1, where.tickets)
    if len(found) <= NAMED:
        where.add(f"s.facets && {where.bind([word[1:] for word in found], 'text[]')}", share, negated=negated)
    else:
        begun = f"facet ^@ any({where.bind(starts, 'text[]')})"
        where.add(f"exists (select from unnest(s.facets) facet where {begun})", share, negated=negated)


def _starts(name: str) -> list[str]:
    """Of facets: a name from one of its words on, an address, its part from the @ on."""
    return [f"q:{name}", f"r:{name}", *([f"d:{name}"] if name.startswith("@") else [])]
