"""Attachments: every part that is not text, kept whatever it is, under a name that harms no file system."""

import hashlib
import mimetypes
import re

from owona_bot.domain.mail import MailAttachment
from owona_bot.mail.charsets import decoded_words
from owona_bot.mail.faults import Faults
from owona_bot.mail.fields import read_subject
from owona_bot.mail.plain import one_line
from owona_bot.mail.structure import Part, content, header_of

NAME_LENGTH = 120
ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")
FORBIDDEN = re.compile(r'[<>:"|?*\ufffd]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
ENDINGS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "application/ms-tnef": ".dat",
    "text/rfc822-headers": ".txt",
}
TYPES = mimetypes.MimeTypes()  # the stdlib's table alone: the module's functions read what the machine has

CONTENT_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,120}", re.ASCII)


def read_attachment(part: Part, number: int, faults: Faults) -> MailAttachment:
    """`number` counts from 1, for names that the mail did not give."""
    raw = content(part, faults)
    content_id = one_line(part.fields.first("content-id"), 300).strip("<> ") or None
    disposition = (
        part.disposition if part.disposition in {"inline", "attachment"} else "inline" if content_id else "attachment"
    )
    kind = part.type if CONTENT_TYPE.fullmatch(part.type) else "application/octet-stream"
    if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}:
        faults.add("encrypted")
    return MailAttachment(
        filename=_filename(part, kind, number, faults),
        content_type=kind,
        size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        content_id=content_id,
        disposition=disposition,
        content=raw,
    )


def _filename(part: Part, kind: str, number: int, faults: Faults) -> str:
    given = part.disposition_parameters.get("filename") or part.parameters.get("name") or ""
    given = decoded_words(given[:4000], faults)
    if not given and kind == "message/rfc822":
        subject = read_subject(header_of(part.body), Faults())
        return f"{safe_name(subject) or f'mail-{number}'}"[:100] + ".eml"
    name = safe_name(given)
    if name != given.strip() and given:
        faults.add("filename_changed")
    return name or f"attachment-{number}{ENDINGS.get(kind) or TYPES.guess_extension(kind) or ''}"


def safe_name(given: str) -> str:
    """The last step of a path, on one line, without turns of direction, at most 120 characters, its ending kept."""
    step = re.split(r"[/\\]", given)[-1]
    name = FORBIDDEN.sub("_", one_line(step, 4000)).strip(". ")
    if RESERVED.fullmatch(name):
        name = f"_{name}"
    if len(name.encode()) <= NAME_LENGTH * 2 and len(name) <= NAME_LENGTH:
        return name
    ending = found[0] if (found := ENDING.search(name)) else ""
    stem = name[: NAME_LENGTH - len(ending)]
    while len((stem + ending).encode()) > NAME_LENGTH * 2:
        stem = stem[:-1]
    return stem.rstrip(". ") + ending
