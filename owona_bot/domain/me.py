"""Me: what is said of an agent's absence, substitute, language and notices: by themselves, absences by a lead too."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from owona_bot.domain.assignee import Mention, Team
from owona_bot.domain.colleague import Whose, colleague, whose
from owona_bot.domain.filter_tree import Named, Whom
from owona_bot.domain.moment import moment
from owona_bot.domain.notice import Notice
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import check_holder
from owona_bot.domain.team_errors import NoSubstituteNamed, NotASubstitute, SubstituteForSelf, UnknownMeWord

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
SICK = frozenset({"sick", "krank", "ill"})
BACK = frozenset({"back", "da", "here", "zurück"})
UNTIL = frozenset({"until", "bis"})

BEFORE_SUBSTITUTE = re.compile(
    r"(?:(?<=\s)|^)(?:(?:mit|with|und|and)\s+)?(?:substitute|vertretung|vertreter|vertreterin|vertritt)(?:\s+|$)",
    re.IGNORECASE,
)

SUBSTITUTE = "substitute"
"""The form's field that a refusal names."""

USUALLY_SICK = "tomorrow"
"""So long as nobody says until when."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it is to be: `available` None leaves that as it is; `speaks` says whether the language is meant.

    `notices` None leaves those; `substitute` None: none was named, so that of a longer absence stays.
    """

    available: bool | None = None
    until: datetime | None = None
    speaks: bool = False
    language: str | None = None
    notices: frozenset[Notice] | None = None
    sick: bool = False
    substitute: Whose | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says; `until`, `sick` and `substitute`, Slack's id or empty, only count for who is not here.

    `language` is a word of LANGUAGES.
    """

    here: bool
    until: str
    language: str
    notices: frozenset[Notice]
    sick: bool = False
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Whether somebody is there, as it is kept; `until` None with `available` False is until further notice."""

    available: bool
    until: datetime | None
    substitute: AgentId | None = None
    sick: bool = False

    def there(self, now: datetime) -> bool:
        """An absence ends by itself."""
        return self.available or (self.until is not None and self.until <= now)


def absence(before: Absence, wanted: Wanted, substitute: AgentId | None, now: datetime) -> Absence:
    """What is so then; `substitute` is who was named. Somebody back needs none."""
    if wanted.available:
        return Absence(True, None)
    stays = wanted.substitute is None and not before.there(now)
    return Absence(False, wanted.until, before.substitute if stays else substitute, wanted.sick)


def leaves(before: Absence, after: Absence, now: datetime) -> bool:
    """Whether others hear of it: who was there is not, or who was away is sick now."""
    return not after.there(now) and (before.there(now) or (after.sick and not before.sick))


def wanted_of(form: Typed, now: datetime, zone: ZoneInfo) -> Wanted:
    """Raises NotAMoment, InThePast or TooFar for the end of an absence."""
    spoken = Wanted(form.here, speaks=True, language=LANGUAGES.get(form.language), notices=form.notices)
    if form.here:
        return spoken
    away = away_in(form.until, form.sick, now, zone)
    return replace(
        spoken, until=away.until, sick=form.sick, substitute=Mention(form.substitute) if form.substitute else Whom.NONE
    )


def wanted_in(words: str, now: datetime, zone: ZoneInfo) -> Wanted:
    """`away`, `away until Monday substitute @ben`, `weg bis morgen`, `krank`, `back`, `de`, `slack`.

    Raises UnknownMeWord or NoSubstituteNamed, or NotAMoment, InThePast and TooFar for the end of an absence.
    """
    first, _, rest = words.strip().partition(" ")
    word = first.casefold().rstrip(",;")
    if word in AWAY or word in SICK:
        return away_in(rest, word in SICK, now, zone)
    if rest.strip():
        raise UnknownMeWord(word=rest.strip() if word in BACK or word in LANGUAGES else first)
    if word in BACK:
        return Wanted(available=True)
    if word in LANGUAGES:
        return Wanted(speaks=True, language=LANGUAGES[word])
    raise UnknownMeWord(word=first)


def away_in(words: str, sick: bool, now: datetime, zone: ZoneInfo) -> Wanted:
    """`until Monday substitute @ben`; both may be missing, and who is sick is so until tomorrow at least."""
    until, *names = BEFORE_SUBSTITUTE.split(words, maxsplit=1)
    ends = until_in(until.strip(" ,") or (USUALLY_SICK if sick else ""), now, zone)
    return Wanted(available=False, until=ends, sick=sick, substitute=stand_in(names[0]) if names else None)


def stand_in(words: str) -> Whose:
    """A mention, a name, or nobody. Raises NoSubstituteNamed where no word follows."""
    if not words.strip():
        raise NoSubstituteNamed(SUBSTITUTE)
    return whose(words)


def substitute_of(said: Whose | None, away: Agent, who: Agent, team: Team) -> Agent | None:
    """Whom `who` names to stand in for who is `away`; they may be away themselves.

    Raises NotASubstitute, SubstituteForSelf or CannotHold, or as `colleague` does.
    """
    found = colleague(said, who, team) if said is not None else None
    if found is None:
        if isinstance(said, Named):
            raise NotASubstitute(SUBSTITUTE, word=said.text)
        return None
    if found.id == away.id:
        raise SubstituteForSelf(SUBSTITUTE)
    check_holder(found)
    return found


def until_in(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """None for no words at all: away until they say otherwise."""
    first, _, rest = words.strip().partition(" ")
    said = rest if first.casefold() in UNTIL else words
    return moment(said, now, zone) if said.strip() else None
