"""Lists: what they hold is what the filter means, in order, each ticket once, whatever happens meanwhile."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import lists, lists_condition, lists_sql
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_where import where_of
from owona_bot.domain.filter_tree import Facts, Filter, Sort, View
from owona_bot.domain.filters import matches, parse
from owona_bot.domain.list_errors import FilterTimesApart
from owona_bot.domain.page import Cursor, read_cursor
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import DONE, Priority
from tests.database.desk_of_many import Known

pytestmark = pytest.mark.database

ME = View(datetime.now(UTC), ZoneInfo("Europe/Berlin"), AgentId(2))

VALUES = {
    "status": ["new", "wartet", "investigating,waiting", "resolved", "closed,new"],
    "prio": [">=high", "low..normal", "dringend", "low,urgent"],
    "cat": ["bug", "billing,ux", "other"],
    "tag": ["vip", "export,webhook", '"sehr wichtig"', "nirgends"],
    "via": ["web", "mail", "slack"],
    "lang": ["de", "en,fr"],
    "has": ["file"],
    "is": ["open", "done", "unassigned", "snoozed", "merged,unassigned", "open,done"],
    "agent": ["me", "none", "anna", "b", "me,none", "conrad", "niemanden"],
    "requester": ["lena", "@example.org", "m", "bäckerei", "inci", "İnci", "ölmez", "a,b", "nora.schwarz"],
    "created": [">=30d", "2026", "<180d", "2026-03..2026-05", "today", ">=7d,<600d"],
    "updated": [">=10d", "<=2026-06", "woche"],
    "answered": ["never", ">=90d", "never,>=7d"],
    "since": ["14d", "2026-05-01"],
    "sla": ["risk", "überschritten", "ok", "risk,breached", "ok,late"],
    "until": ["30d", "2025-12"],
    "number": ["1042", "1007,1042,99999"],
}

TEXTS = ["login", "rechn", "webhook", "shopify", "dublin", "vorgang", "zertifikat", "e-4012", "1042", "template",
         "#1042", "#1003,1004", "zwiebelkuchen", "kabelsalat", "nirgendwo", "umlaute", "502",
         "\"another browser\"", "\"zwei bis drei\"", "\"gibt es etwas neues?\"", "\"die der das\""]  # fmt: skip


def a_filter(rng: Random) -> str:
    """One to four terms, some of them turned round; times of which nothing can be between are drawn again."""
    while True:
        with suppress(FilterTimesApart):
            parse(text := some_terms(rng))
            return text


def some_terms(rng: Random) -> str:
    terms = []
    for _ in range(rng.choices(range(5), (2, 30, 30, 25, 13))[0]):
        minus = "-" if rng.random() < 0.25 else ""
        field = rng.choice([*VALUES, "", ""])
        terms.append(minus + (f"{field}:{rng.choice(VALUES[field])}" if field else rng.choice(TEXTS)))
    return " ".join([*terms, f"sort:{rng.choice(list(Sort))}"])


async def everything(raw: Raw, asked: Filter, view: View = ME, limit: int = 70) -> list[UUID]:
    """All pages; each cursor goes to a button and comes back."""
    where = await where_of(raw, asked, view, forgiving=False)
    found: list[UUID] = []
    after: Cursor | None = None
    while True:
        page = await lists.page(raw, where, asked.sort, after, limit)
        found += page.tickets
        if page.after is None:
            return found
        after = read_cursor(page.after.write(), asked.sort)
        assert after == page.after


def in_order(sort: Sort, known: Mapping[UUID, Known], tickets: list[UUID]) -> list[UUID]:
    def place(ticket: UUID) -> tuple[object, ...]:
        facts = known[ticket].facts
        match sort:
            case Sort.UPDATED:
                return facts.updated_at, ticket
            case Sort.CREATED | Sort.OLDEST:
                return facts.created_at, ticket
            case Sort.DUE:
                return min(one.due_at for one in facts.promises if one.due_at), ticket
            case Sort.PRIORITY:
                return rank(facts), facts.created_at, ticket

    return sorted(tickets, key=place, reverse=sort in (Sort.UPDATED, Sort.CREATED))


def rank(facts: Facts) -> tuple[bool, int]:
    return facts.status in DONE, -list(Priority).index(facts.priority)


@pytest.mark.parametrize("seed_of_it", range(400))
async def test_a_list_is_what_its_filter_means(many: Database, truth: Mapping[UUID, Known], seed_of_it: int) -> None:
    text = a_filter(Random(seed_of_it))
    asked = parse(text)
    meant = [ticket for ticket, one in truth.items() if matches(asked, one.facts, ME, one.finds)]
    async with many.raw.acquire() as raw:
        assert await everything(raw, asked) == in_order(asked.sort, truth, meant), text
        where = await where_of(raw, asked, ME, forgiving=False)
        assert await lists.count(raw, where, 300) == min(len(meant), 301), text


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a phrase takes as many steps here as in a million tickets."""
    for room in (lists, lists_condition):
        monkeypatch.setattr(room, "PHRASES", 30)
    monkeypatch.setattr(lists_sql, "SOON", 40)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ['"die"', '"another browser"', '"vorgang die" is:done', '"zwei bis" "drei" -"in"'])
async def test_a_phrase_of_common_words_is_found_step_by_step_and_wholly(
    many: Database, truth: Mapping[UUID, Known], text: str, sort: Sort
) -> None:
    asked = parse(f"{text} sort:{sort}")
    meant = [ticket for ticket, one in truth.items() if matches(asked, one.facts, ME, one.finds)]
    async with many.raw.acquire() as raw:
        where = await where_of(raw, asked, ME, forgiving=False)
        assert where.laborious or sort is Sort.DUE  # fewer of them have a deadline
        assert await everything(raw, asked, limit=20) == in_order(sort, truth, meant)
        assert await lists.count(raw, where) <= len(meant)


async def test_a_step_ends_at_a_ticket_that_the_next_one_can_begin_behind(
    many: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By deadline that is no ticket without one, though fewer have one than a step has rows."""
    asked = parse('"die" sort:due')
    async with many.raw.acquire() as raw:
        due = await raw.fetchval("select count(*)::integer from owona_bot.search where due_at is not null")
        for rows in (due - 1, due, due + 1):
            monkeypatch.setattr(lists, "STEP", rows)
            monkeypatch.setattr(lists, "PHRASES", 10**9)
            where = await where_of(raw, asked, ME, forgiving=False)
            page = await lists._step(raw, where, Sort.DUE, None, 10**6)
            assert page.after == (read_cursor(page.after.write(), Sort.DUE) if page.after else None)


async def test_most_filters_fit_some_tickets_and_few_fit_all(truth: Mapping[UUID, Known]) -> None:
    fits = [
        sum(matches(asked, one.facts, ME, one.finds) for one in truth.values())
        for asked in (parse(a_filter(Random(n))) for n in range(400))
    ]
    assert sum(0 < count < len(truth) for count in fits) > 250


async def test_a_cursor_that_is_none_is_refused() -> None:
    moment = datetime.now(UTC)
    cursor = Cursor((moment, UUID(int=5)), "10:12:10,11", moment)
    assert read_cursor(cursor.write(), Sort.UPDATED) == cursor
    assert read_cursor(cursor.write(), Sort.PRIORITY) is None
    for text in ("", "{}", "[]", "[1, 2, 3, 4]", cursor.write().replace("10:12", "10;drop"), '["x"', "null"):
        assert read_cursor(text, Sort.UPDATED) is None
