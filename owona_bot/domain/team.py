"""Who belongs to the team, in which role, and whether they are there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum

from owona_bot.domain.abilities import NOTHING_SAID, Abilities
from owona_bot.domain.assignee import Team
from owona_bot.domain.assignment import Absent, Worker
from owona_bot.domain.colleague import Whose, colleague, whose
from owona_bot.domain.errors import UserError
from owona_bot.domain.fairness import WORDS as FAIRNESS
from owona_bot.domain.filter_tree import Named, Whom
from owona_bot.domain.notice import USUAL
from owona_bot.domain.people import Agent, AgentId, Granted, Role
from owona_bot.domain.permissions import NEVER, Act, right
from owona_bot.domain.team_errors import (
    LastAdmin,
    MisspeltTeamWord,
    NobodyOfTheTeam,
    NoColleagueNamed,
    NoPersonNamed,
    NotAColleague,
    NotAMember,
    UnknownRole,
    UnknownTeamWord,
)
from owona_bot.domain.verbs import WORDS, Verb

ROLE_WORDS: dict[str, Role] = {
    "reader": "reader",
    "leser": "reader",
    "leserin": "reader",
    "agent": "agent",
    "agentin": "agent",
    "lead": "lead",
    "leitung": "lead",
    "admin": "admin",
}

ADD, CHANGE, REMOVE = "add", "role", "remove"

ACT_WORDS: dict[str, str] = {
    "add": ADD,
    "hinzu": ADD,
    "hinzufügen": ADD,
    "role": CHANGE,
    "rolle": CHANGE,
    "remove": REMOVE,
    "entfernen": REMOVE,
    "raus": REMOVE,
}


class Ask(StrEnum):
    """What is said of a colleague; the value is the English word, and that of an Ability where it is one."""

    SKILLS = "skills"
    LANGUAGES = "languages"
    CAP = "cap"
    HOURS = "hours"
    EDIT = "edit"
    AWAY = "away"
    SICK = "sick"
    BACK = "back"


ASK_WORDS: dict[str, Ask] = {
    "skills": Ask.SKILLS,
    "skill": Ask.SKILLS,
    "fähigkeiten": Ask.SKILLS,
    "faehigkeiten": Ask.SKILLS,
    "fähigkeit": Ask.SKILLS,
    "languages": Ask.LANGUAGES,
    "language": Ask.LANGUAGES,
    "sprachen": Ask.LANGUAGES,
    "sprache": Ask.LANGUAGES,
    "cap": Ask.CAP,
    "limit": Ask.CAP,
    "obergrenze": Ask.CAP,
    "grenze": Ask.CAP,
    "hours": Ask.HOURS,
    "zeiten": Ask.HOURS,
    "arbeitszeit": Ask.HOURS,
    "arbeitszeiten": Ask.HOURS,
    "stunden": Ask.HOURS,
    "edit": Ask.EDIT,
    "bearbeiten": Ask.EDIT,
    "einstellen": Ask.EDIT,
    "away": Ask.AWAY,
    "weg": Ask.AWAY,
    "abwesend": Ask.AWAY,
    "urlaub": Ask.AWAY,
    "vacation": Ask.AWAY,
    "sick": Ask.SICK,
    "krank": Ask.SICK,
    "back": Ask.BACK,
    "da": Ask.BACK,
    "zurück": Ask.BACK,
}

GUESSED = (*(word for word, act in ACT_WORDS.items() if act != REMOVE), *ASK_WORDS, *FAIRNESS, *WORDS[Verb.SHARE])
"""What a misspelt word may have been; nobody is led to remove somebody."""

ABSENCES = frozenset({Ask.AWAY, Ask.SICK, Ask.BACK})
"""What one says of oneself as well, with the same words after it."""

THE_BOTS = frozenset({"language", "sprache"})
"""What one would call the language in which the bot speaks to oneself."""

MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>")
"""As Slack escapes a person in what is typed."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team as the others see them; `language` None follows Slack's.

    `away_until` None with `available` False is until further notice. `notices` are those that they want to hear.
    `substitute` stands in for who is away. `open_tickets` are those that a reader still has from before.
    """

    id: AgentId
    slack_user: str
    name: str
    role: Role
    language: str | None
    available: bool
    away_until: datetime | None
    open_tickets: int
    notices: frozenset[str] = USUAL
    abilities: Abilities = NOTHING_SAID
    substitute: AgentId | None = None

    def there(self, now: datetime) -> bool:
        """Whether they take tickets now: an absence ends by itself."""
        return self.available or (self.away_until is not None and self.away_until <= now)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of the team as the rule sees them: `open` of `cap` tickets; `absent` says why they take nothing now.

    `cap` None for who holds none.
    """

    colleague: Colleague
    open: int
    cap: int | None
    absent: Absent | None


def seated(one: Colleague, worker: Worker | None, now: datetime) -> Seat:
    """`worker` None: a reader."""
    if worker is None:
        return Seat(one, one.open_tickets, None, None if one.there(now) else Absent.AWAY)
    return Seat(one, worker.open, worker.cap, worker.absent)


@dataclass(frozen=True, slots=True)
class Myself:
    """As the team sees them, with who stands in for them, if anybody does; `others` are those who could."""

    me: Colleague
    substitute: Colleague | None
    others: Sequence[Colleague]


def myself_of(team: Sequence[Colleague], agent: AgentId) -> Myself:
    """`team` is all of it; whoever only reads stands in for nobody. Raises NobodyOfTheTeam of who has just left."""
    me = next((one for one in team if one.id == agent), None)
    if me is None:
        raise NobodyOfTheTeam
    substitute = next((one for one in team if one.id == me.substitute), None)
    others = [one for one in team if one.id != agent and right(one.role, Act.CLAIM) is not NEVER]
    return Myself(me, substitute, others)


@dataclass(frozen=True, slots=True)
class Opening:
    """For the form: somebody as they are now, and the skills that anybody has; `all_of_it`: its reader is a lead."""

    colleague: Colleague
    skills: frozenset[str]
    all_of_it: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin wants of a person's place in the team."""

    slack_user: str
    role: Granted


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of `whom`, in `words`; none at all where a form asks for them."""

    ask: Ask
    whom: Whose
    words: str


def asked_in(words: str) -> Asked | None:
    """`skills <@U1> billing, bug`, `sick @ben until Friday`; None: it begins otherwise. Raises NoColleagueNamed."""
    word, person, rest = (*words.split(maxsplit=2), "", "", "")[:3]
    ask = ASK_WORDS.get(word.casefold())
    if ask is None:
        return None
    if not person:
        raise NoColleagueNamed
    return Asked(ask, whose(person), rest)


def own_in(words: str) -> Asked | None:
    """`hours mo-fr 9-17`, as `/ticket me` takes it; a `language` is the bot's there. None: it begins otherwise."""
    word, rest = (*words.split(maxsplit=1), "", "")[:2]
    ask = ASK_WORDS.get(word.casefold())
    return None if ask is None or ask in ABSENCES or word.casefold() in THE_BOTS else Asked(ask, Whom.ME, rest)


def meant(whom: Whose, who: Agent, team: Team) -> Agent:
    """Raises NotAColleague or NoColleagueNamed, or as `colleague` does."""
    found = colleague(whom, who, team)
    if found is None:
        raise NotAColleague(word=whom.text) if isinstance(whom, Named) else NoColleagueNamed
    return found


def wish_in(words: str) -> Wish:
    """`add <@U1> lead`, `role <@U1> reader`, `remove <@U1>`; added without a role is an agent.

    Raises MisspeltTeamWord, UnknownTeamWord, NoPersonNamed or UnknownRole.
    """
    act_word, *rest = words.split()
    act = ACT_WORDS.get(act_word.casefold())
    if act is None:
        raise unknown(act_word)
    person = MENTION.fullmatch(rest[0]) if rest else None
    if person is None:
        raise NoPersonNamed(word=rest[0] if rest else "")
    if act == REMOVE:
        return Wish(person.group(1), "none")
    if len(rest) < 2 and act == CHANGE:
        raise UnknownRole(word="", nearest="agent")
    return Wish(person.group(1), role_named(rest[1]) if len(rest) > 1 else "agent")


def unknown(word: str) -> UserError:
    """With the word that it nearly is, if any."""
    near = get_close_matches(word.casefold(), GUESSED, n=1, cutoff=0.8)
    return MisspeltTeamWord(word=word, nearest=near[0]) if near else UnknownTeamWord(word=word)


def role_named(word: str) -> Role:
    """Raises UnknownRole."""
    role = ROLE_WORDS.get(word.casefold())
    if role is None:
        raise UnknownRole(word=word, nearest=nearest_of(word, ROLE_WORDS, "agent"))
    return role


def nearest_of(word: str, known: Iterable[str], otherwise: str) -> str:
    """The known word that it looks like."""
    return (get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6) or [otherwise])[0]


def check_admins(admins: Sequence[str], wish: Wish) -> None:
    """`admins` by Slack user. Raises LastAdmin: without one nobody could undo it."""
    if wish.role != "admin" and list(admins) == [wish.slack_user]:
        raise LastAdmin


def check_known(known: bool, wish: Wish) -> None:
    """Who was never of the team isn't removed from it. Raises NotAMember."""
    if wish.role == "none" and not known:
        raise NotAMember
