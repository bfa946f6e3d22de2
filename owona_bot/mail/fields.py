"""A header block, capped before the standard library sees any of it.

The stdlib's header parser is quadratic in a value's separators and recursive in its comments, so it gets short
values only; all it can raise is caught here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import AddressHeader, ContentTypeHeader, ParameterizedMIMEHeader
from email.policy import default as policy
from email.utils import parsedate_to_datetime

from owona_bot.domain.mail import MailAddress
from owona_bot.mail.addresses import AddressRefused, checked
from owona_bot.mail.charsets import decoded_words, joined_words
from owona_bot.mail.faults import Faults
from owona_bot.mail.plain import one_line

BLOCK_BYTES = 256 * 1024
FIELDS = 400
VALUE_BYTES = {"references": 32 * 1024, "to": 16 * 1024, "cc": 16 * 1024}
OTHER_VALUE_BYTES = 4 * 1024
SEPARATORS = 60  # of `;` in a MIME header
RECIPIENTS = 300
LONG_MAILBOX = 1000
IDS = 100
ID_BYTES = 500  # an index's entry, which each is looked up by, holds five times that
NAME_LENGTH = 200
SUBJECT_LENGTH = 1000
OURS = "x-owona-"

FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,20}:[ \t]*")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
LOOSE_ADDRESS = re.compile(r"[^\s<>\"(),;:]{1,64}@[^\s<>\"(),;:]{1,253}")
TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,120})")
PARAMETER = re.compile(
    r';\s*(boundary|charset|name|filename|format|delsp|report-type)\s*=\s*(?:"([^"]*)"|([^;\s]*))', re.I
)


@dataclass(frozen=True, slots=True)
class Fields:
    """Names in lower case with their unfolded values, in the order they came."""

    items: tuple[tuple[str, str], ...]

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.items if key == name]

    def first(self, name: str) -> str:
        """Empty if the field is absent."""
        return next((value for key, value in self.items if key == name), "")


def read_fields(raw: memoryview, faults: Faults) -> tuple[Fields, int]:
    """The fields at the start of `raw`, and where its body begins."""
    window = bytes(raw[:BLOCK_BYTES])
    lines: list[bytes] = []
    position = 0
    while position < len(window):
        end = window.find(b"\n", position) + 1 or len(window)
        line = window[position:end].rstrip(b"\r\n")
        if not line:
            return _fields(lines, faults), end
        if not _belongs(line, lines):
            faults.add("headers_broken")
            if not FIELD.match(window, end):  # else a stray line: its neighbours are fields
                return _fields(lines, faults), position
        else:
            lines.append(line)
        position = end
    if len(raw) > BLOCK_BYTES:
        faults.add("headers_cut")
    return _fields(lines, faults), _body_start(raw, position)


def _belongs(line: bytes, before: list[bytes]) -> bool:
    """A field, the rest of one, or the line an mbox file begins a mail with."""
    return bool(FIELD.match(line)) or (line[:1] in b" \t" if before else line.startswith((b"From ", b">From ")))


def _body_start(raw: memoryview, position: int) -> int:
    blank = re.compile(rb"\r?\n\r?\n").search(raw, max(position - 4, 0)) if position < len(raw) else None
    return blank.end() if blank else len(raw)


def _fields(lines: list[bytes], faults: Faults) -> Fields:
    items: list[tuple[str, list[bytes]]] = []
    for line in lines:
        start = FIELD.match(line)
        if start and line[:1] not in b" \t":
            items.append((start[1].decode("ascii").lower(), [line[start.end() :]]))
        elif items and len(items[-1][1]) < 1000:
            items[-1][1].append(line)
    if len(items) > FIELDS:
        faults.add("headers_cut")
    kept = [
        (name, _value(name, b"".join(parts), faults)) for name, parts in items[:FIELDS] if not name.startswith(OURS)
    ]
    if len(kept) < min(len(items), FIELDS):
        faults.add("control_header_dropped")
    return Fields(tuple(kept))


def _value(name: str, raw: bytes, faults: Faults) -> str:
    limit = VALUE_BYTES.get(name, OTHER_VALUE_BYTES)
    if len(raw) > limit:
        faults.add("header_cut", name)
        raw = raw[:limit]
    if raw.isascii():
        return raw.decode("ascii").strip()
    faults.add("header_not_ascii", name)
    try:
        return raw.decode("utf-8").strip()
    except UnicodeError:
        return raw.decode("cp1252", "replace").strip()


def read_subject(fields: Fields, faults: Faults) -> str:
    """One line."""
    return one_line(decoded_words(fields.first("subject"), faults), SUBJECT_LENGTH)


def read_addresses(fields: Fields, name: str, faults: Faults) -> tuple[MailAddress, ...]:
    """All mailboxes of every field of that name, groups flattened, what is no address left out."""
    found = [box for value in fields.every(name)[:2] for box in _mailboxes(name, value, faults)]
    if len(found) > RECIPIENTS:
        faults.add("recipients_cut", name)
    return tuple(found[:RECIPIENTS])


def _mailboxes(name: str, value: str, faults: Faults) -> Iterator[MailAddress]:
    if _wild(value):
        faults.add("recipients_cut", name)
        value = " ".join(LOOSE_ADDRESS.findall(value)[:RECIPIENTS]).replace(" ", ", ")
    for display, address in _pairs(name, value, faults):
        try:
            yield MailAddress(one_line(decoded_words(display, faults), NAME_LENGTH), checked(address))
        except AddressRefused:
            faults.add("address_refused", name)


def _wild(value: str) -> bool:
    """What makes the stdlib's parser slow: many separators, nested comments, one long mailbox, runs of backslashes."""
    separate = value.split(",")
    return len(separate) > 2 * RECIPIENTS or value.count("(") > 50 or any(len(one) > LONG_MAILBOX for one in separate)


def _pairs(name: str, value: str, faults: Faults) -> list[tuple[str, str]]:
    try:
        header = policy.header_factory(name, joined_words(value))
        if isinstance(header, AddressHeader):
            return [(box.display_name or "", box.addr_spec) for box in header.addresses]
    except Exception:  # noqa: BLE001  # the stdlib raises IndexError, AttributeError, RecursionError … on such values
        faults.add("header_unparsable", name)
    return [("", address) for address in LOOSE_ADDRESS.findall(value)]


def read_ids(fields: Fields, name: str, faults: Faults) -> tuple[str, ...]:
    """Message-IDs without their angle brackets; what is longer than ID_BYTES counts as missing."""
    found = [one for value in fields.every(name)[:5] for one in MESSAGE_ID.findall(value)]
    if len(found) > IDS:  # the first names the thread, the last ones its newest mails
        faults.add("header_cut", name)
        found = [found[0], *found[1 - IDS :]]
    kept = [one for one in (one_line(one, 998) for one in found) if len(one.encode()) <= ID_BYTES]
    if len(kept) < len(found):
        faults.add("header_cut", name)
    return tuple(kept)


def read_date(fields: Fields, faults: Faults) -> datetime | None:
    """Aware; in UTC if the mail names no zone."""
    value = fields.first("date")[:200]
    if not value:
        return None
    try:
        date = parsedate_to_datetime(value)
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        return aware if aware.astimezone(UTC).year > 1900 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        faults.add("date_unreadable")
        return None


def mime_header(fields: Fields, name: str, faults: Faults) -> tuple[str, dict[str, str]]:
    """Value and parameters of Content-Type or Content-Disposition, in lower case but for the parameters' values."""
    value = fields.first(name)
    if value.count(";") > SEPARATORS or value.count("(") > 20:
        faults.add("header_cut", name)
        value = ";".join(value.split(";")[: SEPARATORS + 1]).replace("(", " ")
    if not value:
        return "", {}
    try:
        header = policy.header_factory(name, joined_words(value))
        if isinstance(header, ParameterizedMIMEHeader):
            own = header.content_type if isinstance(header, ContentTypeHeader) else header.content_disposition  # type: ignore[attr-defined]  # the other of its two subclasses
            return (own or "").lower(), {key.lower(): str(text) for key, text in header.params.items()}
    except Exception:  # noqa: BLE001  # as above
        faults.add("header_unparsable", name)
    return _roughly(value)


def _roughly(value: str) -> tuple[str, dict[str, str]]:
    kind = TYPE.match(value)
    own = kind[1] if kind else value.split(";", maxsplit=1)[0].strip()
    return own.lower(), {one[1].lower(): one[2] or one[3] or "" for one in PARAMETER.finditer(value)}
