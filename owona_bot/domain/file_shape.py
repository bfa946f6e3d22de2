"""What may stand where in a file that is imported, and a sentence for whatever else stands there."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from difflib import get_close_matches

from owona_bot.domain.json_text import Path, said, shown

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I | re.ASCII)

MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)",
    re.ASCII,
)

FAR = re.compile(r"(\d{4,6})(-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00)( BC)?", re.ASCII)
"""As PostgreSQL writes a moment that Python has none for."""

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)

FURTHEST = timedelta(hours=16)
"""From UTC: PostgreSQL knows no zone beyond."""

LARGEST_INTEGER = 2**31 - 1

LARGEST_SIZE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Value:
    """One that `fits`; `expected` finishes `must be …`."""

    fits: Callable[[object], bool]
    expected: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these names; `or_null` where nothing may stand in its place."""

    names: Mapping[str, "Value | Shape | Rows"]
    required: bool = False
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of such objects."""

    each: Shape
    required: bool = False


def needed(value: Value) -> Value:
    """The same where it may not be left out."""
    return Value(value.fits, value.expected, required=True)


def or_null(value: Value) -> Value:
    """The same, or null."""
    return Value(lambda given: given is None or value.fits(given), f"{value.expected}, or null")


def one_of(words: tuple[str, ...]) -> Value:
    """Such as a status."""
    return Value(lambda given: given in words, f"one of {', '.join(words)}")


def is_moment(given: object) -> bool:
    """With its zone, and one that there is."""
    if not isinstance(given, str) or not MOMENT.fullmatch(given):
        return False
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return False
    return 1 < moment.year < MAXYEAR and abs(moment.utcoffset() or timedelta()) < FURTHEST


def is_any_moment(given: object) -> bool:
    """Also one that our export wrote because a customer had put it there: of any year PostgreSQL knows, or infinite."""
    if is_moment(given) or given in ("infinity", "-infinity"):
        return True
    if not isinstance(given, str) or not (found := FAR.fullmatch(given)):
        return False
    year, rest, _, before = found.groups()
    alike = 2000 + (1 - int(year) if before else int(year)) % 400
    return 0 < int(year) < (4713 if before else 294_276) and is_moment(f"{alike}{rest}")


def is_integer(given: object, largest: int = LARGEST_INTEGER, least: int = 0) -> bool:
    """No fraction, no truth value."""
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= largest


TEXT = Value(lambda given: isinstance(given, str), "text")
WORDS = Value(lambda given: isinstance(given, str) and bool(given.strip()), "text that is not empty")
YES_OR_NO = Value(lambda given: isinstance(given, bool), "true or false")
ID = Value(lambda given: isinstance(given, str) and bool(UUID.fullmatch(given)), "an id such as 0b6f…, a UUID")
AT = Value(is_moment, "a moment with its zone, such as 2026-11-26T08:00:00+00:00")
ANY_AT = Value(is_any_moment, AT.expected)
NUMBER = Value(lambda given: is_integer(given, least=1), "a whole number from 1")
SIZE = Value(lambda given: is_integer(given, LARGEST_SIZE), "a whole number from 0")
HASH = Value(lambda given: isinstance(given, str) and bool(SHA256.fullmatch(given)), "64 hexadecimal digits")
TEXTS = Value(
    lambda given: isinstance(given, list) and all(isinstance(one, str) and one for one in given), "a list of texts"
)
ANY = Value(lambda given: given is not None, "anything but null")
WHATEVER = Value(lambda _: True, "any JSON")
"""Customers write some columns past the site: one of them must not make a file that is refused."""


def faults_in(given: object, shape: Value | Shape | Rows, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Where something else stands, and what was expected."""
    if isinstance(shape, Value):
        if not shape.fits(given):
            yield path, f"must be {shape.expected}, not {shown(given)}"
    elif isinstance(shape, Rows):
        if isinstance(given, list):
            for place, one in enumerate(given):
                yield from faults_in(one, shape.each, (*path, place))
        else:
            yield path, f"must be a list, not {shown(given)}"
    elif isinstance(given, dict):
        yield from names_in(given, shape, path)
    elif given is not None or not shape.or_null:
        yield path, f"must have names and values, not {shown(given)}"


def names_in(given: Mapping[str, object], shape: Shape, path: Path) -> Iterator[tuple[Path, str]]:
    """Of an object: what it has and what it lacks."""
    for name, value in given.items():
        if name not in shape.names:
            yield (*path, name), strange(name, shape)
        else:
            yield from faults_in(value, shape.names[name], (*path, name))
    for name, inner in shape.names.items():
        if inner.required and name not in given:
            yield path, f"lacks {name}"


def strange(name: str, shape: Shape) -> str:
    """Of a name that nobody reads."""
    near = get_close_matches(name[:40], shape.names, n=1)
    fits = f"did you mean {near[0]}?" if near else f"known here are {', '.join(shape.names)}"
    return f"is not known: {fits}"


def sentence(path: Path, why: str) -> str:
    """`messages[2].author_type: must be …`."""
    return f"{said(path)}: {why}" if path else why
