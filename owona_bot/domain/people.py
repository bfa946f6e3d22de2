"""Who acts: agents of the team, customers, the bot itself, and strangers to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NewType, get_args

AgentId = NewType("AgentId", int)

Role = Literal["reader", "agent", "lead", "admin"]

Granted = Role | Literal["none"]
"""What an admin decided of a person; `none` is nobody of the team, whatever OWONA_AGENTS says."""

ROLES: tuple[Role, ...] = get_args(Role)
"""The one who may least first."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody of the team, known by Slack user and e-mail; `locale` is `de` or `en`."""

    id: AgentId
    slack_user: str
    email: str
    name: str
    locale: str
    role: Role

    @property
    def actor(self) -> str:
        """As written into events: `agent:7`."""
        return f"agent:{self.id}"


@dataclass(frozen=True, slots=True)
class SlackUser:
    """A person as `users.list` and `user_change` tell of them; `told_at` is when it changed, in seconds."""

    id: str
    team: str
    email: str | None
    name: str
    locale: str | None
    is_bot: bool
    deleted: bool
    guest: bool
    stranger: bool
    told_at: int = 0


def may_be_agent(user: SlackUser, team: str) -> bool:
    """Of our own workspace, a full member, a person, still there."""
    return user.team == team and not (user.is_bot or user.deleted or user.guest or user.stranger)


def role_of(user: SlackUser, team: str, emails: Sequence[str], granted: Granted | None = None) -> Role | None:
    """`emails` is OWONA_AGENTS, the first being the admin; what an admin `granted` goes before. None: not of us."""
    address = (user.email or "").strip().lower()
    if not address or not may_be_agent(user, team) or granted == "none":
        return None
    if granted is not None:
        return granted
    if address not in emails:
        return None
    return "admin" if address == emails[0] else "agent"


def two_letters(locale: str | None, otherwise: str) -> str:
    """`de-DE` and `de_AT` speak `de`; what we have no catalogue for speaks `otherwise`."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in ("de", "en") else otherwise
