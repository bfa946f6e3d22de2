"""Reports about mails we sent: RFC 3464 (not delivered), RFC 5965 (complaint), and reports in prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from owona_bot.domain.mail import MailBounce
from owona_bot.mail.addresses import AddressRefused, checked
from owona_bot.mail.charsets import decoded_words
from owona_bot.mail.faults import Faults
from owona_bot.mail.fields import LOOSE_ADDRESS, Fields, read_fields, read_ids
from owona_bot.mail.loops import has_null_return_path
from owona_bot.mail.plain import one_line
from owona_bot.mail.structure import Part, content

REPORT_BYTES = 256 * 1024
RECIPIENTS = 100
REASON_LENGTH = 500
DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail\.?daemon|mailsystem|mail-system)@", re.I)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d[ -]")
FAILED = re.compile(
    r"(?:undeliver|not be delivered|delivery (?:has )?fail|delivery status|failure notice|returned mail|unzustellbar"
    r"|nicht zugestellt|zustellung fehlgeschlagen|mail delivery failed|returning message to sender"
    r"|permanent(?:ly)? (?:error|fail))",
    re.I,
)
LONE_ADDRESS = re.compile(
    r"^[ \t]{0,8}[<\"]?([^\s<>\"(),;:]{1,64}@[^\s<>\"(),;:]{1,253}?)[>\"]?[ \t]{0,8}:?[ \t]{0,8}$", re.M
)
ORIGINAL_ID = re.compile(r"^[> \t]{0,8}Message-ID:\s{0,8}<([^<>\s]{1,990})>", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Report:
    """`type` as `kind_of` takes it; `about` is the Message-ID of ours it speaks of."""

    type: str | None
    bounces: tuple[MailBounce, ...]
    about: str | None


def read_report(mail: Part, sender: str, text: str, faults: Faults) -> Report:
    """Delivered and relayed recipients make no bounce; a report of nothing but them is an auto-reply."""
    kind = _type(mail)
    if kind is None:
        return _prose(mail, sender, text, faults)
    bounces = tuple(_recipients(mail, faults)) if kind == "delivery-status" else ()
    about = _about(mail, text, faults)
    return Report("success" if kind == "delivery-status" and not bounces else kind, bounces[:RECIPIENTS], about)


def _type(mail: Part) -> str | None:
    """By the parts it has, for the label is sometimes missing or wrong."""
    types = {part.type.removeprefix("message/") for part in mail.walk() if part.type.startswith("message/")}
    if mail.type != "multipart/report" and not mail.parameters.get("report-type"):
        types -= {"disposition-notification"}
    return next(
        (one for one in ("delivery-status", "feedback-report", "disposition-notification") if one in types), None
    )


def _recipients(mail: Part, faults: Faults) -> Iterator[MailBounce]:
    for part in mail.walk():
        if part.type.startswith("message/delivery-status"):
            for group in _groups(content(part, faults)[:REPORT_BYTES], faults):
                if bounce := _bounce(group, faults):
                    yield bounce


def _groups(raw: bytes, faults: Faults) -> list[Fields]:
    """The fields about the mail, then those of each recipient, separated by empty lines."""
    blocks = re.split(rb"\n[ \t]*\n", raw.replace(b"\r\n", b"\n").strip(b"\n"))
    return [read_fields(memoryview(block + b"\n\n"), faults)[0] for block in blocks[: RECIPIENTS + 1]]


def _bounce(group: Fields, faults: Faults) -> MailBounce | None:
    """None for the group about the mail, and for a recipient that was reached."""
    recipient = group.first("original-recipient") or group.first("final-recipient")
    action = group.first("action").lower()
    found = LOOSE_ADDRESS.search(recipient.split(";", 1)[-1])
    if not found or action in {"delivered", "relayed", "expanded"}:
        return None
    diagnosis = group.first("diagnostic-code")
    status = STATUS.search(group.first("status")) or STATUS.search(diagnosis)
    return _checked(
        found[0], status[1] if status else None, diagnosis or group.first("status"), action == "delayed", faults
    )


def _checked(address: str, status: str | None, reason: str, delayed: bool, faults: Faults) -> MailBounce | None:
    code = REPLY_CODE.search(f"{reason} ")
    hard = (status or (code[1] if code else "")).startswith("5") and not delayed
    try:
        return MailBounce(checked(address), hard, status, one_line(decoded_words(reason[:2000], faults), REASON_LENGTH))
    except AddressRefused:
        faults.add("address_refused", "bounce")
        return None


def _about(mail: Part, text: str, faults: Faults) -> str | None:
    """From the original mail, or its headers, which the report holds."""
    for part in mail.walk():
        if part.type in {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}:
            original, _ = read_fields(memoryview(content(part, faults)[:REPORT_BYTES]), Faults())
            if ids := read_ids(original, "message-id", faults):
                return ids[0]
    found = ORIGINAL_ID.search(text[:REPORT_BYTES])
    return one_line(found[1], 998) if found else None


def _prose(mail: Part, sender: str, text: str, faults: Faults) -> Report:
    """What Exim, qmail and German providers still send: a letter from the daemon that names addresses."""
    window = text[:20_000]
    failed = mail.fields.first("x-failed-recipients")
    if not failed and not (DAEMON.match(sender) and (has_null_return_path(mail.fields) or FAILED.search(window))):
        return Report(None, (), None)
    upper = re.split(
        r"^-{2,} ?(?:this is a copy|below this line|original message|the header)", window, maxsplit=1, flags=re.I | re.M
    )[0]
    addresses = dict.fromkeys(LOOSE_ADDRESS.findall(failed) or LONE_ADDRESS.findall(upper))
    bounces = [_named(address, upper, faults) for address in list(addresses)[:RECIPIENTS]]
    return Report("bounce", tuple(one for one in bounces if one), _about(mail, text, faults))


def _named(address: str, text: str, faults: Faults) -> MailBounce | None:
    """The reason is what stands after the address, to the next empty line."""
    at = text.find(address)
    start = at + len(address) if at >= 0 else 0
    reason = text[start : start + 2000].lstrip('">: \n').split("\n\n")[0]
    status = STATUS.search(reason)
    return _checked(address, status[1] if status else None, reason, False, faults)
