"""What may follow a field's colon: known words, ranks, labels, languages, numbers, people, times."""

import re
from typing import Protocol, TypeVar

from owona_bot.domain.filter_dates import EXAMPLES, STRETCHES, read_period, write_period
from owona_bot.domain.filter_ranges import between, ends, runs, write_run
from owona_bot.domain.filter_times import Never, Period
from owona_bot.domain.filter_tokens import Said, in_quotes, value_as_typed
from owona_bot.domain.filter_tree import Named, Sort, Whom
from owona_bot.domain.filter_words import Words, fold, tag_of

T = TypeVar("T")

TURNED = {Sort.CREATED.value: Sort.OLDEST.value, Sort.OLDEST.value: Sort.CREATED.value}

NUMBER = re.compile(r"#?(\d{1,9})", re.ASCII)
"""Of a ticket; what is longer no ticket has."""

NAMES = ("lena", "lena@example.org", "@example.org")
"""Examples of how people are named."""


class Kind(Protocol[T]):
    """How a field's values are read and written."""

    def read(self, said: Said) -> frozenset[T] | None:
        """What one value between commas means; None when it does not fit."""

    def write(self, meant: frozenset[T], locale: str) -> list[str]:
        """The fewest values that are read as `meant`, always in the same order, in the reader's words."""

    def fits(self, word: str, locale: str) -> str:
        """What `word` was meant to be, else what there is, or examples."""


class Choice:
    """One of a table's values."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def read(self, said: Said) -> frozenset[str] | None:
        value = self.words.read(said.text)
        return None if value is None else frozenset({value})

    def write(self, meant: frozenset[str], locale: str) -> list[str]:
        return self.words.write(meant, locale)

    def fits(self, word: str, locale: str) -> str:
        return self.words.fits(word, locale)


class Order(Choice):
    """In which order; a minus turns it round where that is another one: `-created`."""

    def read(self, said: Said) -> frozenset[str] | None:
        if said.text.startswith("-") and not said.quoted:
            turned = TURNED.get(self.words.read(said.text[1:]) or "")
            return frozenset({turned}) if turned else None
        return super().read(said)


class Rank(Choice):
    """A choice whose table is in order, lowest first: `>=high`, `low..normal`. A range is all that it holds."""

    def read(self, said: Said) -> frozenset[str] | None:
        parts = ends(said.text)
        first, last = self.words.read(parts.first), self.words.read(parts.last)
        if first is None or last is None:
            return None
        return between(list(self.words.table), first, last, parts.compare) or None

    def write(self, meant: frozenset[str], locale: str) -> list[str]:
        order = list(self.words.table)
        words = self.words.write(order, locale)
        return [write_run(order, words, run) for run in runs(order, meant)]

    def fits(self, word: str, locale: str) -> str:
        parts = ends(word)
        wrong = next((end for end in (parts.first, parts.last) if self.words.read(end) is None), "")
        return self.words.fits(wrong, locale)


class Label(Choice):
    """Any text, whatever its case; the table's are examples."""

    def read(self, said: Said) -> frozenset[str]:
        return frozenset({tag_of(said.text)})

    def write(self, meant: frozenset[str], locale: str) -> list[str]:  # noqa: ARG002 (it is the same in all)
        return sorted(value_as_typed(label) for label in meant)


class Language(Choice):
    """A language's name, or any code of two letters."""

    def read(self, said: Said) -> frozenset[str] | None:
        is_code = len(said.text) == 2 and said.text.isascii() and said.text.isalpha()
        return super().read(said) or (frozenset({fold(said.text)}) if is_code else None)

    def write(self, meant: frozenset[str], locale: str) -> list[str]:  # noqa: ARG002 (codes are the same in all)
        return sorted(meant)


class Number:
    """A ticket's."""

    def read(self, said: Said) -> frozenset[str] | None:
        found = NUMBER.fullmatch(said.text)
        return frozenset({str(int(found[1]))}) if found else None

    def write(self, meant: frozenset[str], locale: str) -> list[str]:  # noqa: ARG002 (digits are the same in all)
        return sorted(meant, key=int)

    def fits(self, word: str, locale: str) -> str:  # noqa: ARG002 (an example helps whatever was typed)
        return "1001, #1001"


class Who:
    """Part of a name or address; with `whom`, the words for people that are not named too. Quoted, it is a name."""

    def __init__(self, *, whom: Words) -> None:
        self.whom = whom

    def read(self, said: Said) -> frozenset[Whom | Named]:
        whom = None if said.quoted else self.whom.read(said.text)
        return frozenset({Named(said.text) if whom is None else Whom(whom)})

    def write(self, meant: frozenset[Whom | Named], locale: str) -> list[str]:
        return sorted(self.written(who, locale) for who in meant)

    def written(self, who: Whom | Named, locale: str) -> str:
        """A name that is also such a word stands in quotes."""
        if isinstance(who, Whom):
            return self.whom.write([who], locale)[0]
        return value_as_typed(who.text) if self.whom.read(who.text) is None else in_quotes(who.text)

    def fits(self, word: str, locale: str) -> str:
        return ", ".join(filter(None, [self.whom.fits(word, locale), *NAMES]))


class When:
    """A point in time or a stretch of it; where `absent` has words, also that it never was."""

    def __init__(self, *, absent: Words, sign: str = "") -> None:
        self.absent = absent
        self.sign = sign

    def read(self, said: Said) -> frozenset[Period] | None:
        if self.absent.read(said.text) is not None:
            return frozenset({Never()})
        period = read_period(self.sign + said.text)
        return None if period is None else frozenset({period})

    def write(self, meant: frozenset[Period], locale: str) -> list[str]:
        return sorted(write_period(period, locale) for period in meant)

    def fits(self, word: str, locale: str) -> str:
        return STRETCHES.near(word) or EXAMPLES["de" if locale == "de" else "en"]
