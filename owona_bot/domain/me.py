"""Me: what an agent says of themselves after `/ticket me`."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from owona_bot.domain.errors import UnknownMeWord
from owona_bot.domain.moment import moment
from owona_bot.domain.notice import Notice

SLACKS = "slack"
"""The choice that follows Slack's language."""

LANGUAGES: dict[str, str | None] = {
    "de": "de",
    "deutsch": "de",
    "german": "de",
    "en": "en",
    "englisch": "en",
    "english": "en",
    "slack": None,
}

AWAY = frozenset({"away", "weg", "abwesend"})
BACK = frozenset({"back", "da", "here", "zurück"})
UNTIL = frozenset({"until", "bis"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it is to be: `available` None leaves that as it is; `speaks` says whether the language is meant.

    `notices` None leaves those.
    """

    available: bool | None = None
    until: datetime | None = None
    speaks: bool = False
    language: str | None = None
    notices: frozenset[Notice] | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says; `until` only counts for who is not here, `language` is a word of LANGUAGES."""

    here: bool
    until: str
    language: str
    notices: frozenset[Notice]


def wanted_of(form: Typed, now: datetime, zone: ZoneInfo) -> Wanted:
    """Raises NotAMoment, InThePast or TooFar for the end of an absence."""
    until = None if form.here else until_in(form.until, now, zone)
    return Wanted(form.here, until, speaks=True, language=LANGUAGES.get(form.language), notices=form.notices)


def wanted_in(words: str, now: datetime, zone: ZoneInfo) -> Wanted:
    """`away`, `away until Monday`, `weg bis morgen`, `back`, `de`, `slack`.

    Raises UnknownMeWord, or NotAMoment, InThePast and TooFar for the end of an absence.
    """
    first, _, rest = words.strip().partition(" ")
    word = first.casefold()
    if word in AWAY:
        return Wanted(available=False, until=until_in(rest, now, zone))
    if rest.strip():
        raise UnknownMeWord(word=rest.strip())
    if word in BACK:
        return Wanted(available=True)
    if word in LANGUAGES:
        return Wanted(speaks=True, language=LANGUAGES[word])
    raise UnknownMeWord(word=first)


def until_in(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """None for no words at all: away until they say otherwise."""
    first, _, rest = words.strip().partition(" ")
    said = rest if first.casefold() in UNTIL else words
    return moment(said, now, zone) if said.strip() else None
