"""What becomes of a mail that came in: decided from facts, before anything is written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.letter import ReplyClaim
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


AUTHORLESS = frozenset(
    {"header_missing:from", "header_repeated:from", "addresses_several:from", "address_refused:from"}
)
"""Faults of a mail that is nobody's: of several authors the check of one vouches for another."""


def has_author(mail: InboundMail) -> bool:
    """One From with one address."""
    return mail.sender is not None and AUTHORLESS.isdisjoint(mail.faults)


def identity(mail: InboundMail, claim: ReplyClaim | None, *, authenticated: bool) -> str | None:
    """What two copies of one mail have in common, whatever way each came; None where there is nothing to go by.

    A Message-ID alone may be another mail's: of a device that has but one, or of a stranger who came first. So may
    all the words be: what is believed of it counts too.
    """
    if mail.message_id is None:
        return None
    digest = hashlib.sha256()
    for fact in (*facts(mail), str(authenticated), *((str(claim.number), claim.key, claim.seal) if claim else ())):
        content = fact.encode("utf-8", "surrogatepass")
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return "mail:" + digest.hexdigest()


def facts(mail: InboundMail) -> Iterator[str]:
    """What its author gave it; servers on the way add to its header."""
    yield mail.message_id or ""
    yield mail.sender.address.lower() if mail.sender else ""
    yield mail.date.isoformat() if mail.date else ""
    yield mail.in_reply_to or ""
    yield from (mail.subject, mail.text, mail.html)
    for file in mail.attachments:
        yield from (file.filename, file.sha256)


def verdict(mail: InboundMail | Unreadable, proof: Proof | None, *, ours: bool, inside: bool = False) -> Verdict:
    """`ours`: its Message-ID is one that we gave; `inside`: it answers a letter of ours to one of the team.

    From, To and a number in the subject prove nothing. Whatever a person might have to see becomes a ticket; no letter
    answers what a machine wrote.
    """
    if isinstance(mail, Unreadable):
        return Verdict.UNREADABLE
    if ours:
        return Verdict.OWN
    if mail.kind is MailKind.BOUNCE:
        return Verdict.BOUNCE
    if inside and mail.kind is MailKind.AUTO_REPLY:
        return Verdict.AUTOMATIC
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
