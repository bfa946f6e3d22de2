"""What a ticket's open promises mean now: what is about to be late, and what is late already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """`ok` is a promise that is neither at risk nor breached; a ticket stands as its worst does."""

    BREACHED = "breached"
    RISK = "risk"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock that runs or pauses. `warned_at` is its first stage, `due_at` None where a pause leaves it open."""

    metric: str
    running: bool
    warned_at: datetime | None
    due_at: datetime | None

    def stands(self, now: datetime) -> Standing:
        """A pause holds off what has not come, and heals nothing that has."""
        if self.due_at is not None and self.due_at <= now:
            return Standing.BREACHED
        warned = self.running and self.due_at is not None and self.warned_at is not None and self.warned_at <= now
        return Standing.RISK if warned else Standing.OK


def standing(promises: Iterable[Promise], now: datetime) -> Standing | None:
    """Of one ticket: what is broken goes before what may break."""
    found = {promise.stands(now) for promise in promises}
    return next((value for value in Standing if value in found), None)


DAYS = 14
"""That a trend has, today included."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands of all promises: `late` and `risk` are tickets, counted as lists are.

    `kept` is how many promises were kept within the days of the trend, `broken` how many fell due in each of them
    without being kept by then, the oldest day first, whether they are by now or not.
    """

    late: int
    risk: int
    kept: int
    broken: tuple[int, ...]

    @property
    def share(self) -> int | None:
        """Kept of all that were to be kept, in percent; never 100 when one was not. None without any."""
        missed = sum(self.broken)
        return self.kept * 100 // (self.kept + missed) if self.kept + missed else None
