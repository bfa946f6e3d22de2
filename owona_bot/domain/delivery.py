"""A promise with a receipt: what is to be done, where, in which order, how often tried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from owona_bot.domain.event import Kind

MAX_FAILURES = 8
"""Tries that failed for the delivery's own sake; an outage of the other side never counts."""

CLOCKS_APART = timedelta(minutes=2)
"""How far Slack's clock and the database's may differ."""

LONGEST_PAUSE = timedelta(minutes=1)
"""So that whatever comes back is noticed within a minute."""


class Reaction(StrEnum):
    """What a delivery does; `jobs/reactions/` has a file for each."""

    CARD = "card"
    THREAD = "thread"
    OPERATIONS = "operations"
    TELL_ADMIN = "tell_admin"
    LETTER = "letter"
    FILE = "file"
    READ_MAIL = "read_mail"
    COPY = "copy"
    GO_ON = "go_on"
    MOVE_CARD = "move_card"
    IMPORT_THREAD = "import_thread"
    ORIGIN = "origin"
    ENROL = "enrol"
    HOME = "home"
    SWAP = "swap"
    SHIFT = "shift"
    SHARES = "shares"
    BULK = "bulk"
    REPLY_LINE = "reply_line"
    SEND_HELD = "send_held"
    ASK_RELEASE = "ask_release"
    SLA_ALERT = "sla_alert"
    SLA_SETTLE = "sla_settle"
    SLA_MAIL = "sla_mail"
    ESCALATION = "escalation"
    ESCALATION_MAIL = "escalation_mail"
    LINK_MAIL = "link_mail"
    NOTICE = "notice"
    ASSIGN_LEAD = "assign_lead"
    EXPORT = "export"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery before it has an id.

    `target` tells it from others of the same event and reaction; `order_key` is first in, first out;
    `suppressed` is the reason why nothing will be done, or None; `not_before` None is at once.
    """

    event: int
    ticket: UUID | None
    reaction: Reaction
    target: str
    order_key: str
    lane: str
    priority: int
    payload: Mapping[str, object] = field(default_factory=dict)
    suppressed: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One that a worker holds on lease.

    `attempt` counts the leases and fences the receipt; `uncertain` says that an earlier attempt may
    have come through; `event_kind`, `actor` and `event_payload` are its event's.
    """

    id: int
    event: int
    ticket: UUID | None
    reaction: Reaction
    target: str
    order_key: str
    lane: str
    payload: Mapping[str, object]
    attempt: int
    failures: int
    uncertain: bool
    event_kind: str
    actor: str
    event_payload: Mapping[str, object]
    created_at: datetime

    @property
    def looked_for_since(self) -> float | None:
        """Seconds of the epoch from which its post may stand in Slack already; None if it can't."""
        return (self.created_at - CLOCKS_APART).timestamp() if self.uncertain else None


Receipt = Mapping[str, object]
"""What the other side gave for it: a Slack `channel` and `ts`, a `Message-ID`."""


@dataclass(frozen=True, slots=True)
class Stands:
    """A post that stands in Slack after a delivery; `ref` names what it shows (a message's id …)."""

    channel: str
    ts: str
    shows: str
    ref: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery ended: `done`, `suppressed` or `dead`, the last two with a reason.

    `absorbed` are the waiting ones whose work it did along with its own.
    """

    state: Literal["done", "suppressed", "dead"]
    receipt: Receipt = field(default_factory=dict)
    reason: str | None = None
    stands: Stands | None = None
    absorbed: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """Why and for how long a lease is given back; `lane` pauses all that goes the same way."""

    reason: str
    pause: timedelta
    failed: bool = False
    uncertain: bool = False
    lane: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """One token `every` so often, up to `burst` at once; zero means unpaced."""

    name: str
    every: timedelta
    burst: int


class Suppressed(Exception):
    """Nothing is to be done any more; the reason is kept with the delivery."""


class Refused(Exception):
    """The other side will never take it as it is: dead at once."""


class Failed(Exception):
    """It did not work and may work later; counts towards MAX_FAILURES."""


class Later(Exception):
    """Not now: the other side is down, busy or the pace is used up. Never counts as a failure.

    `pause` None: as `backoff` says. `lane` pauses all that goes the same way, not this delivery alone.
    """

    def __init__(
        self, reason: str, *, pause: timedelta | None = None, lane: bool = True, uncertain: bool = False
    ) -> None:
        super().__init__(reason)
        self.pause = pause
        self.lane = lane
        self.uncertain = uncertain


class AppRefused(Later):
    """Slack won't have the app as it is installed; `code` is Slack's."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refuses the app: {code}")
        self.code = code


class OutsideRefuses(Later):
    """The other side won't have us until a person mends it; operations hear of it by an event of `kind`."""

    kind: ClassVar[Kind]

    def __init__(self, reason: str, **payload: str) -> None:
        super().__init__(reason)
        self.payload = payload


class ChannelRefused(OutsideRefuses):
    """Slack won't have us in that channel (archived, not invited)."""

    kind = Kind.CHANNEL_REFUSED

    def __init__(self, channel: str, error: str) -> None:
        super().__init__(f"{channel}: {error}", channel=channel, error=error)

    @property
    def closed(self) -> bool:
        """Whether it is archived or we are not in it, rather than that we may not post there."""
        return self.payload["error"] in ("is_archived", "not_in_channel", "channel_not_found")


class MailServerRefused(OutsideRefuses):
    """The mail server won't have us (password, sender, certificate); `error` is its codes, or ours."""

    kind = Kind.MAIL_SERVER_REFUSED

    def __init__(self, error: str) -> None:
        super().__init__(f"the mail server refuses us: {error}", error=error)


def pauses_lane(later: Later, lane: str) -> bool:
    """A channel that refuses us says nothing of the others that share a lane with it."""
    if isinstance(later, ChannelRefused):
        return lane == f"slack.post:{later.payload['channel']}"
    return later.lane


def backoff(tries: int, random: Callable[[], float]) -> timedelta:
    """1 s, 2 s, 4 s … to a minute, each between half and the whole of that (`random` gives 0 to 1)."""
    whole = min(timedelta(seconds=2 ** min(max(tries, 1), 20)) / 2, LONGEST_PAUSE)
    return whole * (0.5 + random() / 2)


UPDATES_A_MINUTE, CARD_UPDATES_A_MINUTE = 45, 20
"""Slack's tier 3 allows 50 `chat.update` a minute for the whole workspace."""

PUBLISHES_A_MINUTE = 50
"""Half of what tier 4 allows `views.publish`: Homes that somebody waits for and those that change by themselves."""


MARGIN = 1.05
"""Slack counts by its own clock, and requests overtake each other on the way."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`seconds` between two posts in one channel and `burst` at once; letters an hour. Zero: unpaced."""

    seconds: float
    burst: int
    letters_per_hour: int = 0


LETTERS_AT_ONCE = 10

UPDATES_AT_ONCE = 5


def lane_of(name: str, pace: Pace) -> Lane:
    """As Slack's rate tiers and the mail provider want it; mail comes in and replies leave unpaced."""
    kind, of_one = name.split(":", maxsplit=1)[0], ":" in name
    if kind in ("mail", "reply", "copy", "shares") or name == "slack.users":
        return Lane(name, timedelta(), 1)
    if kind == "smtp":
        hour = timedelta(hours=1)
        return Lane(name, hour / pace.letters_per_hour if pace.letters_per_hour else timedelta(), LETTERS_AT_ONCE)
    every, burst = timedelta(seconds=pace.seconds), pace.burst
    if kind in ("slack.update", "slack.files"):
        burst = min(burst, UPDATES_AT_ONCE)  # a minute that begins with it has no more than others
        every *= 60 / ((CARD_UPDATES_A_MINUTE if of_one else UPDATES_A_MINUTE) - burst)
    elif kind in ("slack.publish", "slack.republish"):
        burst = min(burst, UPDATES_AT_ONCE)
        every *= 60 / (PUBLISHES_A_MINUTE - burst)
    return Lane(name, every * MARGIN, burst)
