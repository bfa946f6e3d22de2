"""Two tickets that are one matter: the first goes on in the second, until somebody parts them again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan_story import Story, message_of
from owona_bot.domain.ticket import DONE, Status, Ticket
from owona_bot.domain.ticket_errors import (
    AlreadyMerged,
    MergeCircle,
    MergeIntoItself,
    MergeNumbers,
    NotMerged,
    TargetDone,
    TargetMerged,
)
from owona_bot.domain.verbs import Spoken, after_number, number_of


@dataclass(frozen=True, slots=True)
class Pair:
    """`source_in` and `target_in` are the numbers of the tickets that each goes on in already, or None."""

    source: Ticket
    target: Ticket
    source_in: int | None = None
    target_in: int | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another ticket; `link` is to its card, None while that stands nowhere."""

    number: int
    link: str | None = None


def merge(pair: Pair) -> Ticket:
    """The source as it is then: closed for the public, awake, whoever holds it.

    A source may be done; a target may not, and none leads back to where it began. Raises what stands in the way.
    """
    source, target = pair.source, pair.target
    if source.id == target.id:
        raise MergeIntoItself(number=source.number)
    if pair.target_in == source.number:
        raise MergeCircle(number=target.number, into=source.number)
    if pair.source_in is not None:
        raise AlreadyMerged(number=source.number, into=pair.source_in)
    if pair.target_in is not None:
        raise TargetMerged(number=target.number, into=pair.target_in)
    if target.status in DONE:
        raise TargetDone(number=target.number)
    return replace(source, status=Status.CLOSED, snooze=None, merged_into=target.id)


def to_unmerge(source: Ticket) -> UUID:
    """Whom it is parted from. Raises NotMerged."""
    if source.merged_into is None:
        raise NotMerged(number=source.number)
    return source.merged_into


def of_different_customers(source: Ticket, target: Ticket) -> bool:
    """Whether answers would reach somebody else as well: that is asked about first."""
    return source.requester != target.requester


def other_number(spoken: Spoken) -> int | None:
    """The target's, of `1001 1002`; None when none was said. In a thread the first may have been said twice.

    Raises MergeNumbers for more than two, NotANumber or NoSuchTicket.
    """
    words = after_number(spoken).split()
    if len(words) == 2 and words[0].removeprefix("#") == spoken.rest.split()[0].removeprefix("#"):
        words = words[1:]
    if len(words) > 1:
        raise MergeNumbers(verb=spoken.word)
    return number_of(words[0], spoken.word) if words else None


PASSES = frozenset({Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED, Kind.FILE_ADDED})
"""What of a merged ticket may be told where it goes on."""


def passed(story: Story) -> Sequence[Event]:
    """What people write on a merged ticket reaches whoever works on the other."""
    if story.into is None:
        return []
    return [event for event in story.events if event.kind in PASSES and goes_along(event, story)]


def goes_along(event: Event, story: Story) -> bool:
    """Files, and the words of people; not what is a copy itself."""
    return event.kind is Kind.FILE_ADDED or is_peoples(story.messages.get(message_of(event)))


def is_peoples(facts: MessageFacts | None) -> bool:
    """A customer's, absence notes too, or that of a person of the team."""
    if facts is None or facts.repeats_description or facts.copied or facts.split:
        return False
    return facts.author == "customer" or (facts.author == "support" and not facts.automatic)
