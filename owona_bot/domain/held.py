"""A reply between Send and its customer: in the time in which it can be taken back, or waiting to be released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

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
    """How answers leave: `undo` after Send (zero: at once), `own` are hosts that any answer may name."""

    undo: timedelta = timedelta(0)
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """`due_at` is when it leaves, None while it is guarded; `findings` are what the guard saw in it.

    Its draft's id is its own, and becomes the message's.
    """

    draft: Draft
    writer: Agent
    state: State
    findings: Sequence[Finding]
    due_at: datetime | None
    released_by: AgentId | None


LEAST = next(role for role in ROLES if right(role, Act.OVERRIDE) is not NEVER)
"""The role that may release what others wrote, and take it back."""


def state_of(findings: Sequence[Finding], agent: Agent) -> State:
    """What becomes of an answer that `agent` sends."""
    return State.GUARDED if findings and not may(agent, Act.OVERRIDE) else State.HELD


def check_take_back(held: Held, agent: Agent) -> None:
    """Its writer, or who may override. Raises NotTheWriter."""
    if held.writer.id != agent.id and not may(agent, Act.OVERRIDE):
        raise NotTheWriter(agent=held.writer.name, least=LEAST)
