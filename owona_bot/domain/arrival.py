"""What becomes of a mail that came in: decided from facts, before anything is written."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.mail import InboundMail, MailKind, Unreadable
from owona_bot.domain.text import shortened


class Verdict(StrEnum):
    """As the log keeps it."""

    REPLY = "reply"
    NEW = "new"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OWN = "own"
    UNREADABLE = "unreadable"
    QUARANTINE = "quarantine"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Proof:
    """The ticket whose reply token came from the very address that it was given to; its owner's account."""

    ticket: UUID
    owner: UUID


def verdict(mail: InboundMail | Unreadable, proof: Proof | None, *, ours: bool) -> Verdict:
    """`ours`: its Message-ID is one that we gave. From, To and a number in the subject prove nothing.

    Whatever a person might have to see becomes a ticket; no letter answers what a machine wrote.
    """
    if isinstance(mail, Unreadable):
        return Verdict.UNREADABLE
    if ours:
        return Verdict.OWN
    if mail.kind is MailKind.BOUNCE:
        return Verdict.BOUNCE
    if proof is None:
        return Verdict.NEW
    return Verdict.AUTOMATIC if mail.kind is MailKind.AUTO_REPLY else Verdict.REPLY


def title_of(mail: InboundMail) -> str:
    """The subject, else how the text begins, on one line; empty when there is neither."""
    words = " ".join((mail.subject or mail.reply[:400]).split())
    return shortened(words, TITLE_LIMIT)


def text_of(mail: InboundMail) -> str:
    """The newest text, else all of it; a mail of nothing but files says nothing."""
    return (mail.reply or mail.text).strip()
