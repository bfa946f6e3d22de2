"""Who is meant by `@anna`, `me`, `nobody`, a name or the beginning of an address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from owona_bot.domain.filter_tree import Named, Person, Whom
from owona_bot.domain.filter_words import WHO, Words, fold, tidy
from owona_bot.domain.filters import is_named
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, check_holder, may
from owona_bot.domain.team_errors import AmbiguousAgent, NobodyOfTheTeam, NotOnTheTeam
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import AlreadyClaimed
from owona_bot.domain.verbs import Spoken, Verb, after_number
from owona_bot.domain.words import wrong

MENTION = re.compile(r"<@(\w+)(?:\|([^<>]*))?>")

LONGEST = 100
"""Characters of a name that are compared."""

NOT_NAMED = Words(WHO)


@dataclass(frozen=True, slots=True)
class Mention:
    """A Slack user; `label` is the name that Slack gave along, or empty."""

    user: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who shall have it; `verb` is the word that asked.

    `seen` is who had it when a form was opened: an agent's id, 0 for nobody, None without a form.
    """

    whom: Mention | Whom | Named
    verb: str = Verb.ASSIGN
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """Who may be meant: the active agents, and the names of all that ever were, by Slack user."""

    active: Sequence[Agent]
    names: Mapping[str, str]


def wish_in(spoken: Spoken) -> Wish:
    """All that follows the number."""
    word = tidy(after_number(spoken))
    mention = MENTION.fullmatch(word)
    if mention:
        return Wish(Mention(mention[1], mention[2] or ""), spoken.word)
    unnamed = NOT_NAMED.read(word)
    return Wish(Named(word) if unnamed is None else Whom(unnamed), spoken.word)


def holder_of(wish: Wish, agent: Agent, team: Team) -> Agent | None:
    """Whom `agent` means; None for nobody.

    Raises NotOnTheTeam, NobodyOfTheTeam, AmbiguousAgent, WordUnknown, WordMistyped or CannotHold.
    """
    match wish.whom:
        case Whom.NONE:
            return None
        case Whom.ME:
            found = agent
        case Mention() as mention:
            found = mentioned(mention, team)
        case Named(text):
            found = named(text.removeprefix("@"), team, wish.verb)
    check_holder(found)
    return found


def mentioned(mention: Mention, team: Team) -> Agent:
    """Raises NotOnTheTeam, or NobodyOfTheTeam for who has no name here."""
    found = next((agent for agent in team.active if agent.slack_user == mention.user), None)
    if found is not None:
        return found
    name = team.names.get(mention.user) or mention.label
    raise NotOnTheTeam(word=name) if name else NobodyOfTheTeam


def named(word: str, team: Team, verb: str) -> Agent:
    """A whole name or address goes before the beginning of one. Raises AmbiguousAgent, WordUnknown or WordMistyped."""
    wanted = fold(word[:LONGEST])
    found = [agent for agent in team.active if wanted in called(agent)] or [
        agent for agent in team.active if wanted and is_named(wanted, Person(None, agent.name, agent.email))
    ]
    if len(found) > 1:
        raise AmbiguousAgent(word=word, fits=", ".join(agent.name for agent in found))
    if not found:
        names = [agent.name for agent in team.active if may(agent, Act.CLAIM)]
        near = get_close_matches(wanted, [fold(name) for name in names], n=1)
        raise wrong(word, next((name for name in names if fold(name) in near), None), names, verb)
    return found[0]


def called(agent: Agent) -> set[str]:
    """What names exactly this one: the name, the address, the address before its @."""
    return {fold(agent.name), fold(agent.email), fold(agent.email.partition("@")[0])}


def unchanged(ticket: Ticket, wish: Wish) -> None:
    """Raises AlreadyClaimed when somebody has got it since the form was opened."""
    if wish.seen is not None and ticket.agent is not None and ticket.agent.id != wish.seen:
        raise AlreadyClaimed(number=ticket.number, agent=ticket.agent.name)
