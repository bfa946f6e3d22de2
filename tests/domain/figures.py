"""The figures of a desk, with a name or an address wherever one may stand."""

from datetime import UTC, date, datetime, timedelta

from owona_bot.domain.metrics import (
    Day,
    Dimension,
    Figures,
    Group,
    Known,
    Load,
    Mail,
    Pair,
    Portal,
    PortalDay,
    Promises,
    Risk,
    Spread,
    Stock,
    Suggestion,
)
from owona_bot.domain.metrics_period import Period

START = datetime(2026, 11, 18, 23, tzinfo=UTC)

NOW = START + timedelta(days=6, hours=14, minutes=30)

ANSWERED, ENDED = Spread(40, 62.5, 300.0, 90.1), Spread(38, 7.5, 30.25, 11.0)

PORTAL_ANSWERED, PORTAL_ENDED = Spread(44, 0.1, 0.3, 0.2), Spread(5, 20.0, 40.0, 23.5)


def some_figures(text: str = "Anna", *, agents: int = 3, start: datetime = START, busy: bool = True) -> Figures:
    """A week of them; `busy` False: nothing happened in it."""
    some = 1 if busy else 0
    days = tuple(a_day(start + timedelta(days=n), n * some, some) for n in range(7))
    return Figures(
        period=Period(start, start + (NOW - START)),
        zone="Europe/Berlin",
        as_of=NOW,
        filter="",
        stock=Stock(
            total=1_200,
            open=91,
            by_status={"new": 10, "investigating": 60, "waiting_customer": 21, "resolved": 900, "closed": 209},
            by_priority={"urgent": 4, "high": 12, "normal": 60, "low": 15},
            unassigned=7,
            oldest_unassigned=480.5,
            snoozed=2,
            breached=Pair(81, 12),
        ),
        days=days,
        created=sum(day.created for day in days),
        resolved=Pair(sum(n + 1 for n in range(7)) * some, sum(range(7)) * some),
        reopened=7 * some,
        merged=0,
        escalated=Pair(9 * some, 2 * some),
        first_response=ANSWERED if busy else Spread(),
        portal_first_response=PORTAL_ANSWERED if busy else Spread(),
        resolution=ENDED if busy else Spread(),
        portal_resolution=PORTAL_ENDED if busy else Spread(),
        promises=(Promises("first_response", 30 * some, 2 * some), Promises("resolution", 0, 0)),
        groups={
            Dimension.AGENT: (a_group("", ""), *(a_group(f"{n}{text}@x.de", text) for n in range(agents))),
            Dimension.CATEGORY: (a_group("bug", ""), a_group("other", "")),
            Dimension.CUSTOMER: (a_group(f"{text}@example.com", ""),),
        },
        hours=tuple(tuple((hour == 12) * weekday for hour in range(24)) for weekday in range(7)),
        mail=Mail(120, 98, 2, 1, 1),
        portal=Portal(
            *(100, 59, 33, 22, 41, 3, 49),
            resolution=12.25,
            first_response=0.1,
            human_first_response=63.0,
            backlog=(PortalDay(date(2026, 11, 24), 50, 3, 2, 40), PortalDay(date(2026, 11, 25), 51, 4, 3, 41)),
            risk=(Risk("urgent", 4, 3, 50.5),),
            load=(Load(text, 3, 1), Load("unassigned", 2, 0)),
            knowledge=(Known("k1", text, 4),),
            suggestions=(Suggestion(1001, "supabase-analyst", ("supabase",), 2),),
        ),
    )


def a_day(start: datetime, count: int, some: int) -> Day:
    return Day(start, start.date(), count, Pair(count + some, count), some, 0, Pair(95, 91), Pair(80, 12))


def a_group(key: str, name: str) -> Group:
    return Group(key, name, 5, 4, 1, 9, ANSWERED, ENDED, 3, 1)
