"""Tickets of a file, one by one: our JSON or NDJSON, checked before any of it counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from owona_bot.domain.file_shape import sentence
from owona_bot.domain.imports import Faults
from owona_bot.domain.json_text import BadJson, Path, Pieces, Raw, parse, shown
from owona_bot.domain.ticket_file import FORMAT, faults_of

Opened = Callable[[], Pieces]
"""The file from its beginning."""

SELECTION = "owona-selection/1"
"""What an export of chosen columns says that it is."""

HEAD = '{"format": "' + FORMAT + '", "tickets": […]}'


def format_of(pieces: Pieces) -> object:
    """What a JSON object says first that it is; None of one that says nothing. Leaves off behind it."""
    pieces.take("{", f"must be {HEAD}, or a ticket a line")
    name = parse(pieces.value()) if pieces.next_sign() == '"' else None
    if name == "tickets":
        raise BadJson(pieces.line, f"must be {HEAD}: the format comes first")
    if name != "format":
        return None
    pieces.take(":", "a colon must follow the name")
    return parse(pieces.value())


def tickets_in(opened: Opened) -> Iterator[Raw]:
    """As they stand there, unread. Raises BadJson where the file can't be parted."""
    if format_of(pieces := opened()) is None:
        pieces = opened()
        while pieces.next_sign():
            yield pieces.value()
    else:
        yield from listed(pieces)


def listed(pieces: Pieces) -> Iterator[Raw]:
    """Those between the brackets."""
    pieces.take(",", "must go on with tickets")
    if pieces.next_sign() != '"' or (name := parse(pieces.value())) != "tickets":
        raise BadJson(pieces.line, f"must be {HEAD}; {pieces.found('tickets must follow the format')}")
    pieces.take(":", f"a colon must follow {name}")
    pieces.take("[", "tickets must be a list")
    more = pieces.next_sign() != "]"
    while more:
        yield pieces.value()
        more = pieces.next_sign() == ","
        if more:
            pieces.take(",", "")
    pieces.take("]", "a comma or ] must stand here")
    pieces.take("}", "nothing but } can follow the tickets")
    if pieces.next_sign():
        raise BadJson(pieces.line, pieces.found("the file must end here"))


@dataclass(slots=True)
class Checked:
    """What the whole file says: `last` is its highest number.

    `ways`: of a ticket that goes on in another, that, and its own line and name. Of ids their hash is kept, of 61 bits.
    """

    faults: Faults = field(default_factory=Faults)
    count: int = 0
    last: int = 0
    ids: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    ways: dict[int, tuple[int, int, str]] = field(default_factory=dict)

    def take(self, raw: Raw) -> None:
        """One more, with all that is wrong with it."""
        self.count += 1
        try:
            ticket = parse(raw)
        except BadJson as bad:
            self.faults.add(bad.line, f"ticket {self.count}", bad.why)
            return
        found = list(faults_of(ticket))
        for path, why in found or self._twice(raw, ticket):
            self.faults.add(raw.line_of(path), self._name(ticket), sentence(path, why))

    def _twice(self, raw: Raw, ticket: Any) -> Iterator[tuple[Path, str]]:  # of the right shape
        id_ = mark(ticket["id"])
        if id_ in self.ids:
            yield ("id",), "stands twice in this file"
        if ticket["number"] in self.numbers:
            yield ("number",), f"{ticket['number']} stands twice in this file"
        self.ids.add(id_)
        self.numbers.add(ticket["number"])
        self.last = max(self.last, ticket["number"])
        if into := ticket.get("merged_into"):
            self.ways[id_] = mark(into), raw.line, self._name(ticket)

    def _name(self, ticket: object) -> str:
        said = ticket.get("number") if isinstance(ticket, dict) else None
        return f"ticket {self.count} (#{said})" if isinstance(said, int) else f"ticket {self.count}"

    def end(self) -> None:
        """What only the whole of it shows: tickets that go on in each other."""
        while self.ways:
            id_, way = next(iter(self.ways)), set[int]()
            while id_ in self.ways:
                way.add(id_)
                into, line, name = self.ways.pop(id_)
                if into in way:
                    self.faults.add(line, name, "merged_into: goes round in a circle")
                id_ = into


def mark(id_: str) -> int:
    """To know an id by."""
    return hash(UUID(id_))


def check(opened: Opened) -> Checked:
    """All faults of all its tickets."""
    checked = Checked()
    try:
        for raw in tickets_in(opened):
            checked.take(raw)
    except BadJson as bad:
        checked.faults.add(bad.line, "", bad.why)
    checked.end()
    return checked


def is_known(said: object, *formats: str) -> str | None:
    """What is wrong with a file that says it is something else."""
    if said in (None, *formats):
        return None
    chosen = ": of chosen columns nothing can be restored, export all of them" if said == SELECTION else ""
    return f"format: must be {' or '.join(formats)}, not {shown(said)}{chosen}"
