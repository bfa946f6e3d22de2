"""A reply between Send and its customer: in the time in which it can be taken back, or waiting to be released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.guard import Finding
from owona_bot.domain.people import ROLES, Agent, AgentId
from owona_bot.domain.permissions import NEVER, Act, may, right
from owona_bot.domain.reply import Draft
from owona_bot.domain.reply_errors import NotTheWriter


class State(StrEnum):
    """The two that `held_replies.state` takes."""

    HELD = "held"
    GUARDED = "guarded"


@dataclass(frozen=True, slots=True)
class Rules:
    """How answers leave: `undo` after Send (zero: at once), `own` are hosts that any answer may name.

    `system_user` is the address that owns the tickets of people without an account.
    """

    undo: timedelta = timedelta(0)
    own: frozenset[str] = frozenset()
    system_user: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer with its writer's last word. `also` are the tickets whose requesters read it too."""

    draft: Draft
    writer: Agent
    also: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """`due_at` is when it leaves, None while it is guarded; `findings` are what the guard saw in it.

    Its draft's id is its own, and becomes the message's. `also` are tickets that went on in its ticket when it was
    sent, one of each requester; None of one that was sent before anybody kept that.
    """

    draft: Draft
    writer: Agent
    state: State
    findings: Sequence[Finding]
    due_at: datetime | None
    released_by: AgentId | None
    also: Sequence[UUID] | None = None

    def news(self, findings: Sequence[Finding]) -> bool:
        """Whether there is something among them that nobody has let go."""
        return any(finding not in self.findings for finding in findings)


LEAST = next(role for role in ROLES if right(role, Act.OVERRIDE) is not NEVER)
"""The role that may release what others wrote, and take it back."""


def state_of(findings: Sequence[Finding], agent: Agent) -> State:
    """What becomes of an answer that `agent` sends."""
    return State.GUARDED if findings and not may(agent, Act.OVERRIDE) else State.HELD


def check_take_back(held: Held, agent: Agent) -> None:
    """Its writer, or who may override. Raises NotTheWriter."""
    if held.writer.id != agent.id and not may(agent, Act.OVERRIDE):
        raise NotTheWriter(agent=held.writer.name, least=LEAST)
