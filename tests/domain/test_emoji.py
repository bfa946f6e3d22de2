"""Which emoji act, and how long taking one away undoes it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from owona_bot.domain.emoji import ACTS, DEEDS, Deed, bare, done, in_time
from owona_bot.domain.ticket import Priority, Status
from owona_bot.domain.ticket_errors import AlreadyClaimed, TicketClosed, TicketMerged
from tests.domain.samples import ANNA, BEN, MESSAGE, NOW, a_ticket


@pytest.mark.parametrize("tone", ["", *(f"::skin-tone-{n}" for n in range(2, 7))])
@pytest.mark.parametrize("emoji", DEEDS)
def test_a_skin_tone_changes_nothing(emoji: str, tone: str) -> None:
    assert bare(emoji + tone) == emoji


def test_every_deed_has_its_emoji_and_its_right() -> None:
    assert sorted(DEEDS.values()) == sorted(Deed) == sorted(ACTS)


@pytest.mark.parametrize(("seconds", "undone"), [(0, True), (600, True), (600.000001, False), (86_400, False)])
def test_ten_minutes_are_in_time(seconds: float, undone: bool) -> None:
    assert in_time(NOW, NOW + timedelta(seconds=seconds)) is undone


def test_they_do_what_the_buttons_do() -> None:
    claimed = done(Deed.CLAIM, a_ticket(), ANNA)
    assert (claimed.agent, claimed.status) == (ANNA, Status.INVESTIGATING)
    resolved = done(Deed.RESOLVE, a_ticket(), ANNA)
    assert (resolved.agent, resolved.status) == (ANNA, Status.RESOLVED)
    assert done(Deed.URGENT, a_ticket(), ANNA).priority is Priority.URGENT
    with pytest.raises(AlreadyClaimed):
        done(Deed.CLAIM, a_ticket(agent=BEN), ANNA)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_done_is_not_made_urgent(status: Status) -> None:
    with pytest.raises(TicketClosed):
        done(Deed.URGENT, a_ticket(status), ANNA)


@pytest.mark.parametrize("deed", [Deed.CLAIM, Deed.RESOLVE, Deed.URGENT])
def test_what_goes_on_elsewhere_says_so(deed: Deed) -> None:
    merged = replace(a_ticket(Status.CLOSED), merged_into=MESSAGE)
    with pytest.raises(TicketMerged):
        done(deed, merged, ANNA)
