"""Teams, tickets and rules for whose turn it is: small numbers, so that much is alike."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from owona_bot.domain.assignment import Absent, Facts, Mode, Rule, Wanted, Worker
from owona_bot.domain.people import AgentId

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
"""A Wednesday, 13:00 in Berlin."""

ANNA, BEN, CARLA = AgentId(1), AgentId(2), AgentId(3)

SKILLS, LANGUAGES = ("billing", "api"), ("de", "en")


def a_worker(
    agent: AgentId = ANNA,
    *,
    held: tuple[int, int] = (0, 0),
    cap: int = 5,
    can: frozenset[str] = frozenset(),
    absent: Absent | None = None,
    substitute: AgentId | None = None,
    idle: int | None = None,
) -> Worker:
    """`held` are tickets and points, `idle` minutes since they were given one."""
    since = None if idle is None else NOW - timedelta(minutes=idle)
    languages = can & frozenset(LANGUAGES)
    return Worker(agent, can - languages, languages, cap, *held, absent, substitute, since)


def a_wish(
    *,
    language: str | None = None,
    last: AgentId | None = None,
    released_by: AgentId | None = None,
    waited: int = 0,
    priority: str = "normal",
) -> Wanted:
    """A bug; `waited` in minutes."""
    since = NOW - timedelta(minutes=waited)
    return Wanted(UUID(int=9), 1009, priority, "bug", language, "C0BUGS", since, last, released_by)


def facts_of(*workers: Worker, rule: Rule | None = None, wanted: Wanted | None = None) -> Facts:
    """By load."""
    return Facts(wanted or a_wish(), workers, rule or Rule("r", Mode.LOAD), NOW)


moments = st.integers(0, 90).map(lambda minutes: NOW - timedelta(minutes=minutes))

agents = st.integers(1, 8).map(AgentId)


def some_of(words: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """A part of them."""
    return st.frozensets(st.sampled_from(words), max_size=len(words))


workers = st.builds(
    Worker,
    agents,
    some_of(SKILLS),
    some_of(LANGUAGES),
    cap=st.integers(0, 4),
    open=st.integers(0, 5),
    load=st.integers(0, 3).map(lambda points: points * 50),
    absent=st.one_of(st.none(), st.none(), st.sampled_from(Absent)),
    substitute=st.one_of(st.none(), agents),
    idle_since=st.one_of(st.none(), moments),
)

teams = st.lists(workers, max_size=8, unique_by=lambda worker: worker.agent).map(tuple)

rules = st.builds(
    Rule,
    st.just("r"),
    st.sampled_from(Mode),
    skills=some_of(SKILLS),
    relax_after=st.one_of(st.none(), st.integers(1, 60).map(lambda minutes: timedelta(minutes=minutes))),
    relax_language=st.booleans(),
    returning=st.booleans(),
    languages=st.one_of(st.none(), some_of(LANGUAGES)),
    channels=st.one_of(st.none(), st.just(frozenset({"C0BUGS"}))),
)

wishes = st.builds(
    Wanted,
    st.uuids(),
    st.integers(1001, 9999),
    st.sampled_from(("low", "normal", "high", "urgent", "strange")),
    st.sampled_from(("bug", "ux")),
    st.one_of(st.none(), st.sampled_from((*LANGUAGES, "fr"))),
    st.just("C0BUGS"),
    moments,
    st.one_of(st.none(), agents),
    st.one_of(st.none(), agents),
)

all_facts = st.builds(Facts, wishes, teams, rules, st.just(NOW))
