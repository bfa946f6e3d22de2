"""The words after `/ticket`, German and English, and what was meant by others."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from owona_bot.domain.errors import NoSuchTicket, NotANumber, NumberMissing, UnknownVerb


class Verb(StrEnum):
    """What can be asked; the value is its English word."""

    NEW = "new"
    SHOW = "show"
    CLAIM = "claim"
    RELEASE = "release"
    REPLY = "reply"
    NOTE = "note"
    RESOLVE = "resolve"
    HELP = "help"


WORDS: dict[Verb, tuple[str, ...]] = {
    Verb.NEW: ("new", "neu"),
    Verb.SHOW: ("show", "zeig", "zeige"),
    Verb.CLAIM: ("claim", "nimm", "nehme"),
    Verb.RELEASE: ("release", "frei", "freigeben"),
    Verb.REPLY: ("reply", "antwort", "antworte", "answer"),
    Verb.NOTE: ("note", "notiz", "notiere"),
    Verb.RESOLVE: ("resolve", "gelöst", "geloest", "löse"),
    Verb.HELP: ("help", "hilfe", "?"),
}
"""The first is the English word shown in examples, the second the German one."""

BY_WORD = {word: verb for verb, words in WORDS.items() for word in words}

LARGEST_NUMBER = 2**31 - 1
"""`ticket_state.number` is an integer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command taken apart: the verb, the word it was said with, and what followed."""

    verb: Verb
    word: str
    rest: str


def said(text: str) -> Spoken:
    """The verb that `text` begins with; nothing at all is a call for help. Raises UnknownVerb."""
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    if not word:
        return Spoken(Verb.HELP, "help", "")
    verb = BY_WORD.get(word.casefold())
    if verb is None:
        raise UnknownVerb(word=word, nearest=nearest(word))
    return Spoken(verb, word, rest.strip())


def nearest(word: str) -> str:
    """The known word that `word` surely was meant to be, else `help`: a wrong guess may write to a customer."""
    return (get_close_matches(word.casefold(), BY_WORD, n=1, cutoff=0.8) or [WORDS[Verb.HELP][0]])[0]


def number_in(spoken: Spoken) -> int:
    """The ticket number after the verb, `42` or `#42`; more words are passed over.

    Raises NumberMissing, NotANumber, or NoSuchTicket for one that no ticket can have.
    """
    if not spoken.rest:
        raise NumberMissing(verb=spoken.word)
    word = spoken.rest.split()[0]
    digits = word.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        raise NotANumber(word=word, verb=spoken.word)
    if len(digits) > 10 or int(digits) > LARGEST_NUMBER:
        raise NoSuchTicket(number=digits)
    return int(digits)


def after_number(spoken: Spoken) -> str:
    """What was said after the ticket's number, as it was typed; empty when nothing was."""
    return "".join(spoken.rest.split(maxsplit=1)[1:])
