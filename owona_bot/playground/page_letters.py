"""Mails as a mail program shows them: subject, text, HTML, files; the parser is Python's own."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from owona_bot.playground.mailbox import Mail
from owona_bot.playground.wire import Json

SOURCE_MOST = 200_000
SERVER = "mail.playground"
"""Whose Authentication-Results the bot may believe: that of the server before it."""

LETTER_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    ]
)
"""Of the frame that shows an HTML letter: no script, no form, nothing remote; a link that is pressed opens a tab."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that a customer writes; `answers` is the Message-ID of what it answers."""

    sender: str
    to: str
    subject: str
    text: str
    answers: str = ""
    files: Sequence[Json] = ()


def parsed(mail: Mail) -> EmailMessage:
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def line(number: int, mail: Mail) -> Json:
    """As a list of mails shows it."""
    message = parsed(mail)
    return {
        "number": number,
        "from": str(message["From"] or mail.sender),
        "to": list(mail.recipients),
        "subject": str(message["Subject"] or ""),
        "date": str(message["Date"] or ""),
    }


def whole(number: int, mail: Mail) -> Json:
    """Opened; `html` tells whether there is a frame to show."""
    message = parsed(mail)
    return line(number, mail) | {
        "reply_to": str(message["Reply-To"] or message["From"] or mail.sender),
        "message_id": str(message["Message-ID"] or ""),
        "text": body(message, "plain"),
        "html": bool(body(message, "html")),
        "source": mail.raw[:SOURCE_MOST].decode("utf-8", "replace"),
        "files": [{"name": part.get_filename() or "?", "type": part.get_content_type()} for part in attached(message)],
    }


def body(message: EmailMessage, kind: str) -> str:
    """Empty when there is none, or it can't be read."""
    part = message.get_body((kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, KeyError, UnicodeError):
        return ""


def in_tabs(html: str) -> str:
    """Links leave the frame, which may show nothing but the letter."""
    return html.replace("<head>", '<head><base target="_blank">', 1)


def attached(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.iter_attachments():
        if isinstance(part, EmailMessage):
            yield part


def raw_mail(draft: Draft) -> bytes:
    """As it leaves the provider's server, which has judged the sender to be genuine."""
    message = EmailMessage(policy=policy.SMTP)
    message["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={draft.sender.rpartition('@')[2]}"
    message["From"], message["To"], message["Subject"] = draft.sender, draft.to, one_line(draft.subject)
    message["Date"], message["Message-ID"] = format_datetime(localtime()), make_msgid(domain="mail.example")
    if draft.answers:
        message["In-Reply-To"] = message["References"] = one_line(draft.answers)
    message.set_content(draft.text)
    for file in draft.files:
        main, _, sub = str(file.get("type") or "application/octet-stream").partition("/")
        content = base64.b64decode(file["content"], validate=True)
        message.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=str(file["name"]))
    return message.as_bytes()


def one_line(text: str) -> str:
    return " ".join(text.split())
