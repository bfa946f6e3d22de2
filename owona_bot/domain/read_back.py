"""What an outage may have swallowed of a thread: the messages that stand there, against those that we kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from owona_bot.domain.note import Act, Heard

TOLERATED = timedelta(minutes=2)
"""Without anybody who listens: Slack brings an event again at once, after one minute and after five more."""

OVERLAP = timedelta(minutes=10)
"""So much earlier than the gap is read: what Slack was still bringing again then, and clocks that differ."""

LATELY = timedelta(days=1)
"""Before the gap: a channel's history tells of no edit, so threads with notes so young are looked through."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody may have heard what was done in `channel` since `known`.

    `count` are the gaps that one reading mends; `until` is the lease, which fences it; `began` is when it was taken.
    """

    channel: str
    known: datetime
    count: int
    until: datetime
    began: datetime

    @property
    def since(self) -> datetime:
        """From when on it is read."""
        return self.known - OVERLAP


@dataclass(frozen=True, slots=True)
class Newest:
    """The last version of a message that we kept."""

    act: Act
    at: datetime


def unheard(told: Sequence[Heard], newest: Newest | None, since: datetime) -> list[Heard]:
    """Of what a message tells of itself (written, and last edited) that which is not kept.

    One from before `since` that we don't know was erased, or is none of ours to keep.
    """
    if newest is None:
        return list(told) if told and told[0].at >= since else []
    if newest.act is Act.DELETED:
        return []
    return [one for one in told if one.act is Act.EDITED and one.at > newest.at]
