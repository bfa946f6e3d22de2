"""What of a clock's time counted, and why the rest did not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from owona_bot.domain.calendar import EPOCH, moment_of, stretches
from owona_bot.domain.calendar_wall import Why
from owona_bot.domain.sla_pieces import Piece


@dataclass(frozen=True, slots=True)
class Segment:
    """`counted` is whether its time did; `note` is the holiday's name."""

    start: datetime
    end: datetime
    counted: bool
    why: Why
    note: str = ""

    @property
    def seconds(self) -> int:
        """Whole ones, between the seconds in which it begins and ends: those of neighbours sum without a rest."""
        return second(self.end) - second(self.start)


def second(moment: datetime) -> int:
    """The one since 1970 that it lies in."""
    return (moment - EPOCH).days * 86_400 + (moment - EPOCH).seconds


def explained(pieces: Iterable[Piece]) -> list[Segment]:
    """Without a hole, from the first piece's start to the last one's end."""
    return joined(parts(pieces))


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """What is alike and adjoins is one."""
    found: list[Segment] = []
    for segment in segments:
        last = found[-1] if found else None
        if last is not None and (last.why, last.note) == (segment.why, segment.note):
            found[-1] = Segment(last.start, segment.end, last.counted, last.why, last.note)
        else:
            found.append(segment)
    return found


def parts(pieces: Iterable[Piece]) -> Iterator[Segment]:
    """Piece by piece."""
    for piece in pieces:
        if piece.pause is not None or piece.policy is None:
            if piece.start < piece.end:
                yield Segment(piece.start, piece.end, False, piece.pause or Why.NO_TARGET)
            continue
        for part in stretches(piece.policy.calendar, piece.start, piece.end):
            yield Segment(moment_of(part.start), moment_of(part.end), part.why is Why.HOURS, part.why, part.note)
