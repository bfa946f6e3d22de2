"""Who belongs to the team, in which role, and whether they are there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from owona_bot.domain.errors import LastAdmin, NoPersonNamed, NotAMember, UnknownRole, UnknownTeamWord
from owona_bot.domain.notice import USUAL
from owona_bot.domain.people import AgentId, Granted, Role

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
    "weg": REMOVE,
}

MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>")
"""As Slack escapes a person in what is typed."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team as the others see them; `language` None follows Slack's.

    `away_until` None with `available` False is until further notice. `notices` are those that they want to hear.
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

    def there(self, now: datetime) -> bool:
        """Whether they take tickets now: an absence ends by itself."""
        return self.available or (self.away_until is not None and self.away_until <= now)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin wants of a person's place in the team."""

    slack_user: str
    role: Granted


def wish_in(words: str) -> Wish:
    """`add <@U1> lead`, `role <@U1> reader`, `remove <@U1>`; added without a role is an agent.

    Raises UnknownTeamWord, NoPersonNamed or UnknownRole.
    """
    act_word, *rest = words.split()
    act = ACT_WORDS.get(act_word.casefold())
    if act is None:
        raise UnknownTeamWord(word=act_word, nearest=nearest_of(act_word, ACT_WORDS, ADD))
    person = MENTION.fullmatch(rest[0]) if rest else None
    if person is None:
        raise NoPersonNamed(word=rest[0] if rest else "")
    if act == REMOVE:
        return Wish(person.group(1), "none")
    if len(rest) < 2 and act == CHANGE:
        raise UnknownRole(word="", nearest="agent")
    return Wish(person.group(1), role_named(rest[1]) if len(rest) > 1 else "agent")


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
