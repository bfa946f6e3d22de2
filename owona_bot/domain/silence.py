"""Why a customer is not written to. Decided from what is true when the letter would go."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from owona_bot.domain.letter import is_test
from owona_bot.domain.preference import Wants

LetterName = Literal["received", "answer", "resolved", "sla_warning", "reminder"]

TO_CUSTOMERS = frozenset(get_args(LetterName))
"""As the log names letters; all others go to the team."""

ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?",
    re.I | re.ASCII,
)


class Silence(StrEnum):
    """A reason as the ledger keeps it; NO_LETTER has what the team reads."""

    NO_SERVER = "no mail server is set"
    TICKET_GONE = "the ticket is gone"
    MESSAGE_GONE = "the message is gone, internal or no answer any more"
    REOPENED = "the ticket is not resolved any more"
    RESOLVED_AGAIN = "the ticket was resolved once more since"
    TOLD_RESOLVED = "the customer was told so, and it was not opened again"
    NOT_WAITING = "the desk does not wait for the customer any more"
    NO_ADDRESS = "the customer has no address"
    BAD_ADDRESS = "the address is none that can be written to"
    TEST_ACCOUNT = "the address is a test account's"
    BOUNCES = "the address bounces"
    AUTOMATIC = "the ticket came by automatic mail"
    OWN_TICKET = "an agent opened it on their own behalf"
    TOLD_TODAY = "the address got such a letter within the day"
    MUTED = "the customer wants no mail about this ticket"
    ONLY_ANSWERS = "the customer wants answers alone"
    NO_DELAYS = "the customer wants no word of delays"
    NOT_PROMISED = "the policy writes to no customer"
    NOT_LATE = "it is not late any more"
    TOLD_LATE = "the customer was told of a delay of this ticket within the day"


NO_LETTER: dict[Silence, str] = {
    Silence.TICKET_GONE: "no_letter.ticket_gone",
    Silence.NO_ADDRESS: "no_letter.no_address",
    Silence.BAD_ADDRESS: "no_letter.bad_address",
    Silence.TEST_ACCOUNT: "no_letter.test_account",
    Silence.BOUNCES: "no_letter.bounces",
    Silence.AUTOMATIC: "no_letter.automatic",
    Silence.MUTED: "no_letter.muted",
}
"""Catalogue keys of those that concern an answer that is about to be written."""


@dataclass(frozen=True, slots=True)
class Case:
    """What decides: `wants` as the customer chose, `mail_kind` of the mail that opened the ticket, if one did.

    `is_waiting`: its status says that the customer is to answer, and they have not since it says so.

    `is_system_user`: the address owns the tickets of people without an account, and nobody reads there.
    """

    address: str | None
    is_system_user: bool
    bounces: bool
    wants: Wants
    mail_kind: str | None
    own_ticket: bool
    told_today: bool
    is_resolved: bool
    told_late: bool = False
    is_waiting: bool = False


def why_not(letter: LetterName, case: Case) -> Silence | None:
    """The first reason to write no such letter, or None."""
    reasons = {
        Silence.NO_ADDRESS: not case.address or case.is_system_user,
        Silence.BAD_ADDRESS: not is_writable(case.address or ""),
        Silence.TEST_ACCOUNT: is_test(case.address or ""),
        Silence.BOUNCES: case.bounces,
        Silence.AUTOMATIC: case.mail_kind not in (None, "ordinary"),
        Silence.MUTED: case.wants == "nothing",
        Silence.ONLY_ANSWERS: case.wants == "answers" and letter != "answer",
        Silence.NO_DELAYS: case.wants == "no_delays" and letter == "sla_warning",
        Silence.OWN_TICKET: case.own_ticket and letter in ("received", "sla_warning"),
        Silence.TOLD_TODAY: case.told_today and letter == "received",
        Silence.TOLD_LATE: case.told_late and letter == "sla_warning",
        Silence.NOT_WAITING: letter == "reminder" and not case.is_waiting,
        Silence.REOPENED: letter == "resolved" and not case.is_resolved,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def is_writable(address: str) -> bool:
    """As people have them: quoted, foreign and broken ones no provider takes from us."""
    return len(address) <= 254 and ADDRESS.fullmatch(address) is not None and ".." not in address
