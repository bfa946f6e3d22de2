"""What can follow `/ticket oncall`."""

from dataclasses import dataclass
from enum import StrEnum

from owona_bot.domain.on_call_errors import SwapGone, UnknownOnCallWord
from owona_bot.domain.team import nearest_of


class Ask(StrEnum):
    """The value is the English word that a button says."""

    SHOW = "show"
    EDIT = "edit"
    SHIFT = "shift"
    SWAP = "swap"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


ASKS: dict[str, Ask] = {
    "show": Ask.SHOW,
    "zeig": Ask.SHOW,
    "edit": Ask.EDIT,
    "change": Ask.EDIT,
    "bearbeiten": Ask.EDIT,
    "ändern": Ask.EDIT,
    "shift": Ask.SHIFT,
    "dienst": Ask.SHIFT,
    "schicht": Ask.SHIFT,
    "swap": Ask.SWAP,
    "tausch": Ask.SWAP,
    "tauschen": Ask.SWAP,
    "accept": Ask.ACCEPT,
    "annehmen": Ask.ACCEPT,
    "decline": Ask.DECLINE,
    "ablehnen": Ask.DECLINE,
    "withdraw": Ask.WITHDRAW,
    "zurückziehen": Ask.WITHDRAW,
}

OF_SWAPS = frozenset({Ask.ACCEPT, Ask.DECLINE, Ask.WITHDRAW})
"""Their number follows."""

DIGITS = 18
"""So that PostgreSQL's bigint holds it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`swap` is a request's number, 0 where none belongs."""

    ask: Ask
    swap: int = 0


def asked_in(words: str) -> Asked:
    """No words are SHOW. Raises UnknownOnCallWord, or SwapGone for a request without a number."""
    word, *rest = words.split() or [Ask.SHOW.value]
    ask = ASKS.get(word.casefold())
    if ask is None:
        raise UnknownOnCallWord(word=word, nearest=nearest_of(word, ASKS, Ask.SWAP))
    return Asked(ask, number_in(rest) if ask in OF_SWAPS else 0)


def number_in(words: list[str]) -> int:
    """Raises SwapGone."""
    digits = words[0] if words else ""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > DIGITS:
        raise SwapGone
    return int(digits)
