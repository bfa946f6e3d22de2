"""Notices: what an agent may want to hear by direct message of the tickets that they hold."""

from enum import StrEnum


class Notice(StrEnum):
    """Somebody else gave them a ticket, took one away, or a customer answered on one."""

    GIVEN = "given"
    TAKEN = "taken"
    ANSWERED = "answered"


USUAL = frozenset({Notice.GIVEN, Notice.TAKEN})
"""What everybody hears who chose nothing; of answers the thread tells."""
