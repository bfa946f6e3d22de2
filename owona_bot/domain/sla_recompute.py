"""What would become of a ticket's clocks if the rules as they are now had held since it was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from owona_bot.domain.sla import Clock, clocks_of
from owona_bot.domain.sla_policy import Metric, SlaRules
from owona_bot.domain.sla_terms import Case, Kept, anew


@dataclass(frozen=True, slots=True)
class Promise:
    """By whose name, until when; `due` None where that is not known."""

    policy: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one clock; None where it is none before, or none after."""

    metric: Metric
    round: int
    before: Promise | None
    after: Promise | None


def unlike(case: Case, terms: list[Kept]) -> bool:
    """Whether other policies would have held, or others since other moments."""
    return [kept.term for kept in case.kept] != [kept.term for kept in terms]


def differences(case: Case, rules: SlaRules, now: datetime) -> list[Difference]:
    """Of clocks that say something else; those of a ticket whose terms were never kept are none."""
    terms = anew(case, rules)
    if not case.kept or not unlike(case, terms):
        return []
    before = promises(clocks_of(case.history, [kept.term for kept in case.kept], now))
    after = promises(clocks_of(case.history, [kept.term for kept in terms], now))
    named = [*before, *(which for which in after if which not in before)]
    return [
        Difference(metric, round_, before.get((metric, round_)), after.get((metric, round_)))
        for metric, round_ in named
        if before.get((metric, round_)) != after.get((metric, round_))
    ]


def promises(clocks: Iterable[Clock]) -> dict[tuple[Metric, int], Promise]:
    """By metric and round."""
    return {(one.metric, one.round): Promise(one.policy.name, one.due_at) for one in clocks}
