"""A mail's parts, cut out of the raw bytes without copying them.

The stdlib's own splitter walks line by line (a second and 200 MB for 25 MB) and recurses without limit.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from owona_bot.mail.faults import Faults
from owona_bot.mail.fields import Fields, mime_header, read_fields

DEPTH = 12
PARTS = 200
NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(slots=True)
class Budget:
    """How many parts a mail may still have."""

    parts: int = PARTS


@dataclass(frozen=True, slots=True)
class Part:
    """`body` is still transfer-encoded; a multipart has children, a leaf none."""

    fields: Fields
    type: str
    parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    body: memoryview
    children: tuple["Part", ...] = field(default=())

    def walk(self) -> Iterator["Part"]:
        """Itself and all below, in the order of the mail; an attached mail is a leaf."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_part(raw: memoryview, faults: Faults, budget: Budget, depth: int = 0, usual: str = "text/plain") -> Part:
    """`usual` is the type of a part that names none."""
    fields, start = read_fields(raw, faults)
    kind, parameters = mime_header(fields, "content-type", faults)
    disposition, more = mime_header(fields, "content-disposition", faults)
    body = raw[start:]
    kind = kind if "/" in kind else usual
    children: tuple[Part, ...] = ()
    if kind.startswith("multipart/"):
        children = _children(body, kind, parameters.get("boundary", ""), (faults, budget, depth + 1))
        kind = kind if children else "text/plain"
    return Part(fields, kind, parameters, disposition, more, body, children)


def _children(body: memoryview, kind: str, boundary: str, rest: tuple[Faults, Budget, int]) -> tuple[Part, ...]:
    faults, budget, depth = rest
    if not boundary.strip():
        faults.add("boundary_missing")
        return ()
    if depth > DEPTH:
        faults.add("nesting_cut")
        return ()
    usual = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    children = []
    for piece in _pieces(body, boundary, faults):
        if budget.parts <= 0:
            faults.add("parts_cut")
            break
        budget.parts -= 1
        children.append(read_part(piece, faults, budget, depth, usual))
    return tuple(children)


def _pieces(body: memoryview, boundary: str, faults: Faults) -> Iterator[memoryview]:
    mark = re.compile(rb"(?:\A|(?<=\n))--" + re.escape(_bytes(boundary)) + rb"(--)?[ \t]{0,100}\r?(?:\n|\Z)")
    start = -1
    for found in mark.finditer(body):
        if start >= 0:
            yield body[start : _without_newline(body, start, found.start())]
        if found[1]:
            return
        start = found.end()
    faults.add("end_missing" if start >= 0 else "boundary_missing")
    if start >= 0:
        yield body[start:]


def _bytes(boundary: str) -> bytes:
    try:
        return boundary.rstrip().encode("utf-8")
    except UnicodeError:
        return boundary.rstrip().encode("utf-8", "replace")


def _without_newline(body: memoryview, start: int, end: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    end -= end > start and body[end - 1] == 10
    return end - (end > start and body[end - 1] == 13)


def content(part: Part, faults: Faults) -> bytes:
    """The bytes a leaf carries; what its transfer encoding can't explain is kept as it is."""
    encoding = part.fields.first("content-transfer-encoding").split(";")[0].strip(" \"'").lower()
    if encoding == "base64":
        return _base64(part.body, faults)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.body)
    if encoding not in PLAIN_ENCODINGS:
        faults.add("encoding_unknown", encoding)
    return bytes(part.body)


def _base64(body: memoryview, faults: Faults) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        faults.add("base64_broken")
    letters = bytes(body).translate(None, NOT_BASE64)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def header_of(body: memoryview) -> Fields:
    """The fields of a mail that is attached to another, without a word about its faults."""
    return read_fields(body, Faults())[0]
