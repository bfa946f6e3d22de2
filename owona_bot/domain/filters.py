"""The one language in which tickets are asked for: `status:new,wartet prio:>=hoch -agent:me seit:7t "free text"`.

    term   = ["-"] (field ":" value {"," value} | "#" number {"," number} | word | "quoted phrase")      all must hold
    value  = word | "quoted value" | ">=" value | value ".." value             one of the values must fit

`parse(write(f, locale)) == f` for every filter `f` that `parse` gives, in either language.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

from owona_bot.domain.due import standing
from owona_bot.domain.errors import UserError
from owona_bot.domain.filter_apart import apart
from owona_bot.domain.filter_fields import CHOICES, FIELDS, PEOPLE, SHORTHANDS, SORT, SORTS, TIMES
from owona_bot.domain.filter_kinds import Kind
from owona_bot.domain.filter_times import inside
from owona_bot.domain.filter_tokens import NUMBER, SHOWN, Said, Token, in_quotes, tokens, word_as_typed
from owona_bot.domain.filter_tree import (
    Condition,
    Facts,
    Filter,
    Named,
    OneOf,
    People,
    Person,
    Sort,
    Term,
    Text,
    Times,
    View,
    Whom,
)
from owona_bot.domain.filter_words import fold
from owona_bot.domain.list_errors import (
    FilterFieldUnknown,
    FilterSortUnclear,
    FilterTimesApart,
    FilterTooLong,
    FilterTooManyTerms,
    FilterValueMissing,
    FilterValueUnknown,
)
from owona_bot.domain.text import shortened
from owona_bot.domain.ticket import DONE

LIMIT = 10_000
"""Characters, as typed and as written."""

MOST = 50
"""Values of all terms together, a word or a phrase being one."""

T = TypeVar("T")


def parse(text: str, locale: str = "en") -> Filter:
    """What `text` asks for; `locale` only chooses the words that a refusal names. No text asks for everything.

    Raises FilterTooLong, FilterTooManyTerms, FilterQuoteOpen, FilterFieldUnknown, FilterValueUnknown,
    FilterValueMissing, FilterSortUnclear or FilterTimesApart.
    """
    check_length(len(text))
    said = list(islice(tokens(text), MOST + 1))  # each has a value: one more than allowed is enough to know
    if sum(len(token.values) for token in said) > MOST:
        raise FilterTooManyTerms(limit=MOST)
    sorts = [token for token in said if is_sort(token)]
    asking = [token for token in said if not is_sort(token) and not is_empty(token)]
    terms = tuple(read_term(token, locale) for token in asking)
    check_times(terms, asking)
    parsed = Filter(terms, sort_of(sorts, locale))
    check_length(max(len(write(parsed, one)) for one in ("en", "de")))
    return parsed


def check_length(length: int) -> None:
    """Raises FilterTooLong."""
    if length > LIMIT:
        raise FilterTooLong(limit=LIMIT, length=length)


def check_times(terms: Sequence[Term], said: Sequence[Token]) -> None:
    """Each term is what was said at its place. Raises FilterTimesApart."""
    if (pair := apart(terms)) is not None:
        first, second = (said[at] for at in pair)
        raise FilterTimesApart(first=as_typed(first), second=as_typed(second), position=second.position)


def as_typed(token: Token) -> str:
    """One with a field."""
    values = ",".join(value.text for value in token.values)
    return shortened(f"{token.field.text}:{values}" if token.field else values, SHOWN)


def is_sort(token: Token) -> bool:
    """It says in which order, not which."""
    return token.field is not None and FIELDS.read(token.field.text) == SORT


def is_empty(token: Token) -> bool:
    """Nothing between quotes asks for nothing."""
    return token.field is None and token.values[0].text == ""


def sort_of(said: Sequence[Token], locale: str) -> Sort:
    """The one order that was asked for. Raises FilterSortUnclear for several, or one that shall not be."""
    if not said:
        return Sort.UPDATED
    if len(said) > 1 or said[0].negated or len(said[0].values) > 1:
        raise FilterSortUnclear(position=said[-1].position, fits=SORTS.fits("", locale))
    [sort] = meant(SORTS, said[0], locale)
    return Sort(sort)


def read_term(token: Token, locale: str) -> Term:
    """Raises FilterFieldUnknown, FilterValueUnknown or FilterValueMissing."""
    if token.field is None:
        return Term(Text(token.values[0].text, exact=token.values[0].quoted), token.negated)
    return Term(read_condition(key_of(token.field, locale), token, locale), token.negated)


def key_of(said: Said, locale: str) -> str:
    """The key of the row that was named. Raises FilterFieldUnknown."""
    known = FIELDS.read(said.text)
    if known is None:
        word = shortened(said.text, SHOWN)
        raise FilterFieldUnknown(word=word, position=said.position, fits=FIELDS.fits(said.text, locale))
    return known


def read_condition(name: str, token: Token, locale: str) -> Condition:
    """What the values of field `name` ask for together."""
    if name in CHOICES:
        return OneOf(name, meant(CHOICES[name].takes, token, locale))
    if name in PEOPLE:
        return People(name, meant(PEOPLE[name].takes, token, locale))
    if name in SHORTHANDS:
        return Times(SHORTHANDS[name].of, meant(SHORTHANDS[name].takes, token, locale))
    return Times(name, meant(TIMES[name].takes, token, locale))


def meant(kind: Kind[T], token: Token, locale: str) -> frozenset[T]:
    """All that one of must fit. Raises FilterValueMissing or FilterValueUnknown for the first that can't be read."""
    found: frozenset[T] = frozenset()
    for said in token.values:
        values = kind.read(said) if said.text else None
        if values is None:
            raise unfit(kind, token, said, locale)
        found |= values
    return found


def unfit(kind: Kind[T], token: Token, said: Said, locale: str) -> UserError:
    """What is wrong with a value."""
    name = shortened(token.field.text if token.field else "", SHOWN)
    named: dict[str, object] = {"field": name, "position": said.position, "fits": kind.fits(said.text, locale)}
    return FilterValueUnknown(word=shortened(said.text, SHOWN), **named) if said.text else FilterValueMissing(**named)


def write(asked: Filter, locale: str = "en") -> str:
    """The canonical text in the reader's words, one blank between terms, the usual order unsaid; English is kept."""
    said = [("-" if term.negated else "") + written(term, locale) for term in asked.terms]
    order = [] if asked.sort is Sort.UPDATED else [in_field(SORT, SORTS.write(frozenset({asked.sort}), locale), locale)]
    return " ".join(said + order)


def written(term: Term, locale: str) -> str:
    """Without its minus."""
    match term.condition:
        case Text(text, exact):
            return in_quotes(text) if exact else word_as_typed(text, negated=term.negated)
        case OneOf(name, values):
            said = CHOICES[name].takes.write(values, locale)
        case People(name, who):
            said = PEOPLE[name].takes.write(who, locale)
        case Times(name, periods):
            said = TIMES[name].takes.write(periods, locale)
    return in_field(name, said, locale)


def in_field(name: str, said: Sequence[str], locale: str) -> str:
    """`priority:high,low`, `priorität:hoch,niedrig`, `#1001,1002`."""
    if name == NUMBER:
        return f"#{','.join(said)}"
    return f"{FIELDS.write([name], locale)[0]}:{','.join(said)}"


def matches(asked: Filter, facts: Facts, view: View, finds: Callable[[Text], bool]) -> bool:
    """Whether a ticket is asked for; `finds` tells whether its texts hold a word or phrase."""
    due = asked.sort is not Sort.DUE or any(promise.due_at for promise in facts.promises)
    return due and all(holds(term.condition, facts, view, finds) is not term.negated for term in asked.terms)


def holds(condition: Condition, facts: Facts, view: View, finds: Callable[[Text], bool]) -> bool:
    """True or false, never unknown: in SQL `coalesce(…, false)` before a negation."""
    match condition:
        case Text():
            return finds(condition)
        case OneOf("sla", values):
            return facts.status not in DONE and standing(facts.promises, view.now) in values
        case OneOf(name, values):
            return not values.isdisjoint(CHOICES[name].held(facts))
        case People(name, who):
            person = PEOPLE[name].who(facts)
            return any(is_meant(each, person, view) for each in who)
        case Times(name, periods):
            moment = TIMES[name].at(facts)
            return any(inside(moment, period, view.now, view.zone) for period in periods)


def is_meant(who: Whom | Named, person: Person | None, view: View) -> bool:
    """`me` by the agent's id; nobody is None alone; a name by `is_named`."""
    if person is None:
        return who is Whom.NONE
    if isinstance(who, Named):
        return is_named(who.text, person)
    return who is Whom.ME and person.id is not None and person.id == view.me


def is_named(text: str, person: Person) -> bool:
    """`text` begins the name or a later word of it (after a space), or begins the address; `@…` the part from its @.

    Both sides folded, nothing in `text` special: `' ' || lower(name) like '% ' || text || '%'`, with `text` escaped.
    """
    wanted, name, address = fold(text), fold(person.name or ""), fold(person.address or "")
    in_domain = wanted.startswith("@") and wanted in address
    return f" {wanted}" in f" {name}" or address.startswith(wanted) or in_domain
