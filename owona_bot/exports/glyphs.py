"""What can be printed: PDF/UA refuses a character that no font has, and with it a whole report would be refused."""

import re
import unicodedata

BOX = "\N{WHITE SQUARE}"

PLAIN = "\x20-\x7e\xa0-\xac\xae-\u017f\u2010-\u2027\u20ac\u25a1"
"""Of Roboto alone, whatever stands beside them."""

SHOWN = (
    f"{PLAIN}\u0180-\u0377\u038e-\u03a1\u03a3-\u052f\u0531-\u0556\u0559-\u058a\u05d0-\u05ea\u0621-\u063a"
    "\u0640-\u0655\u0900-\u097f\u10d0-\u10ff\u1d00-\u1f15\u1f20-\u1f45\u202f-\u205f\u2074-\u208e\u20a0-\u20c0"
    "\u2100-\u2189\u2190-\u23ff\u2460-\u2606\u2609-\u262f\u2638-\u268b\u2717-\u2720\u2798-\u27af\ufffd"
)
"""What typst's own fonts have besides: a test sets all of them."""

STRANGE, NOT_PLAIN = re.compile(f"[^{SHOWN}]"), re.compile(f"[^{PLAIN}\\u200b]")

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me"})
"""Of Unicode's categories: what is left out without a box in its place. Breaks became blanks before."""

MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u0655\u20d0-\u20f0"

HEAPED = re.compile(f"([{MARKS}]{{2}})[{MARKS}]+")
"""More marks than any language puts on one letter: they would climb over the page."""

ENDLESS = re.compile(r"[^\s\u200b]{25,}")
"""A word that no line has room for: an address, or somebody's joke."""

SEAM = re.compile(r"([@._/+-]+|[^@._/+-]{12})(?=.)")

MAY_BREAK = "\u200b"


def printed(text: str) -> str:
    """On one line; what turns the direction of reading is gone, and what no font has is a box."""
    whole = HEAPED.sub(r"\1", unicodedata.normalize("NFC", text))
    shown = STRANGE.sub(lambda found: instead(found[0]), " ".join(whole.split()))
    return ENDLESS.sub(lambda found: SEAM.sub(rf"\1{MAY_BREAK}", found[0]), shown)


def unmarked(text: str) -> str:
    """Without marks that combine: some stand on letters that their font doesn't have."""
    return "".join(character for character in text if not unicodedata.category(character).startswith("M"))


def plainer(text: str) -> str:
    """For a text of which even that could not be set."""
    return NOT_PLAIN.sub(lambda found: instead(found[0]), text)


def instead(character: str) -> str:
    """Nothing for what has no shape."""
    return "" if unicodedata.category(character) in UNSEEN else BOX
