"""The operations channel: what went wrong, what was not lost, what to do now."""

import pytest

from blocks import ids, operations
from blocks.words import REACTION
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.event import Kind
from tests.blocks.reading import dicts, pressed, seen
from tests.blocks.samples import DE, EN

DEAD = operations.dead(5, "card", 1001, "invalid_blocks\n  at /blocks/0", 8, DE)


def test_a_dead_delivery_can_be_retried_or_discarded() -> None:
    assert pressed(DEAD) == {ids.RETRY: "5", ids.DISCARD: "5"}


def test_only_discarding_asks_once_more() -> None:
    asks = {button["action_id"]: "confirm" in button for button in dicts(DEAD.blocks) if "action_id" in button}
    assert asks == {ids.RETRY: False, ids.DISCARD: True}


def test_it_says_what_did_not_come_through_and_why() -> None:
    assert DEAD.text == "Nicht zugestellt: die Karte zu #1001: invalid_blocks at /blocks/0"
    assert "invalid_blocks\n  at /blocks/0" in seen(DEAD)
    assert "Versuche: 8 · Auftrag 5" in seen(DEAD)


def test_it_stands_without_a_ticket_and_without_an_error() -> None:
    assert operations.dead(5, "Etwas", None, "", 1, DE).text == "Nicht zugestellt: Etwas"


@pytest.mark.parametrize("reaction", REACTION)
def test_every_reaction_has_words(reaction: str) -> None:
    assert reaction not in operations.subject(reaction, None, DE).split()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("retried", "Anna has it tried again: the card of #1001 (delivery 5)"),
        ("discarded", "Anna discarded: the card of #1001 (delivery 5)"),
    ],
)
def test_what_was_settled_names_who_and_offers_nothing(outcome: operations.Outcome, said: str) -> None:
    post = operations.settled(5, "card", 1001, outcome, "Anna", EN)
    assert seen(post) == said
    assert pressed(post) == {}


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("not_in_channel", "Invite me there"),
        ("channel_not_found", "Invite me there"),
        ("is_archived", "Unarchive it"),
        ("restricted_action", "See whether the channel still exists"),
    ],
)
def test_a_channel_that_refuses_comes_with_advice_and_a_promise(error: str, advice: str) -> None:
    post = operations.channel_refused("C0TICKETS", error, 12, EN)
    shown = seen(post)
    assert advice in post.text
    assert advice in shown
    assert f"C0TICKETS ({error})" in shown
    assert "Nothing is lost. What waits (12) goes on by itself" in shown


def test_an_admin_reads_what_to_do_and_where_the_cards_are() -> None:
    post = operations.channel_lost("C0TICKETS", "not_in_channel", "C0TIER2", EN)
    assert "Invite me there" in post.text
    assert [part["channel_id"] for part in dicts(post.blocks) if part.get("type") == "channel"] == [
        "C0TICKETS",
        "C0TIER2",
    ]


def test_an_admin_reads_that_cards_wait_where_nothing_takes_them() -> None:
    post = operations.channel_lost("C0TICKETS", "is_archived", "C0TICKETS", EN)
    assert "they wait and then go on by themselves" in seen(post)


def test_the_channel_can_be_clicked_when_its_id_is_one() -> None:
    def named(channel: str) -> list[object]:
        blocks = operations.channel_refused(channel, "is_archived", 1, DE).blocks
        return [part["channel_id"] for part in dicts(blocks) if part.get("type") == "channel"]

    assert named("C0TICKETS") == ["C0TICKETS"]
    assert named("#tickets>") == []


@pytest.mark.parametrize(("number", "said"), [(1001, "what happened to #1001"), (None, "belongs to no ticket")])
def test_what_cannot_be_planned_comes_with_its_reason_and_a_promise(number: int | None, said: str) -> None:
    post = operations.plan_failed(number, "CheckViolationError: odd", EN)
    assert said in post.text
    assert "CheckViolationError: odd" in seen(post)
    assert "Nothing is lost" in seen(post)
    assert pressed(post) == {}


def test_a_digest_counts_and_has_all_deaths_tried_again() -> None:
    post = operations.digest(
        {Kind.DELIVERY_DIED: 40, Kind.CHANNEL_REFUSED: 2, Kind.MAIL_SERVER_REFUSED: 1, Kind.PLAN_FAILED: 5}, DE
    )
    assert "Viele Zustellungen sind auf einmal gescheitert (40)" in post.text
    assert "Ein Kanal oder der Mailserver hat mich immer wieder abgewiesen (3)" in seen(post)
    assert "kann ich nicht verarbeiten (5)" in seen(post)
    assert pressed(post) == {ids.RETRY_ALL: "all"}


def test_a_digest_without_deaths_has_nothing_to_try_again() -> None:
    post = operations.digest({Kind.CHANNEL_REFUSED: 21}, EN)
    assert seen(post).startswith("A channel or the mail server refused me again and again (21)")
    assert pressed(post) == {}


@pytest.mark.parametrize("why", Stuck)
def test_a_lead_reads_how_many_wait_and_why_and_sees_them_with_one_press(why: Stuck) -> None:
    post = operations.stuck(why, 3, EN)
    assert "Tickets that nobody can get right now: 3" in post.text
    assert len({operations.stuck(other, 3, EN).text for other in Stuck}) == len(Stuck)
    assert pressed(post) == {ids.SAY: "list is:open agent:none"}


def test_operations_read_that_assignment_pauses_and_goes_on() -> None:
    held, resumed = (seen(operations.assigning(EN, held=held)) for held in (True, False))
    assert "pauses" in held
    assert "goes on" in resumed
