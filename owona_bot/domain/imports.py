"""An import: what is wrong with a file, and what becomes of each ticket in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from owona_bot.domain.errors import OperatorError

MOST_FAULTS = 100
"""Sentences; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` is the ticket and the field."""

    line: int
    where: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.why}" if self.where else f"line {self.line}: {self.why}"


class BadFile(OperatorError):
    """The file can't be imported as it is; nothing was changed."""

    def __init__(self, name: str, faults: Sequence[Fault], more: int = 0) -> None:
        lines = [f"  {fault}" for fault in faults]
        if more:
            lines.append(f"  and {more:,} more")
        super().__init__("\n".join([f"{name} can't be imported as it is. Nothing was changed.", *lines]))
        self.faults = tuple(faults)
        self.more = more


@dataclass(slots=True)
class Faults:
    """All of a file; of very many the first are kept."""

    kept: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, line: int, where: str, why: str) -> None:
        """One more."""
        if len(self.kept) < MOST_FAULTS:
            self.kept.append(Fault(line, where, why))
        else:
            self.more += 1

    def check(self, name: str) -> None:
        """Raises BadFile for a file that has any."""
        if self.kept:
            raise BadFile(name, sorted(self.kept, key=lambda fault: fault.line), self.more)


class Fate(StrEnum):
    """What became of a ticket of the file, or would."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """`number` is the ticket's here, None while there is none; `key` its name in the file.

    `fields` were changed, `kept` are those where the file says something else and what people made of them stays;
    `added` are messages and notes of a ticket that was here; `why` it was refused.
    """

    line: int
    key: str
    number: int | None
    fate: Fate
    fields: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    added: int = 0
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Fields to write, and those that stay as people made them."""

    changed: tuple[str, ...]
    kept: tuple[str, ...]


def settle(given: Mapping[str, str], seen: Mapping[str, str] | None, present: Mapping[str, str]) -> Settled:
    """What the file says now, what it said last (None: nobody knows), and what stands here: hashes or values.

    Only what the file changed since is written, and only where nobody else changed it.
    """
    differs = [name for name in given if given[name] != present[name]]
    if seen is None:
        return Settled((), tuple(differs))
    news = [name for name in differs if given[name] != seen.get(name)]
    changed = tuple(name for name in news if present[name] == seen.get(name))
    return Settled(changed, tuple(name for name in news if name not in changed))


def unseen(given: Iterable[str], seen: Collection[str] | None, present: Collection[str]) -> tuple[str, ...]:
    """What the file has that it did not have before and that is not here; what was deleted here does not come back."""
    return () if seen is None else tuple(key for key in given if key not in seen and key not in present)
