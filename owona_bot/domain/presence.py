"""What Slack says of somebody's being there, piece by piece; what it means says availability."""

from dataclasses import dataclass
from datetime import datetime

from owona_bot.domain.people import AgentId


@dataclass(frozen=True, slots=True)
class Status:
    """An emoji such as `:palm_tree:` and words, either may be empty; `until` None: as long as they please."""

    emoji: str
    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """An agent of whom Slack is asked, under the id that Slack knows."""

    agent: AgentId
    slack_user: str


@dataclass(frozen=True, slots=True)
class Look:
    """What Slack answered; None: it was not asked that."""

    away: bool | None = None
    status: Status | None = None
