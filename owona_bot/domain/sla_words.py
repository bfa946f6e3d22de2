"""Single values of `sla:` in the operator's file: what they mean, or why they can't stay. All are text there."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from owona_bot.domain.config_faults import Unfit, shown

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")

CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")

SPAN = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DURATION = re.compile(r"(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m(?:in)?)?")

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")

LONGEST = timedelta(days=366)

LEAP_YEAR = 2028
"""Every day of the year is in it."""

FLAGS = {"true": True, "false": False}


def one_of(word: str, known: Iterable[str]) -> str:
    """Raises Unfit, with the nearest."""
    names = list(known)
    if word in names:
        return str(word)
    near = get_close_matches(word, names, 1) or [name for name in names if name.casefold() == word.casefold()]
    if near:
        raise Unfit(f"{shown(word)} is not known; {near[0]} is near")
    raise Unfit(f"{shown(word)} is none of {', '.join(names)}" if names else f"{shown(word)} is not known: none is")


def name_of(word: str) -> str:
    """Of a calendar or a policy. Raises Unfit."""
    if not NAME.fullmatch(word):
        raise Unfit(f"{shown(word)} is no name: up to 40 letters, digits, `-`, `_` and `.`")
    return str(word)


def minute_of(word: str) -> int:
    """Of the day. Raises Unfit."""
    if not CLOCK.fullmatch(word):
        raise Unfit(f"{shown(word)} is no time from 00:00 to 24:00, such as 08:30")
    return int(word[:2]) * 60 + int(word[3:])


def hours_of(words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """A day's, in order; those that meet are one. Raises Unfit."""
    found: list[tuple[int, int]] = []
    for (start, end), word in sorted((span_of(word), word) for word in words):
        if found and start < found[-1][1]:
            raise Unfit(f"{shown(word)} overlaps hours that begin before it")
        if found and start == found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def span_of(word: str) -> tuple[int, int]:
    """Raises Unfit."""
    match = SPAN.fullmatch(word)
    if match is None:
        raise Unfit(f"{shown(word)} is not in the form of 08:00-12:30")
    start, end = minute_of(match[1]), minute_of(match[2])
    if start == end:
        raise Unfit(f"{shown(word)} is empty: it ends when it begins")
    if start > end:
        raise Unfit(
            f"{shown(word)} ends before it begins; hours over midnight are two, {match[1]}-24:00 and, "
            f"on the day after, 00:00-{match[2]}"
        )
    return start, end


def yearly(word: str) -> tuple[int, int]:
    """Month and day. Raises Unfit."""
    try:
        day = date.fromisoformat(f"{LEAP_YEAR}-{word}")
    except ValueError as error:
        raise Unfit(f"{shown(word)} is no day of the year in the form of 12-24") from error
    return day.month, day.day


def days_of(word: str) -> tuple[date, date]:
    """The first and the last. Raises Unfit."""
    first, slash, last = word.partition("/")
    span = day_of(first), day_of(last if slash else first)
    if span[1] < span[0]:
        raise Unfit(f"{shown(word)} ends before it begins")
    return span


def day_of(word: str) -> date:
    """Raises Unfit."""
    try:
        if DAY.fullmatch(word):
            return date.fromisoformat(word)
    except ValueError:
        pass
    raise Unfit(f"{shown(word)} is no date in the form of 2026-12-27, or 2026-12-27/2026-12-31")


def duration_of(word: str) -> timedelta:
    """Raises Unfit."""
    match = DURATION.fullmatch(word)
    if match is None or not word:
        raise Unfit(f"{shown(word)} is no time in the form of 30m, 4h or 1h30m; days have no fixed hours, so 2d is 48h")
    found = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))
    if not found:
        raise Unfit(f"{shown(word)} is no time at all")
    if found > LONGEST:
        raise Unfit(f"{shown(word)} is longer than a year")
    return found


def shares_of(words: Sequence[str]) -> tuple[int, ...]:
    """Percents below 100, in order. Raises Unfit."""
    shares = []
    for word in words:
        if not re.fullmatch(r"[1-9][0-9]?%?", word):
            raise Unfit(f"{shown(word)} is no whole percent from 1 to 99; 100 is always there")
        shares.append(int(word.removesuffix("%")))
    if shares != sorted(set(shares)):
        raise Unfit("must rise, such as [75, 90]")
    return tuple(shares)


def address_of(word: str) -> str:
    """In lower case. Raises Unfit."""
    if not ADDRESS.fullmatch(word):
        raise Unfit(f"{shown(word)} is no address, such as lead@example.org")
    return word.lower()


def flag_of(word: str) -> bool:
    """Raises Unfit."""
    if word not in FLAGS:
        raise Unfit(f"{shown(word)} is neither true nor false")
    return FLAGS[word]
