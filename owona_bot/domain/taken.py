"""What is taken in from elsewhere in Slack: a message, alone or with its thread, made or added to a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.people import AgentId
from owona_bot.domain.text import is_blank, shortened, visible

MOST = 300
"""Messages of a thread that come along, the first ones."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`ticket` is that of one that stands, or will; `alone`: without the message's thread."""

    ticket: UUID
    channel: str
    ts: str
    agent: AgentId
    alone: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a message: an agent of ours, or somebody by name, perhaps with an address, or an app."""

    name: str
    agent: AgentId | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A message as it stood when it was read; `text` is plain, `files` are lines that name what came along."""

    channel: str
    ts: str
    writer: Writer
    text: str
    rich_text: Mapping[str, Any] | None
    files: tuple[str, ...]
    at: datetime

    @property
    def whole(self) -> str:
        """Its text, or where it has none what came along."""
        return self.text if not is_blank(self.text) else "\n".join(self.files)

    @property
    def noted(self) -> str:
        """As the ticket's note has it: who is no agent is named in the text."""
        said = "\n".join(filter(None, [self.text, *self.files]))
        return said if self.writer.agent is not None else f"{self.writer.name}:\n{said}"


def note_of(ticket: UUID, channel: str, ts: str) -> UUID:
    """The id of the note that a message becomes on a ticket, whoever takes it in, and however often."""
    return uuid5(ticket, f"{channel}:{ts}")


def title_of(text: str, otherwise: str) -> str:
    """The first line that says something, as long as a title may be."""
    lines = (" ".join(line.split()) for line in visible(text).splitlines())
    return shortened(next((line for line in lines if not is_blank(line)), otherwise), TITLE_LIMIT)
