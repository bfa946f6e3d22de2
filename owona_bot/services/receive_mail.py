"""Receive: a mail is kept as it came, and later filed where it belongs, each in one transaction."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database import arrivals, attachments, events, mail, preferences
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.arrival import Proof, Verdict, has_author, identity, text_of, title_of, verdict
from owona_bot.domain.delivery import Later
from owona_bot.domain.errors import Repeated
from owona_bot.domain.event import Kind
from owona_bot.domain.letter import ReplyClaim
from owona_bot.domain.mail import InboundMail, MailAttachment, MailKind, Unreadable

BY = "bot:mail"


@dataclass(frozen=True, slots=True)
class Filing:
    """What is known of a mail beside its own words.

    `claim` is the reply token it was sent to, `proven` tells whether that was given to this sender
    (called with the ticket's salt), `authenticated` whether our mail server's DMARC verdict
    was a pass for its author;
    `system_user` owns what nobody's account does; `untitled` and `unreadable` are texts of the catalogue.
    """

    mail: int
    claim: ReplyClaim | None
    proven: Callable[[ReplyClaim, str, bytes], bool]
    authenticated: bool
    system_user: str
    untitled: str
    unreadable: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where it went; both None for what is kept in the log alone."""

    verdict: Verdict
    ticket: UUID | None = None
    message: UUID | None = None


async def take_mail(db: Database, sender: str, recipients: tuple[str, ...], content: bytes | bytearray) -> int:
    """Committed before the sender hears 250. Raises Unavailable."""
    new = mail.NewMail("in", sender or None, " ".join(recipients))
    async with db.change_raw(by=BY) as raw:
        id_ = await mail.add(raw, new, content)
        order = hashlib.sha256(sender.lower().encode()).hexdigest()[:16]
        await events.add(raw, Kind.MAIL_RECEIVED, BY, {"mail": id_, "from": order})
    return id_


async def file_mail(db: Database, read: InboundMail | Unreadable, filing: Filing) -> Place:
    """Into its ticket or a new one, once: a copy of a mail that was filed changes nothing."""
    known = identity(read, filing.claim, authenticated=filing.authenticated) if isinstance(read, InboundMail) else None
    try:
        async with db.change_raw(by=BY, once=known or f"mail:{filing.mail}") as raw:
            return await _file(db, raw, read, filing)
    except Repeated:
        return await _repeated(db, read, filing)


async def _repeated(db: Database, read: InboundMail | Unreadable, filing: Filing) -> Place:
    """A copy; or the mail itself, and whoever filed it died before the delivery ended: then it stays where it is."""
    async with db.change_raw(by=BY) as raw:
        filed = await mail.by_id(raw, filing.mail)
        if filed is not None and filed.verdict is not None:
            return Place(Verdict(filed.verdict), filed.ticket, filed.message)
        await mail.finish(raw, filing.mail, mail.End(Verdict.REPEATED, mail_id=message_id(read)))
    return Place(Verdict.REPEATED)


async def _file(db: Database, raw: Raw, read: InboundMail | Unreadable, filing: Filing) -> Place:
    letter = await _answered(raw, read)
    proof = await _proof(raw, read, filing, letter)
    ours = await arrivals.sent(raw, message_id(read)) is not None
    decided = verdict(read, proof, ours=ours, inside=letter is not None and not letter.to_customer)
    place = await _put(db, raw, read, filing, proof, decided)
    known = read if isinstance(read, InboundMail) else None
    end = mail.End(
        place.verdict,
        place.ticket,
        place.message,
        mail_id=message_id(read),
        kind=known.kind if known else None,
        body=known.text if known and known.text != known.reply else None,
        faults=known.faults if known else (read.reason,) if isinstance(read, Unreadable) else (),
    )
    await mail.finish(raw, filing.mail, end)
    return place


async def _proof(
    raw: Raw, read: InboundMail | Unreadable, filing: Filing, letter: arrivals.Sent | None
) -> Proof | None:
    """A token alone proves nothing: it must have been given to the address that writes."""
    if isinstance(read, Unreadable) or read.sender is None or not has_author(read):
        return None
    if letter and letter.to_customer and letter.ticket and letter.owner:
        return Proof(letter.ticket, letter.owner)
    if filing.claim is None:
        return None
    named = await arrivals.addressee(raw, filing.claim.number)
    if named is None or not filing.proven(filing.claim, read.sender.address, named.salt):
        return None
    return Proof(named.ticket, named.owner)


async def _answered(raw: Raw, read: InboundMail | Unreadable) -> arrivals.Sent | None:
    """Absence notes go to the letter's sender, which has no token: the letter that they answer is known."""
    if isinstance(read, Unreadable) or read.kind is not MailKind.AUTO_REPLY or not has_author(read):
        return None
    letter = await arrivals.sent(raw, bracketed(read.in_reply_to))
    by = read.sender.address.lower() if read.sender else None
    return letter if letter and letter.recipient.lower() == by else None


async def _put(
    db: Database, raw: Raw, read: InboundMail | Unreadable, filing: Filing, proof: Proof | None, decided: Verdict
) -> Place:
    match read, decided:
        case Unreadable(), _:
            return await _new_unreadable(db, raw, filing)
        case InboundMail(), Verdict.NEW:
            return await _new(db, raw, read, filing)
        case InboundMail(), Verdict.REPLY | Verdict.AUTOMATIC if proof:
            return await _reply(db, raw, read, proof, decided)
        case InboundMail(), Verdict.BOUNCE:
            return await _bounced(raw, read)
    return Place(decided)


async def _reply(db: Database, raw: Raw, read: InboundMail, proof: Proof, decided: Verdict) -> Place:
    """The customer's message; an absence note reopens nothing and counts as automatic."""
    kind = {"kind": "auto_reply"} if decided is Verdict.AUTOMATIC else {}
    metadata = {"source": "owona_bot", "context": "email", "origin": "email", **kind}
    new = arrivals.NewMessage(proof.ticket, proof.owner, text_of(read), named(read), metadata)
    message = await arrivals.add_message(raw, new, author_name=db.author_name)
    if decided is Verdict.REPLY:
        await arrivals.reopen(raw, proof.ticket)
    await _keep_files(raw, proof.ticket, message, read.attachments)
    return Place(decided, proof.ticket, message)


async def _new(db: Database, raw: Raw, read: InboundMail, filing: Filing) -> Place:
    """For the account of an authenticated sender, else for the system user."""
    address = read.sender.address if read.sender else None
    vouched = filing.authenticated and has_author(read)
    account = await arrivals.account(raw, address) if address and vouched else None
    owner = account or await _system_user(raw, filing)
    text, source = text_of(read), {"source": "email", "mail": {"kind": read.kind.value}}
    ticket = await arrivals.add_ticket(raw, owner, title_of(read) or filing.untitled, text, source)
    if account is None and address:
        await arrivals.asked_by(raw, ticket, (read.sender.name if read.sender else "") or None, address.lower())
    metadata = {"source": "owona_bot", "context": "email", "origin": "email"}
    new = arrivals.NewMessage(ticket, owner, text, named(read), metadata)
    message = await arrivals.add_message(raw, new, author_name=db.author_name)
    await _keep_files(raw, ticket, message, read.attachments)
    return Place(Verdict.NEW, ticket, message)


async def _new_unreadable(db: Database, raw: Raw, filing: Filing) -> Place:
    """Flagged, with the mail itself as a file."""
    owner, source = await _system_user(raw, filing), {"source": "email", "mail": {"kind": "unreadable"}}
    ticket = await arrivals.add_ticket(raw, owner, filing.untitled, filing.unreadable, source)
    metadata = {"source": "owona_bot", "context": "email", "origin": "email"}
    new = arrivals.NewMessage(ticket, owner, filing.unreadable, None, metadata)
    message = await arrivals.add_message(raw, new, author_name=db.author_name)
    file = attachments.NewAttachment(ticket, message, "mail.eml", "message/rfc822")
    await _keep_file(raw, file, mail.chunks(raw, filing.mail))
    return Place(Verdict.UNREADABLE, ticket, message)


async def _bounced(raw: Raw, read: InboundMail) -> Place:
    """Believed only of a letter that we sent to that very address; a hard one ends all letters to it."""
    letter = await arrivals.sent(raw, bracketed(read.about))
    if letter is None:
        return Place(Verdict.QUARANTINE)
    told = (letter.verdict or "").startswith("refused: ")
    for bounce in read.bounces if not told else ():
        if bounce.hard and bounce.address.lower() == letter.recipient.lower():
            reason = f"{bounce.status or ''} {bounce.reason}".strip()
            await preferences.suppress(raw, letter.recipient, f"bounced: {reason}")
            await mail.finish(raw, letter.mail, mail.End(f"refused: {reason}"))
            await events.add(raw, Kind.MAIL_REFUSED, BY, {"mail": letter.mail}, letter.ticket)
    return Place(Verdict.BOUNCE, letter.ticket)


async def _system_user(raw: Raw, filing: Filing) -> UUID:
    """Raises Later: the mail waits for the operator."""
    owner = await arrivals.account(raw, filing.system_user)
    if owner is None:
        raise Later("OWONA_MAIL__SYSTEM_USER has no account: make it, and the mail goes on", lane=False)
    return owner


async def _keep_files(raw: Raw, ticket: UUID, message: UUID, files: tuple[MailAttachment, ...]) -> None:
    for file in files:
        new = attachments.NewAttachment(ticket, message, file.filename, file.content_type, content_id=file.content_id)
        await _keep_file(raw, new, in_pieces(file.content))


async def _keep_file(raw: Raw, new: attachments.NewAttachment, content: AsyncIterator[bytes]) -> None:
    """An event of its own: the thread shows each file."""
    id_ = await attachments.add(raw, new)
    await attachments.fill(raw, id_, content)
    await events.add(raw, Kind.FILE_ADDED, BY, {"attachment": id_}, new.ticket)


def message_id(read: InboundMail | Unreadable) -> str | None:
    """As the log has it."""
    return bracketed(read.message_id) if isinstance(read, InboundMail) else None


def bracketed(id_: str | None) -> str | None:
    """A Message-ID as headers and the log have it (RFC 5322 section 3.6.4)."""
    return f"<{id_}>" if id_ else None


async def in_pieces(content: bytes | bytearray) -> AsyncIterator[bytes]:
    """So that a large one is not copied whole."""
    for start in range(0, len(content), mail.CHUNK):
        yield bytes(memoryview(content)[start : start + mail.CHUNK])


def named(read: InboundMail) -> str | None:
    """The site shows a customer by address."""
    return read.sender.address if read.sender else None
