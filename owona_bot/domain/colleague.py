"""Who of the team is meant where a colleague is named: by a mention, a name, or `me`."""

from owona_bot.domain.assignee import LONGEST, MENTION, NOT_NAMED, Mention, Team, called, mentioned
from owona_bot.domain.filter_tree import Named, Person, Whom
from owona_bot.domain.filter_words import fold, tidy
from owona_bot.domain.filters import is_named
from owona_bot.domain.people import Agent
from owona_bot.domain.team_errors import AmbiguousAgent

Whose = Mention | Whom | Named
"""As it was said; `Whom.NONE` is nobody."""


def whose(word: str) -> Whose:
    """Of a word that is not blank."""
    typed = tidy(word)
    mention = MENTION.fullmatch(typed)
    if mention:
        return Mention(mention[1], mention[2] or "")
    unnamed = NOT_NAMED.read(typed)
    return Named(typed.removeprefix("@")) if unnamed is None else Whom(unnamed)


def colleague(whom: Whose, who: Agent, team: Team) -> Agent | None:
    """None for nobody, and for a name that nobody has. Raises NotOnTheTeam, NobodyOfTheTeam or AmbiguousAgent."""
    match whom:
        case Mention():
            return mentioned(whom, team)
        case Whom.ME:
            return who
        case Whom.NONE:
            return None
        case Named(text):
            return called_so(text, team)


def called_so(word: str, team: Team) -> Agent | None:
    """A whole name or address goes before the beginning of one. Raises AmbiguousAgent."""
    wanted = fold(word[:LONGEST])
    found = [agent for agent in team.active if wanted in called(agent)] or [
        agent for agent in team.active if wanted and is_named(wanted, Person(None, agent.name, agent.email))
    ]
    if len(found) > 1:
        raise AmbiguousAgent(word=word, fits=", ".join(agent.name for agent in found))
    return found[0] if found else None
