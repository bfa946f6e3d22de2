"""Filters of every kind, and text of the nastiest."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from owona_bot.domain.due import Promise
from owona_bot.domain.filter_apart import apart
from owona_bot.domain.filter_dates import exists
from owona_bot.domain.filter_fields import CHOICES, PEOPLE, TIMES
from owona_bot.domain.filter_ranges import Compare
from owona_bot.domain.filter_times import Ago, Calendar, Moving, Never, Side, Unit, Within
from owona_bot.domain.filter_tokens import NUMBERS
from owona_bot.domain.filter_tree import (
    Facts,
    Filter,
    Named,
    OneOf,
    People,
    Person,
    Sort,
    Term,
    Text,
    Times,
    View,
    Whom,
)
from owona_bot.domain.filter_words import CATEGORY, CHANNEL, HAS, IS, LANGUAGE, PRIORITY, SLA, STATUS, tag_of, tidy
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Category, Priority, Status

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ANNA = Person(AgentId(7), "Anna Schmidt", "anna@owona.de")
BEN = Person(AgentId(8), "Benedikt Özil", "ben@owona.de")
LENA = Person(None, "Lena Kunde-Maier", "Lena@Example.com")
VIEW = View(NOW, BERLIN, AgentId(7))

FACTS = Facts(
    number=1001,
    status=Status.NEW,
    priority=Priority.HIGH,
    category=Category.BILLING,
    agent=ANNA,
    requester=LENA,
    tags=frozenset({"vip", "größe 19"}),
    channel="mail",
    language="de",
    created_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    updated_at=datetime(2026, 11, 25, 11, 30, tzinfo=UTC),
    answered_at=None,
    has_file=True,
    merged=False,
    snoozed=False,
    promises=(
        Promise("first_response", True, NOW - timedelta(hours=1), NOW + timedelta(hours=1)),
        Promise("resolution", True, NOW + timedelta(hours=1), NOW + timedelta(hours=9)),
    ),
)

characters = st.one_of(
    st.sampled_from("\"“”„-:,.<>=≥%_\\/#@'*();\0\u202e\u200f\u0301\ud800İΣß🎫\u00a0\u2028 \n\ta1"), st.characters()
)
nasty = st.text(characters, max_size=12)
quotable = nasty.map(tidy).filter(bool)
plain = st.text(
    characters.filter(lambda c: not c.isspace() and c not in '"“”„:'), min_size=1, max_size=12
).map(tidy)  # fmt: skip
words = st.one_of(
    plain.filter(lambda word: not word.startswith("-") and not NUMBERS.fullmatch(word)),
    st.sampled_from(["-", "12:30", ":tada:", "https://owona.de/?a=b,c", "a,b", "%_\\", "'or'1'='1'--", "..", ">=x"]),
)
texts = st.one_of(st.builds(Text, quotable, st.just(True)), st.builds(Text, words, st.just(False)))

years = st.integers(1900, 2999)
months, days, hours, minutes = st.integers(1, 12), st.integers(1, 31), st.integers(0, 23), st.integers(0, 59)
calendars = (
    st.one_of(
        st.tuples(years),
        st.tuples(years, months),
        st.tuples(years, months, days),
        st.tuples(years, months, days, hours, minutes),
    )
    .filter(exists)
    .map(Calendar)
)
agos = st.one_of(
    st.builds(Ago, st.integers(0, 100), st.sampled_from(Unit)),
    st.builds(Ago, st.integers(0, 36_600 * 24 * 60), st.just(Unit.MINUTE)),
)
points = st.one_of(calendars, agos, st.sampled_from(Moving))
periods = st.one_of(st.builds(Side, st.sampled_from(Compare), points), st.builds(Within, points, points))

TABLES = {
    "status": STATUS,
    "priority": PRIORITY,
    "category": CATEGORY,
    "channel": CHANNEL,
    "has": HAS,
    "is": IS,
    "sla": SLA,
}
codes = st.one_of(st.sampled_from(sorted(LANGUAGE)), st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=2))
tags = nasty.map(tag_of).filter(bool)
named = st.builds(Named, st.one_of(quotable, st.sampled_from(["me", "ICH", "niemand", "none", "@firma.de"])))


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(values, min_size=1, max_size=6)


choices = st.one_of(
    *(st.builds(OneOf, st.just(field), some(st.sampled_from(list(table)))) for field, table in TABLES.items()),
    st.builds(OneOf, st.just("language"), some(codes)),
    st.builds(OneOf, st.just("tag"), some(tags)),
    st.builds(OneOf, st.just("number"), some(st.integers(0, 10**9 - 1).map(str))),
)
people = st.one_of(
    st.builds(People, st.just("agent"), st.frozensets(st.one_of(named, st.sampled_from(Whom)), min_size=1, max_size=6)),
    st.builds(People, st.just("requester"), st.frozensets(named, min_size=1, max_size=6)),
)
times = st.one_of(
    st.builds(Times, st.sampled_from(["created", "updated"]), st.frozensets(periods, min_size=1, max_size=6)),
    st.builds(Times, st.just("answered"), st.frozensets(st.one_of(periods, st.just(Never())), min_size=1, max_size=6)),
)
terms = st.builds(Term, st.one_of(texts, choices, people, times), st.booleans())
filters = st.builds(
    Filter, st.lists(terms, max_size=8).map(tuple).filter(lambda some: apart(some) is None), st.sampled_from(Sort)
)

typed = st.lists(
    st.one_of(
        nasty,
        st.sampled_from([f"{field}:" for field in (*CHOICES, *PEOPLE, *TIMES, "since", "Sortiert")]),
        st.sampled_from(
            [
                "#1001",
                "#7,#8",
                "neu",
                "HOCH",
                ">=low",
                "low..high",
                "ich",
                "7t",
                "heute",
                "2026-05..",
                "is:offen",
                "none",
            ]
        ),
        st.sampled_from([" ", " ", " ", '"', '""', ",", ", ", "-", " -", "„", "“", ":", "//"]),
    ),
    max_size=14,
).map("".join)
