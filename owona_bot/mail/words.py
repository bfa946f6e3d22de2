"""The words of a header: RFC 2047 for what is not ASCII, folded so that no line grows long.

The standard library does this too, differently in each version, and in some an encoded line break starts a header.
"""

import base64
import re
import string

FOLD = "\r\n "

LINE = 78
"""RFC 5322 section 2.1.1 recommends it; 998 is the law."""

ROOM = 76 - len("Reply-To: =?utf-8?q??=")
"""RFC 2047 section 2: a line with an encoded word has 76 characters at most, the first one with its name too."""

LETTERS = frozenset(string.ascii_letters + string.digits + "!*+-/")
"""What may stand for itself in every place an encoded word may stand (RFC 2047 section 5, rule 3)."""

SIMPLE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*", re.ASCII)
"""Atoms and single spaces: a display name that needs no quotes."""


def unstructured(text: str, used: int) -> str:
    """The value of a Subject, from one trim line; `used` characters of the first line are taken by the name."""
    if needs_encoding(text):
        return folded(encoded(text), used)
    return folded(text.split(" "), used)


def phrase(name: str) -> str:
    """A display name: bare, in quotes, or encoded; `name` is one trim line of printable characters."""
    if needs_encoding(name) or len(name) > LINE // 2:
        return FOLD.join(encoded(name))
    if SIMPLE.fullmatch(name):
        return name
    return quoted(name)


def quoted(text: str) -> str:
    """A quoted-string (RFC 5322 section 3.2.4) of printable ASCII."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def needs_encoding(text: str) -> bool:
    """Not ASCII, or it looks like an encoded word itself, or a word of it would make the line too long."""
    return not (text.isascii() and text.isprintable()) or "=?" in text or max(map(len, text.split(" "))) > LINE // 2


def encoded(text: str) -> list[str]:
    """Encoded words that each hold whole characters: `Q` while that is the shorter for the whole, else `B`."""
    scheme, write = ("q", q) if len(q(text)) <= len(b(text)) else ("b", b)
    chunks = [""]
    for character in text:
        if len(write(chunks[-1] + character)) > ROOM:
            chunks.append("")
        chunks[-1] += character
    return [f"=?utf-8?{scheme}?{write(chunk)}?=" for chunk in chunks]


def q(text: str) -> str:
    """RFC 2047 section 4.2, with nothing left bare that might mean something."""
    return "".join("_" if o == 32 else chr(o) if chr(o) in LETTERS else f"={o:02X}" for o in text.encode())


def b(text: str) -> str:
    """RFC 2047 section 4.1."""
    return base64.b64encode(text.encode()).decode()


def folded(words: list[str], used: int) -> str:
    """The words with spaces between them, or line breaks where a line would pass 78 characters."""
    result, length = "", used
    for word in words:
        glue = "" if not result else " " if length + 1 + len(word) <= LINE else FOLD
        length = 1 + len(word) if glue == FOLD else length + len(glue) + len(word)
        result += glue + word
    return result
