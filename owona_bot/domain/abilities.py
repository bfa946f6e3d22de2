"""What somebody of the team can, and when: skills, languages, how many tickets they take, hours; as it is typed."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Final

from owona_bot.domain import filter_words
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.assignment_words import MOST_OPEN, SKILL, normal
from owona_bot.domain.filter_words import Words
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, check_holder, permit
from owona_bot.domain.team_errors import BadCap, BadLanguage, BadSkill, TooManySkills
from owona_bot.domain.working_hours import WorkingHours
from owona_bot.domain.working_hours_words import STANDARD_WORDS, hours_in

MOST = 20
"""Skills of one person, and languages."""


class Standard(Enum):
    """Not said: what the operator's file says holds."""

    FILE = "file"


STANDARD: Final = Standard.FILE


class Ability(StrEnum):
    """What can be said of somebody; the value is the English word for it."""

    SKILLS = "skills"
    LANGUAGES = "languages"
    CAP = "cap"
    HOURS = "hours"


OWN = frozenset({Ability.LANGUAGES, Ability.HOURS})
"""What everybody says of themselves."""

TYPED = "others"
"""The form's field for skills that are not chosen: a refusal names it."""

SEPARATORS = re.compile(r"[,;\n]")

LANGUAGES = Words(filter_words.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Abilities:
    """No `languages` are all of them; `cap` and `hours` None are the file's."""

    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    cap: int | None = None
    hours: WorkingHours | None = None


NOTHING_SAID = Abilities()
"""Of who has just joined."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the operator's file names: calendars, and the skills of its rules; `zone` is where hours are meant."""

    zone: str
    calendars: Collection[str] = ()
    skills: Collection[str] = ()


def known_to(rules: AssignRules, zone: str) -> Known:
    """Those of its rules."""
    skills = frozenset(skill for rule in (*rules.rules, rules.otherwise) for skill in rule.skills)
    return Known(zone, list(rules.calendars), skills)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it is to be; None leaves what is so."""

    skills: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    cap: int | Standard | None = None
    hours: WorkingHours | Standard | None = None

    def said(self) -> set[Ability]:
        """What is said at all."""
        values = (self.skills, self.languages, self.cap, self.hours)
        return {ability for ability, value in zip(Ability, values, strict=True) if value is not None}


@dataclass(frozen=True, slots=True)
class Form:
    """As it was typed and chosen; None for what the form doesn't ask its reader, or nobody touched."""

    skills: str | None
    languages: str | None
    cap: str | None
    hours: str | None

    def touched(self, seen: "Form") -> "Form":
        """What differs from what stood there: what others change meanwhile is theirs."""
        pairs = ((getattr(self, name), getattr(seen, name)) for name in ("skills", "languages", "cap", "hours"))
        return Form(*(None if typed == stood else typed for typed, stood in pairs))


def wanted_in(ability: Ability, words: str, known: Known) -> Wanted:
    """Raises BadSkill, TooManySkills, BadLanguage or BadCap, or as `hours_in` does."""
    match ability:
        case Ability.SKILLS:
            return Wanted(skills=skills_in(words, known.skills))
        case Ability.LANGUAGES:
            return Wanted(languages=languages_in(words))
        case Ability.CAP:
            return Wanted(cap=cap_in(words))
        case Ability.HOURS:
            return Wanted(hours=hours_of(words, known))


def wanted_of(form: Form, known: Known) -> Wanted:
    """The same, each error beside its field."""
    return Wanted(
        skills=None if form.skills is None else skills_in(form.skills, known.skills),
        languages=None if form.languages is None else languages_in(form.languages),
        cap=None if form.cap is None else cap_in(form.cap),
        hours=None if form.hours is None else hours_of(form.hours, known),
    )


def skills_in(words: str, known: Collection[str] = ()) -> frozenset[str]:
    """Parted by commas, else by blanks unless the file has such a skill; a dash is none.

    Raises BadSkill or TooManySkills.
    """
    whole = SEPARATORS.search(words) or normal(words) in known
    found = frozenset(skill_in(word) for word in (SEPARATORS.split(words) if whole else parts(words)) if word.strip())
    if len(found) > MOST:
        raise TooManySkills(TYPED, count=len(found), limit=MOST)
    return found


def skill_in(word: str) -> str:
    """Raises BadSkill."""
    skill = normal(word)
    if not SKILL.fullmatch(skill):
        raise BadSkill(TYPED, word=word.strip())
    return skill


def languages_in(words: str) -> frozenset[str]:
    """`de, english, fr`; a dash is all of them. Raises BadLanguage."""
    return frozenset(language_in(word) for word in parts(words))


def language_in(word: str) -> str:
    """Two letters. Raises BadLanguage."""
    found = LANGUAGES.read(word) or word.casefold()
    if not (len(found) == len("de") and found.isascii() and found.isalpha()):
        raise BadLanguage(Ability.LANGUAGES, word=word)
    return found


def cap_in(words: str) -> int | Standard:
    """0 is nothing at all. Raises BadCap."""
    typed = words.strip()
    if typed.casefold() in STANDARD_WORDS:
        return STANDARD
    if not re.fullmatch(r"[0-9]{1,4}", typed) or int(typed) > MOST_OPEN:
        raise BadCap(Ability.CAP, word=typed, limit=MOST_OPEN)
    return int(typed)


def hours_of(words: str, known: Known) -> WorkingHours | Standard:
    """Raises as `hours_in` does."""
    hours = hours_in(words, known.calendars, known.zone)
    return STANDARD if hours is None else hours


def parts(words: str) -> list[str]:
    """None of a dash alone."""
    typed = words.strip()
    return [] if typed.casefold() in STANDARD_WORDS else typed.replace(",", " ").replace(";", " ").split()


def changed(abilities: Abilities, wanted: Wanted) -> Abilities:
    """What is so then."""
    if wanted.skills is not None:
        abilities = replace(abilities, skills=wanted.skills)
    if wanted.languages is not None:
        abilities = replace(abilities, languages=wanted.languages)
    if wanted.cap is not None:
        abilities = replace(abilities, cap=None if wanted.cap is STANDARD else wanted.cap)
    if wanted.hours is not None:
        abilities = replace(abilities, hours=None if wanted.hours is STANDARD else wanted.hours)
    return abilities


def permit_change(agent: Agent, of: Agent, said: Iterable[Ability]) -> None:
    """Everybody's own languages and hours, leads all of anybody's. Raises MayNot, or CannotHold for a reader's."""
    permit(agent, Act.ME if agent.id == of.id and OWN.issuperset(said) else Act.ABILITIES)
    check_holder(of)


def unasked(skills: Iterable[str], asked: Iterable[str]) -> Sequence[str]:
    """Those that no rule asks for."""
    return sorted(frozenset(skills) - frozenset(asked))
