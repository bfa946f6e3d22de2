"""Text as a person reads it, in plain letters: what hides a secret from a search goes, what tells its parts stays."""

import re
import unicodedata

from owona_bot.domain.text import UNSEEN

LINE_ENDS = frozenset("\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
"""What word processors make of a hyphen."""

AROUND_LINES = " \t>|"
"""Quotation marks of mail and the edges of a terminal."""

PUBLIC = re.compile(r"-----BEGIN (?:CERTIFICATE|PUBLIC KEY)-----[A-Za-z0-9+/=\s]*+-----END")
"""Looks like keys and is for everybody."""


class Letters(dict[int, str]):
    """For `str.translate`; each character by itself, since normalising whole texts takes quadratic time."""

    def __missing__(self, code: int) -> str:
        self[code] = plain(chr(code))
        return self[code]


def plain(character: str) -> str:
    """The ASCII that it stands for; nothing for what has no width, itself for other letters."""
    if character in LINE_ENDS:
        return "\n"
    if character in DASHES:
        return "-"
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    if character in UNSEEN or category in {"Cc", "Cf", "Mn"}:
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() else character


def seen(text: str) -> str:
    """Full-width and mathematical letters are letters, lines end in LF, nothing is invisible."""
    return PUBLIC.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").translate(Letters()))


def joined(text: str, begins: re.Pattern[str]) -> str:
    """Lines one after the other, as a secret looks that was broken over them; one that `begins` stays off a word."""
    parts: list[str] = []
    for line in (line.strip(AROUND_LINES) for line in text.split("\n")):
        apart = parts and parts[-1][-1:].isalnum() and begins.match(line)
        parts += [" ", line] if apart else [line]
    return "".join(parts)
