"""Text of strangers, made fit for a header or a letter: what can't be shown becomes visible, nothing vanishes."""

import re

from owona_bot.domain.text import REPLACEMENT, shortened

UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069"
"""Controls but TAB and LF, separators of lines and paragraphs, lone surrogates, and turns of direction,
with which a line reads as something it is not."""

NOT_IN_TEXT = re.compile(f"[{UNSEEN}]")
NOT_IN_A_LINE = re.compile(f"[{UNSEEN}\n]")


def one_line(text: str, limit: int) -> str:
    """Trim, single spaces, at most `limit` characters. CR, LF and other controls show as U+FFFD."""
    seen = NOT_IN_A_LINE.sub(REPLACEMENT, text[: 8 * limit])
    return shortened(" ".join(seen.split()), limit)


def lines(text: str) -> str:
    """Many lines that end in LF and keep their tabs, none empty at either end; other controls show as U+FFFD."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return NOT_IN_TEXT.sub(REPLACEMENT, unix).strip("\n")
