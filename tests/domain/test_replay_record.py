"""Who had a ticket, from when until when, and what there was to do meanwhile, from its events."""

from datetime import timedelta

from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_record import Happened, Now, Recorded, Standing, recorded
from tests.domain.replays import ANNA, BEGIN, BEN, STEP, a_ticket


def changed(step: int, **pairs: list[object]) -> Happened:
    """`status=["new", "resolved"]`."""
    return Happened(BEGIN + step * STEP, "ticket.changed", pairs)


def happened(step: int, kind: str) -> Happened:
    return Happened(BEGIN + step * STEP, kind, {})


def of(
    *events: Happened, status: str = "investigating", holder: AgentId | None = None, silent: bool = False
) -> Recorded:
    """Of a ticket that is like this now, and was touched 40 steps after it came."""
    now = Now(status, "high", holder, BEGIN + 40 * STEP, silent)
    return recorded(a_ticket(), now, events)


def when(ticket: Recorded) -> tuple[int | None, int | None]:
    """Had and ended, in steps."""
    had, ended = (None if at is None else (at - BEGIN) // STEP for at in (ticket.had_at, ticket.ended_at))
    return had, ended


def stages(ticket: Recorded) -> list[tuple[int, Standing]]:
    """In steps since it was had."""
    return [(stage.after // STEP, stage.standing) for stage in ticket.stages]


def test_it_is_somebodys_from_the_first_who_had_it_until_it_is_done() -> None:
    found = of(
        changed(2, agent=[None, ANNA]),
        changed(5, agent=[ANNA, BEN]),
        changed(9, status=["investigating", "resolved"]),
        status="resolved",
        holder=BEN,
    )
    assert (when(found), found.holder, found.known) == ((2, 9), BEN, True)
    assert (found.waited, found.worked) == (2 * STEP, 7 * STEP)


def test_one_that_was_let_go_ended_when_the_last_let_go() -> None:
    found = of(
        changed(2, agent=[None, ANNA]),
        changed(4, agent=[ANNA, None]),
        changed(6, agent=[None, BEN]),
        changed(8, agent=[BEN, None]),
        changed(11, status=["investigating", "closed"]),
        status="closed",
    )
    assert (when(found), found.holder) == ((2, 8), BEN)
    assert stages(found)[:2] == [(2, Standing.RESTING), (4, Standing.WORK)]


def test_one_that_somebody_still_has_has_no_end() -> None:
    found = of(changed(2, agent=[None, ANNA]), holder=ANNA)
    assert (when(found), found.worked) == ((2, None), None)


def test_one_that_came_back_is_over_only_when_it_was_done_for_good() -> None:
    found = of(
        changed(1, agent=[None, ANNA], status=["new", "investigating"]),
        changed(3, status=["investigating", "resolved"]),
        changed(7, status=["resolved", "investigating"]),
        changed(9, status=["investigating", "resolved"]),
        changed(20, status=["resolved", "closed"]),
        status="closed",
        holder=ANNA,
    )
    assert when(found) == (1, 9)
    assert stages(found)[:2] == [(2, Standing.RESTING), (6, Standing.WORK)]


def test_waiting_for_the_customer_and_sleep_are_stages() -> None:
    found = of(
        changed(1, agent=[None, ANNA], status=["new", "investigating"]),
        changed(2, status=["investigating", "waiting_customer"]),
        happened(4, "ticket.snoozed"),
        happened(6, "ticket.woken"),
        changed(8, status=["waiting_customer", "investigating"]),
        holder=ANNA,
    )
    assert stages(found) == [(1, Standing.WAITING), (3, Standing.RESTING), (5, Standing.WAITING), (7, Standing.WORK)]


def test_merged_it_is_over_unless_it_was_parted_again() -> None:
    merged = [changed(1, agent=[None, ANNA]), happened(5, "ticket.merged")]
    assert when(of(*merged, holder=ANNA)) == (1, 5)
    assert when(of(*merged, happened(6, "ticket.unmerged"), holder=ANNA)) == (1, None)


def test_one_that_nobody_had_is_over_when_it_was_done() -> None:
    found = of(changed(5, status=["new", "closed"]), status="closed")
    assert (when(found), found.holder, found.waited) == ((None, 5), None, None)
    assert when(of()) == (None, None)


def test_its_priority_is_the_one_it_came_with() -> None:
    assert of(changed(3, priority=["low", "normal"]), changed(4, priority=["normal", "high"])).priority == "low"
    assert of().priority == "high"


def test_of_old_news_nothing_tells_when_somebody_had_it_first() -> None:
    old = of(status="resolved", holder=ANNA, silent=True)
    assert (when(old), old.known, old.waited, old.worked) == ((0, 40), False, None, 40 * STEP)
    told = of(changed(3, agent=[None, ANNA]), holder=ANNA, silent=True)
    assert (told.known, told.waited) == (True, 3 * STEP)
    made_for = of(holder=ANNA)
    assert (made_for.known, made_for.waited) == (True, timedelta(0))


def test_what_no_event_tells_yet_began_with_the_last_change() -> None:
    assert when(of(changed(2, agent=[None, ANNA]), status="resolved", holder=ANNA)) == (2, 40)


def test_stages_say_only_what_differs() -> None:
    found = of(changed(1, agent=[None, ANNA]), changed(3, agent=[ANNA, BEN]), changed(4, priority=["low", "high"]))
    assert found.stages == ()
