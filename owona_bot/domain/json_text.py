"""JSON that comes in pieces: its values one by one, each with its line. Strict, and bounded whatever it holds."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

DEEPEST = 60
"""Objects and lists within each other."""

LARGEST = 64 * 1024 * 1024
"""Characters of one value."""

DIGITS = 4_000
"""Of a number; PostgreSQL takes more, and who means one has a file that somebody made to hurt."""

BLANKS = re.compile(r"[ \t\r\n]*")

SIGN = re.compile(r'["{}\[\]]')

STRING = re.compile(r'(?:[^"\\]++|\\.)*+"', re.DOTALL)

WORD = re.compile(r"[^\s,:\[\]{}]+")

UNFIT = re.compile("[\0\ud800-\udfff]")
"""What no text of PostgreSQL's holds: NUL, and half a character."""

MAY_BE_UNFIT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")

Path = tuple[str | int, ...]
"""Names and places, from the outside in."""


class BadJson(Exception):
    """Why it can't be read, and on which line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as it stands in the file; it begins on `line`, counted from 1."""

    line: int
    text: str

    def line_of(self, path: Path) -> int:
        """Where what `path` leads to begins, or the last that is there of it."""
        return self.line + self.text.count("\n", 0, place_of(self.text, path))


class Pieces:
    """What has been read and not yet taken; never much more than one value."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces = pieces
        self.text = ""
        self.at = 0
        self.line = 1

    def next_sign(self) -> str:
        """The first character that is no blank, left where it is; empty at the end of the file."""
        while True:
            self._go(match_end(BLANKS, self.text, self.at))
            if self.at < len(self.text):
                return self.text[self.at]
            piece = next(self.pieces, None)
            if piece is None:
                return ""
            self._add(piece)

    def take(self, sign: str, why: str) -> None:
        """Raises BadJson where something else stands."""
        if self.next_sign() != sign:
            raise BadJson(self.line, self.found(why))
        self._go(self.at + 1)

    def found(self, why: str) -> str:
        """What was expected, and what stands there."""
        sign = self.next_sign()
        return f"{why}, not {self.text[self.at : self.at + 20]!r}" if sign else f"{why}, but the file ends here"

    def value(self) -> Raw:
        """Raises BadJson for one that never ends, is too deep or too large."""
        first = self.next_sign()
        self._add("")
        end = self._container_end() if first in ("{", "[") else self._word_end(first)
        raw = Raw(self.line, self.text[:end])
        self._go(end)
        return raw

    def _container_end(self) -> int:
        depth = at = 0
        while True:
            found = SIGN.search(self.text, at)
            if found is None:
                at = len(self.text)
                self._more()
                continue
            at = found.end()
            if found[0] == '"':
                at = self._string_end(at)
                continue
            depth += 1 if found[0] in "{[" else -1
            if depth > DEEPEST:
                raise BadJson(self._line_at(at), f"more than {DEEPEST} objects or lists within each other")
            if depth == 0:
                return at

    def _string_end(self, at: int) -> int:
        while (found := STRING.match(self.text, at)) is None:
            self._more()
        return found.end()

    def _word_end(self, first: str) -> int:
        if first == '"':
            return self._string_end(1)
        while (end := match_end(WORD, self.text, 0)) == len(self.text):
            piece = next(self.pieces, None)
            if piece is None:
                break
            self._add(piece)
        if end == 0:
            raise BadJson(self.line, self.found("a value must stand here"))
        return end

    def _more(self) -> None:
        piece = next(self.pieces, None)
        if piece is None:
            raise BadJson(self._line_at(len(self.text)), f"the file ends here, within what began on line {self.line}")
        self._add(piece)
        if len(self.text) > LARGEST:
            raise BadJson(self.line, f"what begins here is larger than {LARGEST >> 20} MB")

    def _add(self, piece: str) -> None:
        """And let go of what was taken."""
        self.text = self.text[self.at :] + piece
        self.at = 0

    def _go(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def _line_at(self, at: int) -> int:
        return self.line + self.text.count("\n", self.at, at)


def parse(raw: Raw) -> object:
    """Its value; a fraction is a Decimal. Raises BadJson, also for a name that stands twice, NaN and huge numbers."""
    try:
        value = json.loads(raw.text, object_pairs_hook=once, parse_constant=no_number, parse_float=fraction)
    except json.JSONDecodeError as error:
        raise BadJson(raw.line + error.lineno - 1, f"no JSON: {error.msg} (character {error.colno})") from error
    except ValueError as error:
        raise BadJson(raw.line, str(error) if isinstance(error, Strange) else "a number is too large") from error
    if MAY_BE_UNFIT.search(raw.text) and (path := unfit(value)) is not None:
        raise BadJson(raw.line_of(path), f"{said(path)}: holds NUL or half a character, which no text can hold")
    return value


class Strange(ValueError):
    """What JSON readers take and we don't."""


def once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Where readers of JSON would take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Strange(f"{shown(twice)} stands twice in one object")
    return found


def no_number(word: str) -> object:
    """NaN and Infinity."""
    raise Strange(f"{word} is no JSON")


def fraction(text: str) -> Decimal:
    """As exact as it stands there."""
    number = Decimal(text)
    if len(text) > DIGITS or (number and abs(number.adjusted()) > DIGITS):
        raise Strange("a number is too large")
    return number


def unfit(value: object) -> Path | None:
    """Where the first such text stands; of a name, where its value does."""
    if isinstance(value, str):
        return () if UNFIT.search(value) else None
    if isinstance(value, dict):
        if name := next((name for name in value if UNFIT.search(name)), None):
            return (name,)
        inner: Iterator[tuple[str | int, object]] = iter(value.items())
    else:
        inner = enumerate(value) if isinstance(value, list) else iter(())
    return next(((step, *path) for step, one in inner if (path := unfit(one)) is not None), None)


def place_of(text: str, path: Path) -> int:
    """Offset in `text`, which is JSON."""
    at = match_end(BLANKS, text, 0)
    for step in path:
        inner = within(text, at, step)
        if inner is None:
            return at
        at = inner
    return at


def within(text: str, at: int, step: str | int) -> int | None:
    """Where the value of a name, or that of a place, of what begins at `at` begins."""
    decoder, is_object = json.JSONDecoder(strict=False), text[at] == "{"
    name: str | int = -1
    at = match_end(BLANKS, text, at + 1)
    while text[at] not in "}]":
        if is_object:
            name, end = decoder.raw_decode(text, at)
            at = match_end(BLANKS, text, match_end(BLANKS, text, end) + 1)
        else:
            name = int(name) + 1
        if name == step:
            return at
        at = match_end(BLANKS, text, decoder.raw_decode(text, at)[1])
        at = match_end(BLANKS, text, at + 1) if text[at] == "," else at
    return None


def said(path: Path) -> str:
    """`messages[2].author_type`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)[1:-1]}" for step in path)
    return steps.removeprefix(".")


def shown(value: object) -> str:
    """Short, and so that a terminal can't be steered by it."""
    unseen = isinstance(value, str) and not value.isprintable()
    told = ascii(value) if unseen else str(value) if isinstance(value, Decimal) else repr(value)
    return told if len(told) <= 60 else f"{told[:57]}…"


def match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """`at` where it does not match."""
    found = pattern.match(text, at)
    return found.end() if found else at
