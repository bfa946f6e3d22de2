"""The value that is said after a ticket's number: a status, a priority, a category; German and English."""

from collections.abc import Iterable

from owona_bot.domain import filter_words as tables
from owona_bot.domain.errors import UserError, WordMistyped, WordUnknown
from owona_bot.domain.filter_words import Words
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.domain.verbs import Spoken, after_number

STATUSES, PRIORITIES, CATEGORIES = Words(tables.STATUS), Words(tables.PRIORITY), Words(tables.CATEGORY)


def status_in(spoken: Spoken, locale: str) -> Status:
    """Raises WordUnknown or WordMistyped, as the others do; `locale` only chooses the words that they name."""
    return Status(value_in(STATUSES, spoken, locale))


def priority_in(spoken: Spoken, locale: str) -> Priority:
    """The same of a priority."""
    return Priority(value_in(PRIORITIES, spoken, locale))


def category_in(spoken: Spoken, locale: str) -> Category:
    """The same of a category."""
    return Category(value_in(CATEGORIES, spoken, locale))


def value_in(words: Words, spoken: Spoken, locale: str) -> str:
    """All that follows the number is one word: `in Arbeit`, `waiting for you`."""
    word = after_number(spoken)
    value = words.read(word)
    if value is None:
        raise wrong(word, words.near(word), words.all(locale), spoken.word)
    return value


def wrong(word: str, near: str | None, fits: Iterable[str], verb: str) -> UserError:
    """What is said of a word that means nothing after `verb`."""
    named = {"word": word, "fits": ", ".join(fits), "verb": verb}
    return WordMistyped(nearest=near, **named) if near else WordUnknown(**named)
