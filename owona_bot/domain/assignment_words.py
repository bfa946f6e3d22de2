"""Single values of `assignment:` in the operator's file: what they mean, or why they can't stay. All are text there."""

import re
from datetime import timedelta
from unicodedata import normalize

from owona_bot.domain.config_faults import Unfit, shown
from owona_bot.domain.routing import CHANNEL, LANGUAGE
from owona_bot.domain.sla_words import LONGEST

AGE = re.compile(r"(?=[0-9])(?:([0-9]{1,4})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,6})m)?")

NUMBER = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")

SKILL = re.compile(r"[^\W_](?:[\w .+#/-]{0,38}[\w+#])?")

MOST_POINTS = 100

MOST_OPEN = 1000

LONGEST_STATUS = 100
"""Characters that Slack takes of a status."""


def age_of(word: str) -> timedelta:
    """By the clock, whatever the hours. Raises Unfit."""
    match = AGE.fullmatch(word)
    if match is None:
        raise Unfit(f"{shown(word)} is no time in the form of 30m, 4h or 2d12h")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    found = timedelta(days=days, hours=hours, minutes=minutes)
    if not found:
        raise Unfit(f"{shown(word)} is no time at all")
    if found > LONGEST:
        raise Unfit(f"{shown(word)} is longer than a year")
    return found


def hundredths_of(word: str) -> int:
    """Of points, or of a factor. Raises Unfit."""
    match = NUMBER.fullmatch(word)
    found = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None
    if found is None or found > MOST_POINTS * 100:
        raise Unfit(f"{shown(word)} is no number from 0 to {MOST_POINTS} with two decimals at most, such as 1.5")
    return found


def cap_of(word: str) -> int:
    """0 takes nothing. Raises Unfit."""
    if not re.fullmatch(r"[0-9]{1,4}", word) or int(word) > MOST_OPEN:
        raise Unfit(f"{shown(word)} is no whole number from 0, which takes nothing, to {MOST_OPEN}")
    return int(word)


def skill_of(word: str) -> str:
    """In lower case, as agents have them. Raises Unfit."""
    found = normal(word)
    if not SKILL.fullmatch(found):
        raise Unfit(
            f"{shown(word)} is no skill: up to 40 letters and digits, between them ` `, `.`, `-`, `_`, `+`, `#`, `/`"
        )
    return found


def normal(word: str) -> str:
    """As skills are compared, those of the file and those of people."""
    return " ".join(normalize("NFC", word).lower().split())


def language_of(word: str) -> str:
    """Raises Unfit."""
    if not LANGUAGE.fullmatch(word):
        raise Unfit(f"{shown(word)} is no language in the form of en")
    return str(word)


def channel_of(word: str) -> str:
    """Raises Unfit."""
    if not CHANNEL.fullmatch(word):
        raise Unfit(f"{shown(word)} is no channel in the form of C0123ABCD")
    return str(word)


def status_of(word: str) -> str:
    """An emoji with its colons, or words of the text. Raises Unfit."""
    found = " ".join(normalize("NFC", word).casefold().split())
    if not found or len(found) > LONGEST_STATUS:
        raise Unfit(f"{shown(word)} is no status, such as `urlaub` or `:palm_tree:`")
    return found
