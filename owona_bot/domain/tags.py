"""Tags: short words that the team pins to tickets, and what becomes of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from owona_bot.domain.filter_words import tag_of
from owona_bot.domain.text import UNSEEN
from owona_bot.domain.ticket_errors import BadTag, NoTags, NotTagged, TagsMissing, TooManyTags

LONGEST = 40
"""Characters of a tag."""

MOST = 30
"""Tags of a ticket."""

SIGNS = frozenset("-_./")

PLUS, MINUS = ("+",), ("-", "–", "−")
"""Telephones make a dash of a hyphen."""


@dataclass(frozen=True, slots=True)
class Change:
    """Tags to pin and to take away, in the order they were named; none is in both."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What stands in a form now, and what stood there when it was opened."""

    wanted: tuple[str, ...]
    seen: tuple[str, ...]


def read_change(text: str) -> Change:
    """`+vip -trial`; a plain word is pinned. Of one that is named twice the last counts. Raises TagsMissing, BadTag."""
    said = {tag_in(word.removeprefix(sign_of(word)) or word): sign_of(word) for word in words_in(text)}
    if not said:
        raise TagsMissing
    removed = tuple(tag for tag, sign in said.items() if sign in MINUS)
    return Change(tuple(tag for tag in said if tag not in removed), removed)


def read_list(text: str) -> tuple[str, ...]:
    """Tags as a form has them, each once; none is fine. Raises BadTag."""
    return tuple(dict.fromkeys(tag_in(word) for word in words_in(text)))


def sign_of(word: str) -> str:
    """What the word begins with that is none of it; empty for a plain one."""
    return word[0] if word[0] in PLUS + MINUS else ""


def words_in(text: str) -> list[str]:
    """Parted by blanks or commas."""
    return [word for word in re.split(r"[\s,]+", text) if word]


def tag_in(word: str) -> str:
    """As it is stored and compared. Raises BadTag."""
    tag = tag_of(unicodedata.normalize("NFC", word)) if len(word) <= 4 * LONGEST else ""
    if not tag or len(tag) > LONGEST or not tag[0].isalnum() or not all(map(fits, tag)):
        raise BadTag(word=word, limit=LONGEST)
    return tag


def fits(character: str) -> bool:
    """A letter or digit of any script with its marks, or one of SIGNS; nothing that an eye would miss."""
    seen = unicodedata.category(character)[0] in "LMN" and character not in UNSEEN
    return seen or character in SIGNS


def retag(tags: Sequence[str], change: Change | Rewrite) -> tuple[str, ...]:
    """The tags after a change, new ones last. Raises NotTagged, NoTags or TooManyTags."""
    asked = change if isinstance(change, Change) else since_seen(tags, change)
    for tag in asked.remove:
        if tag not in tags:
            raise NotTagged(word=tag, fits=", ".join(tags)) if tags else NoTags(word=tag)
    after = tuple(dict.fromkeys([*(tag for tag in tags if tag not in asked.remove), *asked.add]))
    if len(after) > MOST:
        raise TooManyTags(limit=MOST, count=len(after))
    return after


def since_seen(tags: Sequence[str], form: Rewrite) -> Change:
    """What a form's reader changed; what others pinned or took away meanwhile stays as they left it."""
    gone = tuple(tag for tag in form.seen if tag not in form.wanted and tag in tags)
    return Change(tuple(tag for tag in form.wanted if tag not in form.seen), gone)
