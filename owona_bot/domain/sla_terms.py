"""Whose terms a ticket is under: kept as they were picked, picked anew when its priority or category changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from owona_bot.domain.calendar import TICK
from owona_bot.domain.sla_history import History
from owona_bot.domain.sla_policy import Metric, SlaRules, Term


@dataclass(frozen=True, slots=True)
class Changed:
    """Its priority or category was another from then on; `event` tells which came last."""

    event: int
    at: datetime
    priority: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A term, and the event that began it, 0 for creation; that one keeps `Case.stood_since`.

    `category` is the one that it was picked by, which no event tells; None where it is not known.
    """

    term: Term
    event: int = 0
    stood_since: datetime | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """All that a ticket's clocks are folded of. `priority` is the one that it began with.

    `silent`: it is from before go-live. `told` is by metric and round the highest stage that was told. `stood_since`:
    from when on it had the status that no event tells.
    """

    history: History
    priority: str
    category: str
    tier: str | None
    silent: bool = False
    changes: Sequence[Changed] = ()
    kept: Sequence[Kept] = ()
    told: Mapping[tuple[Metric, int], int] = field(default_factory=dict)
    stood_since: datetime | None = None


def terms_of(case: Case, rules: SlaRules) -> list[Term]:
    """What is kept, and what the rules pick for changes since."""
    return [kept.term for kept in (*case.kept, *begun(case, rules))]


def begun(case: Case, rules: SlaRules) -> list[Kept]:
    """The terms that are to be kept yet, none for a ticket of which all is."""
    return list(picked(case, rules, case.kept[-1] if case.kept else None))


def anew(case: Case, rules: SlaRules) -> list[Kept]:
    """Every term as if these rules had always been; of what it was about then, as far as it was kept."""
    return list(picked(case, rules, None))


def picked(case: Case, rules: SlaRules, last: Kept | None) -> Iterator[Kept]:
    """After `last`, from creation on where there is none. A change is never dated before what it came after."""
    about = {kept.event: kept.category for kept in case.kept if kept.category is not None}
    if last is None:
        category = about.get(0, case.category)
        term = Term(case.history.created_at, rules.pick(case.priority, category, case.tier))
        last = Kept(term, stood_since=case.stood_since, category=category)
        yield last
    for change in case.changes:
        if change.event > last.event:
            category = about.get(change.event, case.category)
            term = Term(max(change.at, last.term.since + TICK), rules.pick(change.priority, category, case.tier))
            last = Kept(term, change.event, category=category)
            yield last
