"""Who must hear of what happened: events in, deliveries out. Pure; later issues add rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.routing import Rules, Traits, route

ALARM, HOME, UNDO, NEW, LETTER, CHANGE, LINE, NEWS = 5, 7, 8, 10, 15, 20, 30, 40
"""Priorities, lowest first: an alarm, a Home that somebody waits for, what can be taken back for seconds alone, a new
card or mail, a letter, a redraw, a line in a thread, a Home that changes by itself."""

NEWS_LANE = "slack.republish"

REPLY_KINDS = frozenset({Kind.REPLY_HELD, Kind.REPLY_GUARDED, Kind.REPLY_RELEASED, Kind.REPLY_UNDONE, Kind.REPLY_LOST})
"""What becomes of a reply before its customer has it."""

CARD_KINDS = frozenset(
    {
        Kind.TICKET_CREATED,
        Kind.TICKET_CHANGED,
        Kind.TICKET_DELETED,
        Kind.TICKET_TAGGED,
        Kind.TICKET_SNOOZED,
        Kind.TICKET_WOKEN,
        Kind.TICKET_MERGED,
        Kind.TICKET_UNMERGED,
    }
)

SAID_KINDS = frozenset({Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED})

LINE_KINDS = frozenset({Kind.NOTE_ADDED, Kind.TICKET_JOINED, Kind.TICKET_PARTED, Kind.TICKET_SPLIT, *REPLY_KINDS})
"""What is shown beneath the card alone."""


@dataclass(frozen=True, slots=True)
class Places:
    """Slack channel ids that the plan sends to; `rules` say which cards go elsewhere than to `tickets`.

    `fallback` takes the cards of a channel that refuses us; None: `operations` does.
    """

    tickets: str
    operations: str
    rules: Rules = ()
    fallback: str | None = None

    @property
    def refuge(self) -> str:
        """Where cards stand whose channel refuses us."""
        return self.fallback or self.operations

    @property
    def all(self) -> frozenset[str]:
        """Every channel that the team set."""
        return frozenset({self.tickets, self.operations, self.refuge, *(rule.channel for rule in self.rules)})


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket's unplanned events in id order, and what is known of the messages they speak of.

    `card` is the channel where its card stands, or None for a ticket that has none yet (a new one,
    or one from before go-live, which gets its card with the first thing that happens to it).
    `traits` are the ticket's as it is now, None when it is gone; `from_slack`: somebody made it of a message there.
    `into` is the ticket that this one goes on in, `sources` are those that go on here and whose requesters, each once
    and none the ticket's own, hear its answers.
    """

    events: Sequence[Event]
    messages: Mapping[UUID, MessageFacts]
    card: str | None
    traits: Traits | None = None
    from_slack: bool = False
    snoozed: bool = False
    into: UUID | None = None
    sources: Sequence[UUID] = ()


def plan(story: Story, places: Places) -> list[Planned]:
    """Deliveries in the order they must happen in; of one transaction at most one draws the card."""
    channel = story.card or home(story.traits, places)
    drawn: set[int] = set()
    planned: list[Planned] = []
    for event in story.events:
        if (draws_card(event, story.messages) or lacks_card(event, story)) and event.transaction not in drawn:
            drawn.add(event.transaction)
            planned.append(card(event, channel, is_new=story.card is None and len(drawn) == 1))
        planned += [*moves(event, story.traits, places), *from_slack(event)]
        planned += [
            *lines(event, story, channel),
            *letters(event, story),
            *alarms(event, places),
            *mail_in(event),
            *joins(event),
            *bulks(event),
            *homes(event),
        ]
        planned += [*replies(event, channel), *copies(event, story)]
    return planned


def home(traits: Traits | None, places: Places) -> str:
    """Where the card of such a ticket stands."""
    return route(traits, places.rules, places.tickets) if traits else places.tickets


def moves(event: Event, traits: Traits | None, places: Places) -> list[Planned]:
    """A change that may route the card elsewhere; the reaction looks whether it stands there already.

    What waits for a channel that refuses us must not hold up the move away from it: that goes in an order of its own.
    """
    if event.kind in (Kind.TICKET_DISPLACED, Kind.LINK_OWED):
        lane = post_lane(places.refuge) if event.kind is Kind.TICKET_DISPLACED else "slack.update"
        told = {"channel": places.refuge}
        return [Planned(event.id, event.ticket, Reaction.MOVE_CARD, "", f"move:{event.ticket}", lane, CHANGE, told)]
    changed = event.kind is Kind.TICKET_CHANGED and {"category", "priority"} & event.payload.keys()
    if not (changed and places.rules and traits):
        return []
    channel = home(traits, places)
    return [in_slack(event, Reaction.MOVE_CARD, post_lane(channel), CHANGE, {"channel": channel})]


def from_slack(event: Event) -> list[Planned]:
    """A thread is read and kept; a line in it says what became of it."""
    if event.kind is Kind.ASKED_FROM_SLACK:
        order = f"import:{event.payload['ticket']}"
        return [Planned(event.id, event.ticket, Reaction.IMPORT_THREAD, "", order, "slack.read", NEW, event.payload)]
    if event.kind in (Kind.MADE_FROM_SLACK, Kind.TAKEN_BACK):
        channel, order = str(event.payload["channel"]), f"origin:{event.ticket}"
        told = {**event.payload, "back": event.kind is Kind.TAKEN_BACK}
        return [Planned(event.id, event.ticket, Reaction.ORIGIN, "", order, post_lane(channel), LINE, told)]
    return []


def draws_card(event: Event, messages: Mapping[UUID, MessageFacts]) -> bool:
    """Not what is internal, repeats the description, or woke because it is done, which draws it itself."""
    if event.kind not in SAID_KINDS:
        return event.kind in CARD_KINDS and event.payload.get("why") != "done"
    facts = messages.get(message_of(event))
    return facts is not None and not (facts.internal or facts.repeats_description)


def lacks_card(event: Event, story: Story) -> bool:
    """A ticket from before go-live has yet to get the card that its lines stand beneath."""
    return event.kind in LINE_KINDS and story.card is None


def card(event: Event, channel: str, *, is_new: bool) -> Planned:
    """Post or redraw: the reaction looks at what stands; only pace and urgency differ."""
    lane = post_lane(channel) if is_new else "slack.update"
    return in_slack(event, Reaction.CARD, lane, NEW if is_new else CHANGE, {"channel": channel})


def lines(event: Event, story: Story, channel: str) -> list[Planned]:
    """What is written in the thread beneath the card."""
    if event.kind is Kind.FILE_ADDED:
        file = {"channel": channel, "attachment": event.payload["attachment"]}
        why = "shown where the ticket goes on" if story.into else None
        return [in_slack(event, Reaction.FILE, "slack.files", LINE, file, why)]
    shown = shown_by(event)
    if shown is None:
        return []
    return [line(event, channel, {"channel": channel, **shown}, why_untold(event, story))]


SHOWN: dict[Kind, str] = {
    Kind.TICKET_CREATED: "description",
    Kind.TICKET_DELETED: "deleted",
    Kind.TICKET_TAGGED: "tagged",
    Kind.TAKEN_BACK: "taken_back",
    Kind.THREAD_TAKEN: "thread_taken",
    Kind.TICKET_SNOOZED: "snoozed",
    Kind.TICKET_WOKEN: "woken",
    Kind.TICKET_MERGED: "merged",
    Kind.TICKET_JOINED: "joined",
    Kind.TICKET_UNMERGED: "unmerged",
    Kind.TICKET_PARTED: "parted",
    Kind.TICKET_SPLIT: "split",
    Kind.SPLIT_OFF: "split_off",
    Kind.TICKET_DISPLACED: "displaced",
}
"""Events that a line tells of, whatever they say."""


def shown_by(event: Event) -> Mapping[str, object] | None:
    """Which line tells of it; None for what the thread does not hear of."""
    match event.kind:
        case Kind.TICKET_CHANGED if {"status", "priority", "agent", "category"} & event.payload.keys():
            return {"shows": "change"}
        case Kind.MESSAGE_ADDED | Kind.MESSAGE_JOINED:
            shows = "message" if event.kind is Kind.MESSAGE_ADDED else "joined_message"
            return {"shows": shows, "message": str(message_of(event))}
        case Kind.MAIL_REFUSED | Kind.NOTE_ADDED:
            return {"shows": "note" if event.kind is Kind.NOTE_ADDED else "mail_refused", **event.payload}
    return {"shows": SHOWN[event.kind]} if event.kind in SHOWN else None


def letters(event: Event, story: Story) -> list[Planned]:
    """What the customer may hear by mail; whether they do is decided when it is written."""
    match event.kind:
        case Kind.TICKET_CREATED if not (story.from_slack or beside(event, story, Kind.SPLIT_OFF)):
            return [letter(event, "received")]
        case Kind.MESSAGE_ADDED if is_answer(story.messages.get(message_of(event))):
            return [letter(event, "answer", message=str(message_of(event)), resolves=resolves(event, story))]
        case Kind.TICKET_CHANGED if resolved(event) and not (answered_with(event, story) or merged_with(event, story)):
            return [letter(event, "resolved")]
    return []


def is_answer(facts: MessageFacts | None) -> bool:
    """Of a person of the team to the customer, said here first or on the ticket that this one goes on in."""
    hidden = facts is None or facts.internal or facts.automatic or facts.split
    return facts is not None and facts.author == "support" and not hidden


def reopened(event: Event) -> bool:
    """Whether it tells of a ticket that was done and is not any more: nobody may miss that."""
    match event.payload.get("status"):
        case ["resolved" | "closed", after]:
            return after not in ("resolved", "closed")
    return False


def resolved(event: Event) -> bool:
    """Whether it tells of a status that has become `resolved`."""
    match event.payload.get("status"):
        case [_, "resolved"]:
            return True
    return False


def resolves(event: Event, story: Story) -> bool:
    """Whether the ticket became `resolved` in the same transaction."""
    return any(other.transaction == event.transaction and resolved(other) for other in story.events)


def answered_with(event: Event, story: Story) -> bool:
    """An answer in the same transaction says itself that it resolves: one letter is enough."""
    added = beside(event, story, Kind.MESSAGE_ADDED)
    return any(is_answer(story.messages.get(message_of(other))) for other in added)


def merged_with(event: Event, story: Story) -> bool:
    """Whether it came of merging or unmerging: a line says so, and no letter does."""
    return bool(beside(event, story, Kind.TICKET_MERGED, Kind.TICKET_UNMERGED))


def beside(event: Event, story: Story, *kinds: Kind) -> list[Event]:
    """The others of those kinds in its transaction."""
    return [other for other in story.events if other.transaction == event.transaction and other.kind in kinds]


def letter(event: Event, name: str, **payload: object) -> Planned:
    """In the order of their ticket."""
    told = {"letter": name, **payload}
    return Planned(event.id, event.ticket, Reaction.LETTER, name, f"mail:{event.ticket}", "smtp", LETTER, told)


def mail_in(event: Event) -> list[Planned]:
    """A mail is read by a worker; those of one sender in the order in which they came."""
    if event.kind is not Kind.MAIL_RECEIVED:
        return []
    mail, order = event.payload["mail"], f"mail.in:{event.payload['from']}"
    return [Planned(event.id, None, Reaction.READ_MAIL, "", order, "mail", NEW, {"mail": mail})]


def replies(event: Event, channel: str) -> list[Planned]:
    """One living line in the thread; and when it has a moment to leave at, that it leaves."""
    if event.kind not in REPLY_KINDS:
        return []
    reply = event.payload["reply"]
    shown = in_slack(event, Reaction.REPLY_LINE, post_lane(channel), UNDO, {"channel": channel, "reply": reply})
    if "due" not in event.payload:
        return [shown]
    due, order = datetime.fromisoformat(str(event.payload["due"])), f"held:{reply}"
    leaves = Planned(
        event.id, event.ticket, Reaction.SEND_HELD, "", order, "reply", LETTER, {"reply": reply}, not_before=due
    )
    return [shown, leaves]


def copies(event: Event, story: Story) -> list[Planned]:
    """An answer reaches the requesters of the tickets that went on here when it was given, in their own tickets."""
    facts = story.messages.get(message_of(event)) if event.kind is Kind.MESSAGE_ADDED else None
    if facts is None or facts.copied or not is_answer(facts):
        return []
    later = {str(one) for other in story.events if other.id > event.id for one in joined(other)}
    return [copy(event, source) for source in story.sources if str(source) not in later]


def joined(event: Event) -> Sequence[object]:
    """Tickets that go on here since then."""
    tickets = event.payload.get("tickets") if event.kind is Kind.TICKET_JOINED else None
    return tickets if isinstance(tickets, list) else []


def copy(event: Event, source: UUID) -> Planned:
    """In the order in which they were given."""
    told = {"message": str(message_of(event)), "to": str(source)}
    return Planned(event.id, event.ticket, Reaction.COPY, str(source), f"copy:{source}", "copy", LETTER, told)


def bulks(event: Event) -> list[Planned]:
    """Whoever started it sees how far it has come."""
    if event.kind is not Kind.BULK_MOVED:
        return []
    order = f"bulk:{event.payload['bulk']}"
    return [Planned(event.id, None, Reaction.BULK, "", order, "slack.update", CHANGE, {})]


def homes(event: Event) -> list[Planned]:
    """Whoever opened theirs waits for it."""
    if event.kind is not Kind.HOME_WANTED:
        return []
    told = {"user": event.payload["user"]}
    return [Planned(event.id, None, Reaction.HOME, "", f"home:{told['user']}", "slack.publish", HOME, told)]


def news(slack_user: str, wanted: int, version: int) -> Planned:
    """The same Home again, since what it shows is another now; `wanted` is the event of its last wish."""
    told = {"user": slack_user}
    return Planned(wanted, None, Reaction.HOME, f"{version}", f"home:{slack_user}", NEWS_LANE, NEWS, told)


def joins(event: Event) -> list[Planned]:
    """Slack is asked who that is whom an admin took in."""
    if event.kind is not Kind.TEAM_CHANGED:
        return []
    return [Planned(event.id, None, Reaction.ENROL, "", "team", "slack.users", NEW, {})]


def why_untold(event: Event, story: Story) -> str | None:
    """Why it gets no line of its own, or None."""
    if event.kind in SAID_KINDS:
        return untold(story.messages.get(message_of(event)))
    if event.kind is Kind.TICKET_WOKEN and event.payload.get("why") == "done":
        return "told with its status"
    if event.kind is Kind.TICKET_CHANGED and merged_with(event, story):
        return "told with its merge"
    if event.kind is Kind.TICKET_CHANGED and answered_with(event, story) and not reopened(event):
        return "told with its answer"
    if event.kind is Kind.TICKET_CHANGED and taken_back_with(event, story):
        return "told with its taking back"
    return None


def taken_back_with(event: Event, story: Story) -> bool:
    """Whether it was closed because the emoji that made it was taken away."""
    return bool(beside(event, story, Kind.TAKEN_BACK))


def untold(facts: MessageFacts | None) -> str | None:
    """The same for a message."""
    if facts is None:
        return "the message is gone"
    if facts.repeats_description:
        return "repeats the description"
    return "our own audit row" if facts.audit else None


ALARMS = frozenset(
    {
        Kind.DELIVERY_DIED,
        Kind.DELIVERY_RETRIED,
        Kind.DELIVERY_DISCARDED,
        Kind.CHANNEL_REFUSED,
        Kind.MAIL_SERVER_REFUSED,
    }
)
"""What operations must see: a delivery that died, a channel or a mail server that refuses us."""


def alarms(event: Event, places: Places) -> list[Planned]:
    """All in one order, so that many that wait can be told in one; an admin hears of a lost channel alone."""
    if event.kind is Kind.CHANNEL_LOST:
        order = f"admin:{event.payload['agent']}"
        return [Planned(event.id, None, Reaction.TELL_ADMIN, "", order, "slack.post:admins", ALARM, event.payload)]
    if event.kind not in ALARMS:
        return []
    lane, payload = post_lane(places.operations), {"channel": places.operations}
    return [Planned(event.id, event.ticket, Reaction.OPERATIONS, "", "operations", lane, ALARM, payload)]


def line(event: Event, channel: str, payload: Mapping[str, object], why: str | None = None) -> Planned:
    """One post in the ticket's thread."""
    return in_slack(event, Reaction.THREAD, post_lane(channel), LINE, payload, why)


def in_slack(
    event: Event, reaction: Reaction, lane: str, priority: int, payload: Mapping[str, object], why: str | None = None
) -> Planned:
    """All that a ticket shows in Slack goes in one order."""
    key = f"slack:{event.ticket}"
    return Planned(event.id, event.ticket, reaction, "", key, lane, priority, payload, why)


def post_lane(channel: str) -> str:
    """Slack allows one post a second and channel."""
    return f"slack.post:{channel}"


def message_of(event: Event) -> UUID:
    """The id that a `message.*` event speaks of."""
    return UUID(str(event.payload["message"]))
