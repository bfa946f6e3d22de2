"""What customers say that they want to hear of, and what is kept of it."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

Wants = Literal["all", "answers", "nothing"]


class Choice(StrEnum):
    """What the page offers."""

    MUTE = "mute"
    ANSWERS = "answers"
    ALL = "all"

    @classmethod
    def read(cls, text: str) -> "Choice | None":
        """None for what the page does not offer."""
        return next((choice for choice in cls if choice == text), None)


def kept(choice: Choice, ticket: UUID | None) -> dict[UUID | None, Wants]:
    """By ticket, None being the whole address; a ticket's own choice goes before, so it must not stay in the way."""
    if choice is Choice.MUTE:
        return {ticket: "nothing"}
    wants: Wants = "answers" if choice is Choice.ANSWERS else "all"
    return {None: wants, ticket: wants}
