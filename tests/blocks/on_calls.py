"""Who is on call, as full as it gets."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from blocks import on_call, rota, swap
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate
from owona_bot.domain.on_call import Gap, Lack, Length, Rota, Shift
from owona_bot.domain.on_call_board import HAND_OVERS, Board, Watch
from owona_bot.domain.people import ROLES, Agent, AgentId
from owona_bot.domain.rota import MOST, Newest, Opening, Preview, Wanted
from owona_bot.domain.swap import Choice, State, Swap

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ZONE = ZoneInfo("America/Argentina/ComodRivadavia")

ME, OTHER, UNKNOWN = AgentId(1), AgentId(2), AgentId(3)

CROWD = 120


def an_agent(text: str, id_: AgentId = ME) -> Agent:
    return Agent(id_, f"U{id_}", f"agent{id_}@owona.de", text, "de", "admin")


def a_rota(length: Length = Length.WEEK) -> Rota:
    return Rota(1, (ME, OTHER, UNKNOWN) * (MOST // 3), length, 6, time(9), ZONE, NOW - WEEK)


def some_shifts(count: int) -> list[Shift]:
    people = (ME, OTHER, UNKNOWN, None)
    return [Shift(people[n % 4], NOW + n * WEEK, NOW + (n + 1) * WEEK, by_hand=n % 2 == 0) for n in range(count)]


def some_gaps() -> list[Gap]:
    return [Gap(lack, None if lack is Lack.NOBODY else OTHER, NOW, NOW + WEEK) for lack in Lack] * 9


def a_swap(state: State = State.ASKED, asker: AgentId = ME) -> Swap:
    return Swap(2**62, asker, OTHER if asker == ME else ME, NOW + WEEK, NOW + 2 * WEEK, state)


def boards(text: str) -> Iterator[Board]:
    """Of a full rota, and of none."""
    names = {ME: text, OTHER: text}
    first, *after = some_shifts(HAND_OVERS + 1)
    swaps = [a_swap(), a_swap(asker=OTHER)] * 4
    full = a_rota(), a_rota(Length.DAY)
    for now, lasts in ((first, False), (first, True), (Shift(None, NOW, NOW + WEEK), False)):
        yield Board(now, lasts, after, some_gaps(), after[-1], *full, swaps, names)
    yield Board(Shift(None, NOW, NOW + WEEK), True, [], [], None, None, None, [], {})
    yield Board(Shift(None, NOW, NOW + WEEK), True, [], [], None, full[0], None, [], {})


def posts(text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    for role in ROLES:
        who = Agent(ME, "U1", "agent1@owona.de", text, "de", role)
        yield from (on_call.shown(board, who, NOW, t) for board in boards(text))
    for state in State:
        yield swap.asked(a_swap(state), text, NOW, t)
    for state in (State.ACCEPTED, State.DECLINED):
        yield swap.answered(a_swap(state), text, NOW, t)
    yield swap.settled(a_swap(State.WITHDRAWN), t)
    for holder, until, escalated in ((an_agent(text, OTHER), NOW + WEEK, range(2**31 - 9, 2**31)), (None, None, [])):
        found = Watch(Shift(ME, NOW - WEEK, NOW + WEEK), an_agent(text), holder, until, list(escalated))
        yield on_call.began(found, NOW, t)
        yield on_call.began(found, NOW - WEEK, t)
        yield on_call.ended(found, t)


def forms(text: str, t: Translate) -> Iterator[View]:
    """With `text` wherever something comes from outside."""
    crowd = [an_agent(text, AgentId(n)) for n in range(1, CROWD)]
    newest = Newest(a_rota(), text, NOW)
    for opening in (Opening(None, []), Opening(newest, crowd), Opening(newest, crowd[:1])):
        yield rota.form(opening, ZONE.key, t)
        yield rota.cover_form(opening, t)
    wanted = Wanted(a_rota().turns, Length.WEEK, 6, time(9), ZONE, NOW + WEEK)
    names = {ME: text, OTHER: text}
    yield rota.preview(Preview(wanted, some_shifts(6), some_gaps(), newest, 2**62, names), NOW, t)
    yield rota.preview(Preview(wanted, some_shifts(1), [], None, 0, names), NOW, t)
    yield swap.form(Choice(some_shifts(CROWD), crowd), NOW, t)
