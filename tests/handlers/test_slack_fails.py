"""Slack fails in every way it knows: one card, each line once and in order, by itself."""

import pytest

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, said

pytestmark = pytest.mark.database

FAILURES = ["ratelimited", "server_error", "server_error_after", "drop", "hang"]
"""Asked to wait; failed before and after accepting; accepted and broke off; not a word."""


@pytest.mark.parametrize("kind", FAILURES)
async def test_a_card_that_slack_fails_to_take_stands_once(desk: Scene, kind: str) -> None:
    await desk.slack.fault("chat.postMessage", kind, times=1, seconds=6)
    ticket = await desk.asked(settled=False, acknowledge=True)
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    await desk.card_says(ticket, "In Analyse", "Hoch")
    assert len(await desk.lines(ticket)) == 3


@pytest.mark.parametrize("kind", FAILURES)
async def test_lines_that_slack_fails_to_take_stand_once_and_in_order(desk: Scene, kind: str) -> None:
    ticket = await desk.asked()
    await desk.slack.fault("chat.postMessage", kind, times=2, seconds=6)
    words = [f"Nachricht {n}" for n in range(4)]
    for word in words:
        await desk.site.say(ticket.id, "customer", "Lena", word, {})
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    lines = await desk.lines(ticket)
    assert [next(word for word in words if word in line) for line in lines[1:]] == words


@pytest.mark.parametrize("kind", FAILURES)
async def test_a_redraw_that_slack_fails_to_take_is_drawn_again(desk: Scene, kind: str) -> None:
    ticket = await desk.asked()
    await desk.slack.fault("chat.update", kind, times=1, seconds=6)
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await desk.card_says(ticket, "bei Anna")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_a_look_back_that_fails_is_taken_again(desk: Scene, method: str) -> None:
    """Nothing is posted on the mere chance that it does not stand yet."""
    ticket = None if method == "conversations.history" else await desk.asked()
    await desk.slack.fault("chat.postMessage", "drop", times=1)
    await desk.slack.fault(method, "server_error", times=1)
    if ticket is None:
        ticket = await desk.asked(settled=False)
    else:
        await desk.site.say(ticket.id, "customer", "Lena", "Noch etwas", {})
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


async def test_a_card_that_somebody_deleted_is_posted_anew_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.delete_card(ticket)
    for line in (f"/ticket nimm {ticket.number}", f"/ticket frei {ticket.number}", f"/ticket nimm {ticket.number}"):
        await desk.says("anna", line)
        await desk.settled(ticket)
    assert len(await desk.posts(ticket)) == 1
    await desk.card_says(ticket, "bei Anna")


async def test_a_slow_response_url_slows_no_answer(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.fault("response_url", "hang", times=1, seconds=10)
    answer = await desk.presses("greta", ticket, "Gelöst")
    assert answer.acked
    assert answer.seconds < 3


async def test_while_one_channel_fails_answers_come(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.fault("chat.postMessage", "ratelimited", times=1, retry_after=2)
    await desk.site.say(ticket.id, "customer", "Lena", "Noch etwas", {})
    assert "is yours now" in said(await desk.says("ben", f"/ticket claim {ticket.number}"))
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize("refusal", ["is_archived", "not_in_channel"])
async def test_a_channel_that_refuses_us_is_told_once_and_goes_on_by_itself(desk: Scene, refusal: str) -> None:
    """The card of a ticket that is done stays; those of open ones move (test_fallback)."""
    before = [m["ts"] for m in await desk.slack.messages(desk.operations)]
    close, open_ = {
        "is_archived": (desk.slack.archive, desk.slack.unarchive),
        "not_in_channel": (desk.slack.kick, desk.slack.invite),
    }[refusal]
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket resolve {ticket.number}")
    await desk.settled(ticket)
    await close(desk.tickets)
    try:
        await desk.site.say(ticket.id, "customer", "Lena", "Hört mich jemand?", {})
        alarm = await desk.alarm(refusal, but=before)
        assert alarm["active_mentions"] == []
        told = {refusal, "is_inactive"}  # what a change of the card is told in an archived channel
        refused = len([one for one in await desk.slack.refusals() if one["error"] in told])

        async def tried_again() -> bool:
            return len([one for one in await desk.slack.refusals() if one["error"] in told]) >= refused + 2

        await until(tried_again, "it is tried again")
    finally:
        await open_(desk.tickets)
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    await desk.line_says(ticket, "Hört mich jemand?")
    fresh = [m["ts"] for m in await desk.slack.messages(desk.operations) if m["ts"] not in before]
    assert fresh == [alarm["ts"]]
