"""Homes to draw: every tab, filters that can be read and that can't, strangers."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from blocks import home
from blocks.parts import View
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.assignment import Absent
from owona_bot.domain.clock import Translate
from owona_bot.domain.due import DAYS, Outlook
from owona_bot.domain.fairness import Tally
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import Place, Snippet, snippet
from owona_bot.domain.home import ASKS, Change, Home, Reception, Tab, Wish
from owona_bot.domain.list_errors import FilterValueUnknown
from owona_bot.domain.listing import AT_ONCE, Line, SavedView, Sheet
from owona_bot.domain.people import Agent
from owona_bot.domain.sla import Metric
from owona_bot.domain.team import Colleague, Seat
from owona_bot.domain.ticket import Requester, Ticket
from tests.blocks.samples import ANNA, NOW, a_ticket

WORKSPACE = "https://owona.slack.com/"
CARD = ("C0TICKETS", "1764072000.000100")
COUNTS = {Tab.MINE: 1, Tab.UNASSIGNED: 1_001, Tab.WAITING: 0, Tab.CHANGED: 2, Tab.TEAM: 2}


def a_colleague(name: str = "Anna", *, there: bool = True) -> Colleague:
    return Colleague(ANNA.id, ANNA.slack_user, name, "agent", None, there, None, 3)


def a_seat(name: str = "Anna", *, there: bool = True, cap: int | None = 5) -> Seat:
    return Seat(a_colleague(name, there=there), 3, cap, None if there else Absent.AWAY)


def a_wish(tab: Tab = Tab.MINE, filter_: str = "", page: int = 1) -> Wish:
    return Wish(tab, filter_, page, None, None, 4, 4, 9)


def a_home(wish: Wish, agent: Agent = ANNA, **more: object) -> Home:
    """Anna's, with nothing in it; `more` are fields of a Home."""
    return replace(Home(agent, a_colleague(), wish, COUNTS, ()), **more)  # type: ignore[arg-type]  # any of its fields


def a_sheet(*tickets: Ticket, asked: str = ASKS[Tab.MINE], found: Snippet | None = None) -> Sheet:
    return Sheet(parse(asked), [Line(ticket, CARD, found) for ticket in tickets], len(tickets), None)


def drawn(page: Home, t: Translate) -> View:
    return home.home(home.blocks(page, WORKSPACE, NOW, t), NOW, t)


def homes(text: str, t: Translate) -> Iterator[View]:
    """All there are, with `text` wherever something comes from outside, and as long as they get."""
    agent = replace(ANNA, name=text)
    ticket = a_ticket(title=text, requester=Requester(text, text))
    many = [replace(ticket, agent=agent if n % 2 else None, number=n, id=UUID(int=n)) for n in range(AT_ONCE)]
    views = [SavedView(n, text or "x", text, n % 2 == 0) for n in range(100)]
    late = Deadline(Metric.NEXT_RESPONSE, NOW, Tone.LATE)
    coming = [Line(one, CARD if n % 2 else None, None, NOW, late) for n, one in enumerate(many)]
    broken = Outlook(1_001, 1_001, 1, (999_999,) * DAYS)
    plain = a_home(a_wish(page=3), agent, views=views, next="x", me=a_colleague(text, there=False))
    full = replace(plain, outlook=broken, coming=coming)
    found = snippet(Place.MESSAGE, text, [text[:3]])
    strange = replace(
        a_sheet(*many, asked="vip", found=found),
        total=1_001,
        strangers=[text] * 50,
        instead={f"{n}{text}": [text] * 9 for n in range(9)},
    )
    fault = FilterValueUnknown(field=text, word=text, position=1, fits=text)
    yield drawn(replace(full, wish=a_wish(Tab.MINE, text or "vip", 3), sheet=strange), t)
    yield drawn(replace(full, wish=a_wish(Tab.WAITING, text or ":", 3), sheet=strange, fault=fault), t)
    yield drawn(
        replace(
            full,
            wish=a_wish(Tab.TEAM),
            team=[a_seat(text)] * 200,
            tallies=[Tally(ANNA.id, text, 3, 4, 2, 1, 99_999)] * 200,
        ),
        t,
    )
    changes = [Change(Line(one, None, None), text, n % 2 == 0, NOW) for n, one in enumerate(many)]
    yield drawn(replace(full, wish=a_wish(Tab.CHANGED), changes=changes), t)
    for tab in Tab:
        yield drawn(a_home(a_wish(tab), sheet=a_sheet() if tab in ASKS else None, team=[a_seat()]), t)
    yield home.home(home.reception(Reception(["U0BEN"] * 5), t), NOW, t)
    yield home.home(home.reception(Reception([]), t), NOW, t)
