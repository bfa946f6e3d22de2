"""Who is meant: by mention, by name, by the beginning of an address, without one."""

from dataclasses import replace

import pytest

from owona_bot.domain.assignee import Mention, Team, Wish, holder_of, unchanged, wish_in
from owona_bot.domain.errors import UserError, WordMistyped, WordUnknown
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.team_errors import AmbiguousAgent, NobodyOfTheTeam, NotOnTheTeam
from owona_bot.domain.ticket_errors import AlreadyClaimed, CannotHold
from owona_bot.domain.verbs import said
from tests.domain.samples import ANNA, BEN, a_ticket

ANNE = Agent(AgentId(9), "U0ANNE", "anne.maier@owona.de", "Anne Maier", "de", "agent")
RITA = Agent(AgentId(10), "U0RITA", "rita@owona.de", "Rita", "de", "reader")
TEAM = Team([ANNA, ANNE, BEN, RITA], {"U0OTTO": "Otto", "U0ANNA": "Anna"})


def meant(words: str) -> Agent | None:
    return holder_of(wish_in(said(f"assign 1001 {words}")), BEN, TEAM)


@pytest.mark.parametrize(
    ("words", "agent"),
    [
        ("<@U0ANNA|anna>", ANNA),
        ("<@U0ANNA>", ANNA),
        ("me", BEN),
        ("mir", BEN),
        ("anna", ANNA),
        ("@Anna", ANNA),
        ("anne", ANNE),
        ("Maier", ANNE),
        ("anne.m", ANNE),
        ("ANNE.MAIER@owona.de", ANNE),
        ("Anne  Maier", ANNE),
        ("be", BEN),
        ("niemand", None),
        ("nobody", None),
    ],
)
def test_one_is_meant(words: str, agent: Agent | None) -> None:
    assert meant(words) == agent


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("ann", AmbiguousAgent),
        ("annna", WordMistyped),
        ("zoe", WordUnknown),
        ("@", WordUnknown),
        ("<@U0ANNA|anna> please", WordUnknown),
        ("<@U0OTTO|otto>", NotOnTheTeam),
        ("<@U0GRETA|greta>", NotOnTheTeam),
        ("<@U0GRETA>", NobodyOfTheTeam),
        ("rita", CannotHold),
        ("<@U0RITA>", CannotHold),
        ("x" * 50_000, WordUnknown),
    ],
)
def test_whoever_can_not_have_it_is_refused(words: str, refusal: type[UserError]) -> None:
    with pytest.raises(refusal):
        meant(words)


def test_a_refusal_names_who_was_meant() -> None:
    with pytest.raises(NotOnTheTeam) as former:
        meant("<@U0OTTO>")
    assert former.value.values == {"word": "Otto"}
    with pytest.raises(AmbiguousAgent) as several:
        meant("ann")
    assert several.value.values == {"word": "ann", "fits": "Anna, Anne Maier"}
    with pytest.raises(WordUnknown) as unknown:
        meant("zoe")
    assert unknown.value.values == {"word": "zoe", "fits": "Anna, Anne Maier, Ben", "verb": "assign"}


def test_a_form_loses_to_who_was_quicker() -> None:
    wish = Wish(Mention("U0ANNE"), seen=0)
    unchanged(a_ticket(), wish)
    unchanged(a_ticket(agent=BEN), replace(wish, seen=BEN.id))
    unchanged(a_ticket(agent=BEN), replace(wish, seen=None))
    for seen in (0, ANNE.id):
        with pytest.raises(AlreadyClaimed):
            unchanged(a_ticket(agent=BEN), replace(wish, seen=seen))
