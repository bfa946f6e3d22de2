"""What people say in a ticket's thread, and the notes they leave elsewhere: all of it stays inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Act(StrEnum):
    """The three that `notes.act` takes."""

    WRITTEN = "written"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a person did to a message; Slack knows it by `channel` and `ts`.

    `thread` is the ts of the thread's first message, None where Slack did not tell; `at` is when it was done;
    `text` is Slack's own rendering, `rich_text` its JSON if there was any; `files` are the names of what came along.
    """

    act: Act
    channel: str
    ts: str
    thread: str | None
    user: str | None
    text: str
    rich_text: Mapping[str, Any] | None
    files: Sequence[str]
    at: datetime
