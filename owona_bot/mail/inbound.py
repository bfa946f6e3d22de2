"""A mail's raw bytes -> facts: pure, never raising, whatever the bytes are.

The work is bounded here by limits on lengths and counts, each cut noted in `faults`; `reading` bounds it once
more from outside. The stdlib's header parser (policy `default`) is used value by value, never its feed parser.
"""

from owona_bot.domain.mail import InboundMail
from owona_bot.mail.bodies import Bodies, read_bodies
from owona_bot.mail.bounces import read_report
from owona_bot.mail.enclosures import read_attachment
from owona_bot.mail.facts import describe
from owona_bot.mail.faults import Faults
from owona_bot.mail.fields import Fields, read_addresses, read_date, read_ids, read_subject
from owona_bot.mail.loops import kind_of
from owona_bot.mail.marks import FORWARD_SUBJECT
from owona_bot.mail.markup import KNOWN_QUOTES, sanitised
from owona_bot.mail.quotes import newest_reply, newest_reply_html
from owona_bot.mail.structure import Budget, read_part

__all__ = ["describe", "newest_reply", "newest_reply_html", "read_mail"]

ONCE = ("from", "subject", "date", "message-id", "in-reply-to", "references", "to", "cc", "reply-to")


def read_mail(raw: bytes) -> InboundMail:
    """All that a ticket needs to know; nothing in it is proven, least of all the sender."""
    faults = Faults()
    mail = read_part(memoryview(raw), faults, Budget())
    fields = mail.fields
    _look_over(fields, faults)
    bodies = read_bodies(mail, faults)
    subject = read_subject(fields, faults)
    authors = read_addresses(fields, "from", faults)
    if len(authors) > 1:
        faults.add("addresses_several", "from")
    senders = authors or read_addresses(fields, "sender", faults)
    sender = senders[0] if senders else None
    report = read_report(mail, sender.address if sender else "", bodies.text, faults)
    replied = read_ids(fields, "in-reply-to", faults)
    ids = read_ids(fields, "message-id", faults)
    return InboundMail(
        subject=subject,
        sender=sender,
        to=read_addresses(fields, "to", faults),
        cc=read_addresses(fields, "cc", faults),
        reply_to=read_addresses(fields, "reply-to", faults),
        message_id=ids[0] if ids else None,
        in_reply_to=replied[0] if replied else None,
        references=read_ids(fields, "references", faults),
        date=read_date(fields, faults),
        text=bodies.text,
        html=sanitised(bodies.html) if bodies.html else "",
        reply=_reply(bodies, subject),
        attachments=tuple(read_attachment(part, number, faults) for number, part in enumerate(bodies.attached, 1)),
        kind=kind_of(fields, subject, sender.address if sender else "", report.type),
        bounces=report.bounces,
        about=report.about,
        faults=faults.all(),
    )


def _look_over(fields: Fields, faults: Faults) -> None:
    """Of a repeated field the first counts; two From fields are how one passes a check of the other."""
    for name in ONCE:
        count = len(fields.every(name))
        if count > 1:
            faults.add("header_repeated", name)
        if not count and name in {"from", "message-id"}:
            faults.add("header_missing", name)


def _reply(bodies: Bodies, subject: str) -> str:
    """The plain side decides, unless it shows no quote and the HTML marks one. A forwarded mail is all news."""
    if FORWARD_SUBJECT.match(subject):
        return bodies.text
    reply = newest_reply(bodies.text) if bodies.plain else newest_reply_html(bodies.html)
    if bodies.plain and reply == bodies.text and KNOWN_QUOTES.search(bodies.html):
        return newest_reply_html(bodies.html) or reply
    return reply
