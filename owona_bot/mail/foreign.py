"""Where the old thread begins in languages that `marks` does not know, as mail-parser-reply knows them.

Of that library we use the patterns only: its walk hangs on a megabyte of newlines, takes `- item` and `Best regards`
for signatures with all that follows, and returns the quote where the answer stands below it.
"""

import re
from functools import cache

from mailparser_reply.constants import MAIL_LANGUAGES  # type: ignore[import-untyped]  # it ships no types

from owona_bot.mail.marks import CLOCK_OR_ADDRESS

OURS = frozenset({"de", "en", "fr", "es", "it", "pt"})
LINES = 300
LINE = 300
CHARACTERS = 8_000
HINT = re.compile(r"[*> ]{0,4}[^\W\d]{1,14}\s?:\s|.{0,300}\d.{0,300}:$")


def thread_start(lines: list[str]) -> int:
    """The line that begins it; 0 if none does, or if it stands at the very top, where cutting would leave nothing."""
    window = [line.strip() for line in lines[:LINES] if len(line) <= LINE]
    if len(window) < min(len(lines), LINES) or sum(HINT.match(line) is not None for line in window) < 2:
        return 0
    text = re.sub(r"\n{3,}", lambda gap: "\n\n" + " " * (len(gap[0]) - 2), "\n".join(window))[:CHARACTERS]
    found = _patterns().search(text)
    if not found or not _convinces(found[0].strip()):
        return 0
    start = found.start() + (len(found[0]) - len(found[0].lstrip()))
    return "\n".join(window)[:start].count("\n")


def _convinces(found: str) -> bool:
    """The library is content with two lines `Datum:`; a customer's form has those too."""
    named = {line.split(":")[0].strip(" *>").lower() for line in found.splitlines() if ":" in line}
    return CLOCK_OR_ADDRESS.search(found) is not None and (len(named) >= 3 or "\n" not in found)


@cache
def _patterns() -> "re.Pattern[str]":
    """All languages but ours in one expression, compiled at the first use."""
    languages = [MAIL_LANGUAGES[name] for name in sorted(set(MAIL_LANGUAGES) - OURS)]
    given = [language.get(key, []) for language in languages for key in ("wrote_header", "from_header")]
    return re.compile("|".join(one if isinstance(one, str) else "|".join(one) for one in given if one), re.M | re.I)
