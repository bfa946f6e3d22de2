"""Who may take a ticket, give it back, end it."""

from dataclasses import replace

import pytest

from owona_bot.domain.errors import AlreadyClaimed, NobodyHolds, TicketClosed
from owona_bot.domain.ticket import DONE, Category, Status, Ticket, claim, release, resolve
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
