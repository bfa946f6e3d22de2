"""Which of a mail's parts are its text, and which are attachments."""

from dataclasses import dataclass
from html import escape

from owona_bot.mail.charsets import to_text
from owona_bot.mail.faults import Faults
from owona_bot.mail.flowed import unflowed
from owona_bot.mail.markup import HTML_CHARACTERS, text_of
from owona_bot.mail.structure import Part, content

TEXT_BYTES = 1024 * 1024
PIECES = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the mail, as plain text, as HTML or (an alternative) as both."""

    plain: str | None
    html: str | None


@dataclass(frozen=True, slots=True)
class Bodies:
    """`text` is what people read; `html` is as it came, empty if all is plain; `plain`: no text was made of HTML."""

    text: str
    html: str
    plain: bool
    attached: tuple[Part, ...]


def read_bodies(mail: Part, faults: Faults) -> Bodies:
    """Text parts without a name that are not said to be attachments are text, in their order."""
    pieces: list[Piece] = []
    attached: list[Part] = []
    _gather(mail, pieces, attached, faults)
    if len(pieces) > PIECES:
        faults.add("text_cut")
    kept = pieces[:PIECES]
    html = "\n<br>\n".join(_as_html(piece) for piece in kept) if any(piece.html for piece in kept) else ""
    text = "\n\n".join(stripped for piece in kept if (stripped := _as_text(piece).strip("\n")))
    if not text.strip():
        faults.add("no_text")
    return Bodies(text.strip(), html, all(piece.plain for piece in kept), tuple(attached))


def _gather(part: Part, pieces: list[Piece], attached: list[Part], faults: Faults) -> None:
    if part.type == "multipart/alternative" and part.children:
        _alternative(part, pieces, attached, faults)
    elif part.children:
        for child in part.children:
            _gather(child, pieces, attached, faults)
    elif not _is_text(part):
        attached.append(part)
    elif part.type == "text/html":
        pieces.append(Piece(None, _text(part, faults)))
    else:
        pieces.append(Piece(_text(part, faults), None))


def _alternative(part: Part, pieces: list[Piece], attached: list[Part], faults: Faults) -> None:
    """The same twice: the plain side is read unless it is empty, as some telephones leave it."""
    inner: list[Piece] = []
    for child in part.children:
        _gather(child, inner, attached, faults)
    plain = "\n\n".join(piece.plain for piece in inner if piece.plain and piece.plain.strip())
    html = "\n<br>\n".join(piece.html for piece in inner if piece.html)
    pieces.append(Piece(plain or None, html or None))


def _is_text(part: Part) -> bool:
    named = part.disposition_parameters.get("filename") or part.parameters.get("name")
    return part.type in {"text/plain", "text/html"} and part.disposition != "attachment" and not named


def _text(part: Part, faults: Faults) -> str:
    raw = content(part, faults)
    if len(raw) > TEXT_BYTES:
        faults.add("text_cut")
    text = to_text(raw[:TEXT_BYTES], part.parameters.get("charset"), faults)
    if part.type == "text/html":
        if len(text) > HTML_CHARACTERS:
            faults.add("html_cut")
        return text
    return unflowed(text, part.parameters) if part.parameters.get("format", "").lower() == "flowed" else text


def _as_text(piece: Piece) -> str:
    return piece.plain or (text_of(piece.html) if piece.html else "")


def _as_html(piece: Piece) -> str:
    return piece.html or f"<pre>{escape(piece.plain or '')}</pre>"
