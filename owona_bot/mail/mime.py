"""The body of a message (RFC 2045, 2046): parts, their encodings, and boundaries that no text can contain."""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import quoprimime
from urllib.parse import quote

from owona_bot.domain.letter import Attachment, Letter
from owona_bot.mail.plain import lines, one_line
from owona_bot.mail.words import LINE, quoted

CRLF = b"\r\n"

QP_LINE = 76 - len("46")
"""RFC 2045 allows 76; the first letter of a line may grow to three."""

NAME_BYTES = 180
"""Of a file's name in UTF-8: fits every file system, and its line stays under 998 when each byte takes three."""

TYPE = re.compile(r"(?!multipart/|message/)[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}", re.ASCII)
"""A media type without parameters. `message/*` may not be base64 (RFC 2046 section 5.2.1), so it goes as octets."""

CONTENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Header lines of ASCII without their line ends, and the encoded body."""

    headers: tuple[str, ...]
    body: bytes

    def __bytes__(self) -> bytes:
        return b"".join(line.encode("ascii") + CRLF for line in self.headers) + CRLF + self.body


def body_of(letter: Letter, attachments: Sequence[Attachment], mark: str) -> Part:
    """mixed(alternative(text, related(HTML, pictures)), files), with only those layers that hold something.

    `mark` makes the boundaries; the same mark, the same bytes.
    """
    pictures = [picture_part(file, file.content_id) for file in attachments if file.content_id is not None]
    files = [file_part(file) for file in attachments if file.content_id is None]
    html = around("related", [text_part("html", letter.html), *pictures], mark, '; type="text/html"')
    both = around("alternative", [text_part("plain", letter.text), html], mark)
    return around("mixed", [both, *files], mark)


def around(kind: str, parts: Sequence[Part], mark: str, parameters: str = "") -> Part:
    """One part stays alone. `=_` occurs neither in quoted-printable nor in base64, so no body holds the boundary."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{kind[:3]}_{mark}"
    between = b"--" + boundary.encode() + CRLF
    body = b"".join(between + bytes(part) + CRLF for part in parts) + b"--" + boundary.encode() + b"--" + CRLF
    return Part((f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}',), body)


def text_part(subtype: str, text: str) -> Part:
    """7bit where no server can be tempted to change a line, else quoted-printable."""
    seen = lines(text)
    tame = all(map(is_tame, seen.split("\n")))
    body = (seen if tame else printable(seen)).encode("ascii")
    encoding = "7bit" if tame else "quoted-printable"
    headers = (f'Content-Type: text/{subtype}; charset="utf-8"', f"Content-Transfer-Encoding: {encoding}")
    return Part(headers, body.replace(b"\n", CRLF) + CRLF)


def is_tame(line: str) -> bool:
    """Short printable ASCII that no mbox, no dot-stuffing, no trimming and no boundary touches."""
    plain = line.isascii() and line.isprintable() and len(line) <= LINE
    return plain and not line.endswith(" ") and not line.startswith(("From ", ".", "--"))


def printable(text: str) -> str:
    """Quoted-printable (RFC 2045 section 6.7) with LF between lines.

    `From ` and a dot at the start of a line are escaped, which mbox and bad servers alter.
    """
    body = quoprimime.body_encode(text.encode().decode("latin-1"), maxlinelen=QP_LINE)
    return re.sub(r"(?m)^(?:F(?=rom )|\.)", lambda hit: "=46" if hit[0] == "F" else "=2E", body)


def file_part(file: Attachment) -> Part:
    """Shown as a file, whatever it holds."""
    return Part((f"Content-Disposition: attachment; {named(file.name)}", *transfer(file)), base64_lines(file.content))


def picture_part(file: Attachment, content_id: str) -> Part:
    """Raises ValueError for a Content-ID that is none."""
    if not CONTENT_ID.fullmatch(content_id):
        raise ValueError("this Content-ID may not stand in a header")
    headers = (f"Content-Disposition: inline; {named(file.name)}", f"Content-ID: <{content_id}>", *transfer(file))
    return Part(headers, base64_lines(file.content))


def transfer(file: Attachment) -> tuple[str, str]:
    """A type that is none, or that base64 may not carry, becomes application/octet-stream."""
    bare = file.type.strip().lower()
    kind = bare if TYPE.fullmatch(bare) else "application/octet-stream"
    return f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"


def named(name: str) -> str:
    """The `filename` parameter: quoted ASCII, else RFC 2231 section 4."""
    bare = fitting(one_line(re.split(r"[/\\]", name)[-1], 250) or "attachment")
    if bare.isascii() and "%" not in bare:
        return f"filename={quoted(bare)}"
    return f"filename*=utf-8''{quote(bare, safe='')}"


def fitting(name: str) -> str:
    """At most NAME_BYTES; what is too long loses its middle and keeps its ending."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    kept = dot + ending if stem and len(ending.encode()) <= 20 else ""
    room = NAME_BYTES - len(f"…{kept}".encode())
    return name.encode()[:room].decode(errors="ignore") + "…" + kept


def base64_lines(content: bytes | Iterable[bytes]) -> bytes:
    """RFC 2045 section 6.8: lines of 76."""
    whole = content if isinstance(content, bytes) else b"".join(content)
    return base64.encodebytes(whole).replace(b"\n", CRLF)
