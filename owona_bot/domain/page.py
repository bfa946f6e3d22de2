"""A page of a list of tickets, and what is needed to ask for the next one."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from owona_bot.domain.filter_tree import Sort

KeyValue = datetime | UUID | int

KEYS: Mapping[Sort, tuple[Callable[[str], KeyValue], ...]] = {
    Sort.UPDATED: (datetime.fromisoformat, UUID),
    Sort.CREATED: (datetime.fromisoformat, UUID),
    Sort.OLDEST: (datetime.fromisoformat, UUID),
    Sort.DUE: (datetime.fromisoformat, UUID),
    Sort.PRIORITY: (int, datetime.fromisoformat, UUID),
}
"""What tickets are sorted by, and how it is read; the id makes a key unique."""

SNAPSHOT = re.compile(r"\d{1,19}:\d{1,19}:[\d,]{0,2000}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which ticket a page begins; `snapshot` and `at` are what of the database the first page saw, and when."""

    key: tuple[KeyValue, ...]
    snapshot: str
    at: datetime

    def write(self) -> str:
        """For a button or a link."""
        return json.dumps([*map(str, self.key), self.snapshot, str(self.at)])


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of tickets in order; `after` leads to the next page and is None on the last."""

    tickets: tuple[UUID, ...]
    after: Cursor | None


def read_cursor(text: str, sort: Sort) -> Cursor | None:
    """What `write` wrote in a list of that order; None for anything else."""
    try:
        *key, snapshot, at = map(str, json.loads(text))
        values = tuple(read(value) for read, value in zip(KEYS[sort], key, strict=True))
        moment = datetime.fromisoformat(at)
    except (ValueError, TypeError):
        return None
    zoned = all(value.tzinfo for value in (*values, moment) if isinstance(value, datetime))
    return Cursor(values, snapshot, moment) if zoned and SNAPSHOT.fullmatch(snapshot) else None
