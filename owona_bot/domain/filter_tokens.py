"""A filter's text cut apart: `-field:value,"another value"`, words and quoted phrases, each with its position.

`#1001,1002` is short for `number:1001,1002`.
A quote in straight marks may hold one, doubled: `"19"" monitor"`. Marks of any other shape, which phones and Macs
put in their place, quote too, but hold none. A quote needs no blank before or after it. Nothing else is special:
a backslash, a percent sign, a NUL is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from owona_bot.domain.filter_words import LONGEST, tidy
from owona_bot.domain.list_errors import FilterQuoteOpen
from owona_bot.domain.text import shortened

SHOWN = 40
"""Characters that a refusal shows of what was typed."""

BLANK = re.compile(r"\s*")
WORD = re.compile(r'[^\s"“”„]+')
VALUE = re.compile(r'[^\s,"“”„]*')
QUOTED = re.compile(r'"((?:[^"]++|"")*+)"|[“”„]([^"“”]*+)["“”]')
NUMBERS = re.compile(r"#\d{1,9}(?:,#?\d{1,9})*", re.ASCII)
MARKS = frozenset('"“”„')

NUMBER = "number"
"""The field that such words are short for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed, without its quotes and tidied; `position` counts the whole text's characters from 1."""

    text: str
    position: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One condition as typed; free text has no `field` and one value."""

    field: Said | None
    values: tuple[Said, ...]
    negated: bool

    @property
    def position(self) -> int:
        """Where it begins, its minus aside."""
        return (self.field or self.values[0]).position


def tokens(text: str) -> Iterator[Token]:
    """All of `text`, in one pass. Raises FilterQuoteOpen."""
    at = after_blanks(text, 0)
    while at < len(text):
        token, at = token_at(text, at)
        yield token
        at = after_blanks(text, at)


def bare(text: str) -> str | None:
    """The first word to look for that stands in no quotes, shortened. Raises FilterQuoteOpen."""
    found = (token.values[0] for token in tokens(text) if token.field is None)
    return next((shortened(said.text, SHOWN) for said in found if not said.quoted), None)


def after_blanks(text: str, at: int) -> int:
    """Where the next thing begins."""
    found = BLANK.match(text, at)
    return found.end() if found else at


def token_at(text: str, at: int) -> tuple[Token, int]:
    """The token that begins at `at`, and where it ends; a minus alone is a word."""
    negated = text[at] == "-" and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)
    at += negated
    word = WORD.match(text, at)
    if word is None:
        said, end = quote_at(text, at)
        return Token(None, (said,), negated), end
    if NUMBERS.fullmatch(word[0]):
        return Token(Said(NUMBER, at + 1), tuple(numbers_in(word[0], at)), negated), word.end()
    field = field_of(word[0])
    if field is None:
        return Token(None, (Said(tidy(word[0]), at + 1),), negated), word.end()
    values, end = values_at(text, at + len(field) + 1)
    return Token(Said(field, at + 1), values, negated), end


def numbers_in(word: str, at: int) -> Iterator[Said]:
    """Each of `#1001,1002`, with its place in the text in which the word begins at `at`."""
    for part in word.split(","):
        yield Said(part, at + 1)
        at += len(part) + 1


def field_of(word: str) -> str | None:
    """The letters before the first colon; `12:30`, `:tada:` and `https://…` are text."""
    name, colon, rest = word.partition(":")
    is_text = not colon or len(name) > LONGEST or rest.startswith("//")
    return None if is_text or not normalize("NFC", name).isalpha() else name


def values_at(text: str, at: int) -> tuple[tuple[Said, ...], int]:
    """One or more, with commas between them; a blank may follow a comma. What is missing is an empty value."""
    values = []
    while True:
        said, at = value_at(text, at)
        values.append(said)
        if text[at : at + 1] != ",":
            return tuple(values), at
        at = after_blanks(text, at + 1)


def value_at(text: str, at: int) -> tuple[Said, int]:
    """Up to a blank, a comma or a quote, or all of a quote."""
    if text[at : at + 1] in MARKS:
        return quote_at(text, at)
    value = VALUE.match(text, at)
    end = value.end() if value else at
    return Said(tidy(text[at:end]), at + 1), end


def quote_at(text: str, at: int) -> tuple[Said, int]:
    """Raises FilterQuoteOpen when nothing ends it."""
    quote = QUOTED.match(text, at)
    if quote is None:
        raise FilterQuoteOpen(position=at + 1, word=shortened(text[at:], SHOWN))
    inner = quote[2] if quote[1] is None else quote[1].replace('""', '"')
    return Said(tidy(inner), at + 1, quoted=True), quote.end()


def in_quotes(text: str) -> str:
    """As `tokens` reads it back."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def value_as_typed(text: str) -> str:
    """Bare where it may be; two slashes behind the colon would make a text of it."""
    return text if VALUE.fullmatch(text) and not text.startswith("//") else in_quotes(text)


def word_as_typed(text: str, *, negated: bool) -> str:
    """Bare; in quotes, and so exact, what would mean something else."""
    minus = text.startswith("-") and text != "-" and not negated
    is_word = WORD.fullmatch(text) and field_of(text) is None and not NUMBERS.fullmatch(text)
    return text if is_word and not minus else in_quotes(text)
