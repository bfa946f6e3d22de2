"""An InboundMail as JSON and back: what the reading child may say to the bot, and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from owona_bot.domain.mail import InboundMail, MailAddress, MailAttachment, MailBounce, MailKind

Json = dict[str, Any]  # Any: what json.dumps takes and json.loads gives; `mail_of` checks every value


class Garbled(ValueError):
    """The JSON is none that `describe` makes."""


def describe(mail: InboundMail) -> Json:
    """Everything but the attachments' bytes: sizes and hashes stand for them."""
    facts = asdict(mail)
    facts["date"] = mail.date.isoformat() if mail.date else None
    facts["kind"] = mail.kind.value
    for attachment in facts["attachments"]:
        del attachment["content"]
    return facts


def mail_of(facts: object, contents: Sequence[bytes | bytearray]) -> InboundMail:
    """`contents` are the attachments' bytes in their order. Raises Garbled."""
    one = _dict(facts)
    try:
        return InboundMail(
            subject=_text(one["subject"]),
            sender=_address(one["sender"]) if one["sender"] is not None else None,
            to=_addresses(one["to"]),
            cc=_addresses(one["cc"]),
            reply_to=_addresses(one["reply_to"]),
            message_id=_perhaps(one["message_id"]),
            in_reply_to=_perhaps(one["in_reply_to"]),
            references=_texts(one["references"]),
            date=datetime.fromisoformat(_text(one["date"])) if one["date"] is not None else None,
            text=_text(one["text"]),
            html=_text(one["html"]),
            reply=_text(one["reply"]),
            attachments=tuple(_attachments(one["attachments"], contents)),
            kind=MailKind(_text(one["kind"])),
            bounces=tuple(_bounce(_dict(bounce)) for bounce in _list(one["bounces"])),
            about=_perhaps(one["about"]),
            faults=_texts(one["faults"]),
        )
    except (KeyError, ValueError) as error:
        raise Garbled(str(error)) from error


def _attachments(given: object, contents: Sequence[bytes | bytearray]) -> Iterator[MailAttachment]:
    for facts, content in zip(_list(given), contents, strict=True):
        one = _dict(facts)
        if one["size"] != len(content):
            raise Garbled("size")
        yield MailAttachment(
            filename=_text(one["filename"]),
            content_type=_text(one["content_type"]),
            size=len(content),
            sha256=_text(one["sha256"]),
            content_id=_perhaps(one["content_id"]),
            disposition=_text(one["disposition"]),
            content=content,
        )


def sizes(facts: object) -> list[int]:
    """Of the attachments, in their order. Raises Garbled."""
    given = [_dict(one).get("size") for one in _list(_dict(facts).get("attachments"))]
    if not all(isinstance(size, int) and size >= 0 for size in given):
        raise Garbled("sizes")
    return [size for size in given if isinstance(size, int)]


def _bounce(one: Json) -> MailBounce:
    if not isinstance(one["hard"], bool):
        raise Garbled("hard")
    return MailBounce(_text(one["address"]), one["hard"], _perhaps(one["status"]), _text(one["reason"]))


def _addresses(given: object) -> tuple[MailAddress, ...]:
    return tuple(_address(one) for one in _list(given))


def _address(given: object) -> MailAddress:
    one = _dict(given)
    return MailAddress(_text(one["name"]), _text(one["address"]))


def _texts(given: object) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(given))


def _perhaps(given: object) -> str | None:
    return None if given is None else _text(given)


def _text(given: object) -> str:
    if isinstance(given, str):
        return given
    raise Garbled("text")


def _list(given: object) -> list[object]:
    if isinstance(given, list):
        return given
    raise Garbled("list")


def _dict(given: object) -> Json:
    if isinstance(given, dict):
        return given
    raise Garbled("object")
