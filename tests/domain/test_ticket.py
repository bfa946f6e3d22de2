"""Who may take a ticket, give it away or back, end it, take it up again; what is said of it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from owona_bot.domain.ticket import (
    DONE,
    Category,
    Priority,
    Status,
    Ticket,
    assign,
    claim,
    close,
    release,
    reopen,
    resolve,
    set_category,
    set_priority,
    set_status,
)
from owona_bot.domain.ticket_errors import AlreadyClaimed, NobodyHolds, NotDone, TicketClosed, TicketMerged
from tests.domain.samples import ANNA, BEN, a_ticket

OPEN = [status for status in Status if status not in DONE]


@pytest.mark.parametrize("status", OPEN)
def test_an_open_ticket_goes_to_who_claims_it(status: Status) -> None:
    assert claim(a_ticket(status), BEN).agent == BEN


def test_work_on_a_new_ticket_has_begun_with_its_claim() -> None:
    assert claim(a_ticket(), BEN).status is Status.INVESTIGATING
    assert claim(a_ticket(Status.WAITING_CUSTOMER), BEN).status is Status.WAITING_CUSTOMER


def test_a_claimed_ticket_stays_with_its_agent() -> None:
    with pytest.raises(AlreadyClaimed) as caught:
        claim(a_ticket(agent=ANNA), BEN)
    assert caught.value.values == {"number": 1001, "agent": "Anna"}


def test_claiming_ones_own_again_changes_nothing() -> None:
    mine = a_ticket(Status.INVESTIGATING, BEN)
    assert claim(mine, BEN) == mine
    renamed = replace(BEN, name="Benjamin")
    assert claim(mine, renamed).agent == renamed


@pytest.mark.parametrize("status", sorted(DONE))
def test_a_done_ticket_is_not_claimed_or_released(status: Status) -> None:
    for act in (claim, lambda ticket, _: release(ticket)):
        with pytest.raises(TicketClosed):
            act(a_ticket(status, BEN), BEN)


def test_who_holds_a_ticket_gives_it_back_and_its_status_stays() -> None:
    assert release(a_ticket(Status.WAITING_CUSTOMER, BEN)) == a_ticket(Status.WAITING_CUSTOMER)


def test_what_nobody_holds_is_not_released() -> None:
    with pytest.raises(NobodyHolds):
        release(a_ticket())


@pytest.mark.parametrize("status", OPEN)
def test_an_unclaimed_ticket_becomes_the_solvers(status: Status) -> None:
    assert resolve(a_ticket(status), BEN) == a_ticket(Status.RESOLVED, BEN)


def test_a_held_ticket_stays_with_its_holder_when_another_solves_it() -> None:
    assert resolve(a_ticket(agent=ANNA), BEN) == a_ticket(Status.RESOLVED, ANNA)


def test_resolving_twice_changes_nothing_and_a_closed_ticket_stays_closed() -> None:
    solved = a_ticket(Status.RESOLVED, ANNA)
    assert resolve(solved, BEN) == solved
    with pytest.raises(TicketClosed):
        resolve(a_ticket(Status.CLOSED), BEN)


@pytest.mark.parametrize("status", OPEN)
def test_an_open_ticket_goes_to_whom_it_is_given_whoever_has_it(status: Status) -> None:
    begun = Status.INVESTIGATING if status is Status.NEW else status
    for held in (None, ANNA, BEN):
        assert assign(a_ticket(status, held), BEN) == a_ticket(begun, BEN)


def test_given_to_nobody_it_is_released() -> None:
    assert assign(a_ticket(Status.WAITING_CUSTOMER, ANNA), None) == a_ticket(Status.WAITING_CUSTOMER)
    with pytest.raises(NobodyHolds):
        assign(a_ticket(), None)


@pytest.mark.parametrize("status", sorted(DONE))
def test_what_is_done_is_given_to_nobody_and_presses_nobody(status: Status) -> None:
    with pytest.raises(TicketClosed):
        assign(a_ticket(status), BEN)
    with pytest.raises(TicketClosed):
        set_priority(a_ticket(status), Priority.HIGH)


@pytest.mark.parametrize("status", list(Status))
def test_closing_ends_it_and_leaves_it_with_whom_it_was(status: Status) -> None:
    for held in (None, ANNA):
        assert close(a_ticket(status, held)) == a_ticket(Status.CLOSED, held)


def test_what_is_done_is_taken_up_again_and_what_is_open_is_not() -> None:
    for status in DONE:
        assert reopen(a_ticket(status, ANNA)) == a_ticket(Status.INVESTIGATING, ANNA)
    for status in OPEN:
        with pytest.raises(NotDone):
            reopen(a_ticket(status))


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_what_is_said(status: Status) -> None:
    for said in (*OPEN, Status.CLOSED):
        assert set_status(a_ticket(status), said, BEN) == a_ticket(said)


def test_saying_resolved_resolves() -> None:
    for status in OPEN:
        assert set_status(a_ticket(status), Status.RESOLVED, BEN) == resolve(a_ticket(status), BEN)
    with pytest.raises(TicketClosed):
        set_status(a_ticket(Status.CLOSED), Status.RESOLVED, BEN)


def test_priority_and_category_change_alone() -> None:
    assert set_priority(a_ticket(), Priority.URGENT) == replace(a_ticket(), priority=Priority.URGENT)
    for status in Status:
        ticket = a_ticket(status)
        assert set_category(ticket, Category.UX) == replace(ticket, category=Category.UX)


ACTS: list[Callable[[Ticket], Ticket]] = [
    lambda ticket: claim(ticket, BEN),
    release,
    lambda ticket: resolve(ticket, BEN),
    lambda ticket: assign(ticket, BEN),
    lambda ticket: assign(ticket, None),
    close,
    reopen,
    lambda ticket: set_status(ticket, Status.NEW, BEN),
    lambda ticket: set_status(ticket, Status.RESOLVED, BEN),
    lambda ticket: set_priority(ticket, Priority.LOW),
    lambda ticket: set_category(ticket, Category.UX),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", list(Status))
def test_what_goes_on_in_another_ticket_is_left_alone(act: Callable[[Ticket], Ticket], status: Status) -> None:
    with pytest.raises(TicketMerged):
        act(replace(a_ticket(status, ANNA), merged_into=UUID(int=9)))


@pytest.mark.parametrize("ticket", [a_ticket(status, agent) for status in Status for agent in (None, ANNA, BEN)])
def test_no_act_touches_what_it_is_not_about(ticket: Ticket) -> None:
    for act in (claim, lambda held, _: release(held), resolve):
        try:
            after = act(ticket, BEN)
        except (AlreadyClaimed, NobodyHolds, TicketClosed):
            continue
        assert replace(after, status=ticket.status, agent=ticket.agent) == ticket


@pytest.mark.parametrize("text", ["whatever", "", None, "BUG"])
def test_an_unknown_category_is_read_as_other(text: str | None) -> None:
    assert Category.read(text) is Category.OTHER
