"""What the plan is handed: where things go, one ticket's events, and what is asked about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.people import AgentId
from owona_bot.domain.routing import Rules, Traits, route


@dataclass(frozen=True, slots=True)
class Places:
    """Slack channel ids that the plan sends to; `rules` say which cards go elsewhere than to `tickets`.

    `fallback` takes the cards of a channel that refuses us; None: `operations` does. `undo` is how long the letter of
    a ticket that became resolved waits: it does not go if that was taken back. `sla` hears of deadlines, `tier2` of
    escalations; None: `tickets` and `operations` do. `alerts_wait` is how long it takes now until alerts may be posted;
    `mails_team` is how many addresses of a policy hear of it, at most; `mails_customer`: some customer hears of it.
    `tells` are where an agent hears of a ticket that was given to them by the rule.
    """

    tickets: str
    operations: str
    rules: Rules = ()
    fallback: str | None = None
    undo: timedelta = timedelta()
    sla: str | None = None
    tier2: str | None = None
    alerts_wait: timedelta = timedelta()
    mails_team: int = 0
    mails_customer: bool = False
    tells: frozenset[Tell] = frozenset(Tell)

    @property
    def refuge(self) -> str:
        """Where cards stand whose channel refuses us."""
        return self.fallback or self.operations

    @property
    def all(self) -> frozenset[str]:
        """Every channel that the team set."""
        named = {self.tickets, self.operations, self.refuge, *(rule.channel for rule in self.rules)}
        return frozenset({*named, *filter(None, (self.sla, self.tier2))})

    @property
    def deadlines(self) -> str:
        """Where the desk hears of what is about to be late."""
        return self.sla or self.tickets

    @property
    def escalations(self) -> str:
        """Where the next tier hears of what is handed to it."""
        return self.tier2 or self.operations


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket's unplanned events in id order, and what is known of the messages they speak of.

    `card` is the channel where its card stands, or None for a ticket that has none yet (a new one,
    or one from before go-live, which gets its card with the first thing that happens to it).
    `traits` are the ticket's as it is now, None when it is gone; `from_slack`: somebody made it of a message there.
    `into` is the ticket that this one goes on in, `sources` are those that go on here and whose requesters, each once
    and none the ticket's own, hear its answers. `hearer` holds the ticket and wants to hear of customers' answers.
    `alerted`: something was told of its deadlines.
    `escalated`: somebody was called for it, and nobody has answered since.
    """

    events: Sequence[Event]
    messages: Mapping[UUID, MessageFacts]
    card: str | None
    traits: Traits | None = None
    from_slack: bool = False
    snoozed: bool = False
    into: UUID | None = None
    sources: Sequence[UUID] = ()
    escalated: bool = False
    hearer: AgentId | None = None
    alerted: bool = False


QUIET = frozenset({"bot:auto_close"})
"""Who tidies up: a ticket from before go-live gets no card for that."""


def is_quiet(event: Event, story: Story) -> bool:
    """Whether nobody is told of it in Slack."""
    return event.actor in QUIET and story.card is None


def home(traits: Traits | None, places: Places) -> str:
    """Where the card of such a ticket stands."""
    return route(traits, places.rules, places.tickets) if traits else places.tickets


def message_of(event: Event) -> UUID:
    """The id that a `message.*` event speaks of."""
    return UUID(str(event.payload["message"]))


def beside(event: Event, story: Story, *kinds: Kind) -> list[Event]:
    """The others of those kinds in its transaction."""
    return [other for other in story.events if other.transaction == event.transaction and other.kind in kinds]


def is_answer(facts: MessageFacts | None) -> bool:
    """Of a person of the team to the customer, said here first or on the ticket that this one goes on in."""
    hidden = facts is None or facts.internal or facts.automatic or facts.split
    return facts is not None and facts.author == "support" and not hidden


def answered_with(event: Event, story: Story) -> bool:
    """An answer in the same transaction says itself that it resolves: one letter is enough."""
    added = beside(event, story, Kind.MESSAGE_ADDED)
    return any(is_answer(story.messages.get(message_of(other))) for other in added)


def merged_with(event: Event, story: Story) -> bool:
    """Whether it came of merging or unmerging: a line says so, and no letter does."""
    return bool(beside(event, story, Kind.TICKET_MERGED, Kind.TICKET_UNMERGED))


def resolved(event: Event) -> bool:
    """Whether it tells of a status that has become `resolved`."""
    match event.payload.get("status"):
        case [_, "resolved"]:
            return True
    return False
