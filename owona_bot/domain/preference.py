"""What customers say that they want to hear of, and what is kept of it."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

Wants = Literal["all", "no_delays", "answers", "nothing"]
"""`no_delays`: all but word that it takes longer than promised."""


class Choice(StrEnum):
    """What the page offers."""

    MUTE = "mute"
    ANSWERS = "answers"
    NO_DELAYS = "no_delays"
    ALL = "all"

    @classmethod
    def read(cls, text: str) -> "Choice | None":
        """None for what the page does not offer."""
        return next((choice for choice in cls if choice == text), None)


WANTS: dict[Choice, Wants] = {Choice.ANSWERS: "answers", Choice.NO_DELAYS: "no_delays", Choice.ALL: "all"}
"""What a choice means for the whole address."""


def chosen(wants: Wants) -> Choice:
    """What the page shows as the present choice."""
    return next((choice for choice, means in WANTS.items() if means == wants), Choice.MUTE)


def kept(choice: Choice, ticket: UUID | None) -> dict[UUID | None, Wants]:
    """By ticket, None being the whole address; a ticket's own choice goes before, so it must not stay in the way."""
    if choice is Choice.MUTE:
        return {ticket: "nothing"}
    wants = WANTS[choice]
    return {None: wants, ticket: wants}
