"""Who must hear of what: the design's table, row by row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from owona_bot.domain.delivery import Pace, Planned, Reaction, lane_of
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan import plan
from owona_bot.domain.plan_general import news
from owona_bot.domain.plan_priorities import ALARM, LINE, NEW
from tests.domain.samples import MESSAGE, NOW, PLACES, TICKET, a_message, a_status, a_story, an_event, facts


def planned(
    *events: Event, messages: dict[UUID, MessageFacts] | None = None, card: str | None = "C0TICKETS"
) -> list[Planned]:
    """What Slack's channels shall show; letters and notices to one person have tables of their own."""
    everything = plan(a_story(*events, messages=messages, card=card), PLACES)
    return [one for one in everything if one.reaction not in (Reaction.LETTER, Reaction.READ_MAIL, Reaction.NOTICE)]


def seen(deliveries: list[Planned]) -> list[tuple[str, object, str | None]]:
    """Reaction, what it shows, why not."""
    return [(one.reaction.value, one.payload.get("shows"), one.suppressed) for one in deliveries]


def test_a_new_ticket_gets_its_card_and_then_its_description() -> None:
    assert seen(planned(an_event(Kind.TICKET_CREATED), card=None)) == [
        ("card", None, None),
        ("thread", "description", None),
    ]


def test_a_new_card_is_a_post_and_more_urgent_than_a_redraw() -> None:
    new = planned(an_event(Kind.TICKET_CREATED), card=None)[0]
    redraw = planned(a_status(["new", "closed"]))[0]
    assert (new.lane, redraw.lane) == ("slack.post:C0TICKETS", "slack.update")
    assert new.priority < redraw.priority


@pytest.mark.parametrize("what", ["status", "priority", "agent", "category"])
def test_a_change_that_matters_redraws_and_is_told(what: str) -> None:
    assert seen(planned(an_event(Kind.TICKET_CHANGED, payload={what: [None, 1]}))) == [
        ("card", None, None),
        ("thread", "change", None),
    ]


@pytest.mark.parametrize("what", ["title", "description"])
def test_other_words_redraw_without_a_line(what: str) -> None:
    assert seen(planned(an_event(Kind.TICKET_CHANGED, payload={what: True}))) == [("card", None, None)]


def test_new_tags_redraw_and_are_told() -> None:
    event = an_event(Kind.TICKET_TAGGED, payload={"added": 1, "removed": 0})
    assert seen(planned(event)) == [("card", None, None), ("thread", "tagged", None)]


def test_a_deleted_ticket_empties_its_card_and_ends_its_thread() -> None:
    assert seen(planned(an_event(Kind.TICKET_DELETED))) == [("card", None, None), ("thread", "deleted", None)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (facts(), [("card", None, None), ("thread", "message", None)]),
        (facts("support"), [("card", None, None), ("thread", "message", None)]),
        (facts("support", automatic=True), [("card", None, None), ("thread", "message", None)]),
        (facts("support", internal=True), [("thread", "message", None)]),
        (facts("system", internal=True), [("thread", "message", None)]),
        (facts("system", internal=True, audit=True), [("thread", "message", "our own audit row")]),
        (facts(repeats=True), [("thread", "message", "repeats the description")]),
        (None, [("thread", "message", "the message is gone")]),
    ],
)
def test_a_message_is_told_once(message: MessageFacts | None, expected: object) -> None:
    assert seen(planned(a_message(), messages={MESSAGE: message} if message else None)) == expected


@pytest.mark.parametrize("kind", [Kind.MESSAGE_CHANGED, Kind.MESSAGE_DELETED])
def test_what_becomes_of_a_message_later_is_not_told(kind: Kind) -> None:
    assert planned(an_event(kind, payload={"message": str(MESSAGE)})) == []


def test_what_one_transaction_did_draws_the_card_once() -> None:
    answer, status = (
        a_message(transaction=5),
        a_status(["new", "closed"], transaction=5),
    )
    reactions = [one.reaction for one in planned(answer, status, messages={MESSAGE: facts("support")})]
    assert reactions == [Reaction.CARD, Reaction.THREAD, Reaction.THREAD]


def test_an_audit_row_first_in_its_transaction_leaves_the_drawing_to_the_change() -> None:
    row, status = (
        a_message(transaction=5),
        a_status(["new", "resolved"], transaction=5),
    )
    reactions = [one.reaction for one in planned(row, status, messages={MESSAGE: facts("system", internal=True)})]
    assert reactions == [Reaction.THREAD, Reaction.CARD, Reaction.THREAD]


def test_of_a_new_ticket_only_the_first_card_is_urgent() -> None:
    created, changed = (
        an_event(Kind.TICKET_CREATED),
        a_status(["new", "closed"]),
    )
    lanes = [one.lane for one in planned(created, changed, card=None) if one.reaction is Reaction.CARD]
    assert lanes == ["slack.post:C0TICKETS", "slack.update"]


def test_a_ticket_from_before_go_live_gets_its_card_with_the_first_thing_that_happens() -> None:
    card, line = planned(a_message(), messages={MESSAGE: facts()}, card=None)
    assert (card.reaction, card.lane, line.reaction) == (Reaction.CARD, "slack.post:C0TICKETS", Reaction.THREAD)


def test_all_that_a_ticket_shows_goes_in_one_order_and_to_where_its_card_stands() -> None:
    deliveries = planned(a_status(["new", "closed"]), card="C0ELSEWHERE")
    assert {one.order_key for one in deliveries} == {f"slack:{TICKET}"}
    assert {one.payload["channel"] for one in deliveries} == {"C0ELSEWHERE"}


@pytest.mark.parametrize("kind", [Kind.DELIVERY_DIED, Kind.DELIVERY_RETRIED, Kind.DELIVERY_DISCARDED])
def test_operations_hear_of_a_death_and_of_what_became_of_it_in_one_order(kind: Kind) -> None:
    (alarm,) = planned(an_event(kind, payload={"delivery": 9}))
    assert (alarm.reaction, alarm.order_key) == (Reaction.OPERATIONS, "operations")
    assert (alarm.lane, alarm.payload) == ("slack.post:C0OPERATIONS", {"channel": "C0OPERATIONS"})


def test_operations_hear_of_a_channel_that_refuses_us() -> None:
    (alarm,) = planned(an_event(Kind.CHANNEL_REFUSED, payload={"channel": "C0TICKETS", "error": "is_archived"}))
    assert (alarm.reaction, alarm.order_key) == (Reaction.OPERATIONS, "operations")


def test_operations_hear_of_a_job_that_fails_once_it_is_news() -> None:
    (alarm,) = planned(an_event(Kind.SCHEDULE_RAN, payload={"run": 3, "failed": True, "alarm": True}))
    assert (alarm.reaction, alarm.order_key) == (Reaction.OPERATIONS, "operations")
    assert planned(an_event(Kind.SCHEDULE_RAN, payload={"run": 4, "failed": True, "alarm": False})) == []


def test_a_reminder_is_a_letter_and_a_line() -> None:
    event = an_event(Kind.CUSTOMER_REMINDED, payload={"nth": 1})
    assert seen(planned(event)) == [("thread", "reminded", None)]
    (letter,) = [one for one in plan(a_story(event), PLACES) if one.reaction is Reaction.LETTER]
    assert letter.target == "reminder"


def test_what_closes_by_itself_is_shown_where_a_card_stands_and_posts_none() -> None:
    closed = replace(a_status(["resolved", "closed"]), actor="bot:auto_close")
    assert seen(planned(closed)) == [("card", None, None), ("thread", "change", None)]
    assert plan(a_story(closed, card=None), PLACES) == []
    assert planned(a_status(["resolved", "closed"]), card=None) != []


def test_an_admin_hears_of_a_lost_channel() -> None:
    told = {"channel": "C0TICKETS", "error": "is_archived", "agent": 7}
    (word,) = planned(an_event(Kind.CHANNEL_LOST, payload=told))
    assert (word.reaction, word.order_key, word.payload) == (Reaction.TELL_ADMIN, "admin:7", told)


def test_a_card_leaves_a_lost_channel_whatever_waits_for_it_there() -> None:
    """And the line that says why comes after what was said there."""
    move, why = planned(an_event(Kind.TICKET_DISPLACED, payload={"channel": "C0TICKETS"}))
    assert (move.reaction, move.order_key) == (Reaction.MOVE_CARD, f"move:{TICKET}")
    assert move.payload["channel"] == PLACES.operations
    assert (why.reaction, why.order_key) == (Reaction.THREAD, f"slack:{TICKET}")
    (link,) = planned(an_event(Kind.LINK_OWED, payload={"channel": "C0TICKETS"}))
    assert (link.reaction, link.order_key) == (Reaction.MOVE_CARD, f"move:{TICKET}")


def test_an_alarm_overtakes_everything_else() -> None:
    (alarm,) = planned(an_event(Kind.DELIVERY_DIED, payload={"delivery": 9}))
    assert all(alarm.priority < one.priority for one in planned(an_event(Kind.TICKET_CREATED), card=None))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_event_has_a_plan(kind: Kind) -> None:
    told = {"message": str(MESSAGE), "delivery": 9, "channel": "C0TICKETS", "error": "is_archived"}
    told |= {
        "mail": 3,
        "attachment": 4,
        "from": "5",
        "ticket": str(TICKET),
        "reply": "7",
        "user": "U0ANNA",
        "bulk": "8",
        "agent": 1,
    }
    told |= {"swap": 3, "asker": 1, "colleague": 2, "state": "accepted", "before": 2}
    told |= {"escalation": 5, "act": "notify", "to": "channel", "skipped": None, "why": "done", "agents": [7, 8]}
    told |= {"metric": "resolution", "round": 1, "stage": 100, "due": NOW.isoformat(), "shares": 3}
    told |= {"report": 2, "file": "pdf", "export": "8e7a", "what": "tickets", "format": "csv"}
    event = an_event(kind, payload=told)
    keys = [(one.event, one.reaction, one.target) for one in plan(a_story(event, messages={MESSAGE: facts()}), PLACES)]
    assert len(keys) == len(set(keys))


def test_a_note_on_a_ticket_without_a_card_has_one_posted_first() -> None:
    note = an_event(Kind.NOTE_ADDED, payload={"note": "7"})
    assert [one.reaction for one in plan(a_story(note, card=None), PLACES)] == [Reaction.CARD, Reaction.THREAD]
    assert [one.reaction for one in plan(a_story(note), PLACES)] == [Reaction.THREAD]


def test_an_answer_knows_whether_its_own_act_resolved_the_ticket() -> None:
    answers = (a_message(transaction=5), a_message(transaction=6))
    status = a_status(["new", "resolved"], transaction=5)
    story = a_story(*answers, status, messages={MESSAGE: facts("support")})
    told = [one.payload for one in plan(story, PLACES) if one.reaction is Reaction.LETTER]
    assert [(one["letter"], one["resolves"]) for one in told] == [("answer", True), ("answer", False)]


# tickets that sleep, go on in another, or part


INTO, SOURCE, OTHER = UUID(int=9), UUID(int=11), UUID(int=12)

MOVES = {
    Kind.TICKET_SNOOZED: ("snoozed", True),
    Kind.TICKET_WOKEN: ("woken", True),
    Kind.TICKET_MERGED: ("merged", True),
    Kind.TICKET_UNMERGED: ("unmerged", True),
    Kind.TICKET_JOINED: ("joined", False),
    Kind.TICKET_PARTED: ("parted", False),
    Kind.TICKET_SPLIT: ("split", False),
    Kind.SPLIT_OFF: ("split_off", False),
}


@pytest.mark.parametrize(("kind", "told"), MOVES.items())
def test_what_moves_is_told_in_one_line_and_drawn_where_the_card_shows_it(kind: Kind, told: tuple[str, bool]) -> None:
    shows, drawn = told
    line = ("thread", shows, None)
    assert seen(planned(an_event(kind))) == ([("card", None, None), line] if drawn else [line])


@pytest.mark.parametrize("kind", [Kind.SLA_WARNED, Kind.SLA_BREACHED])
def test_a_card_shows_a_deadline_that_nears_or_has_passed(kind: Kind) -> None:
    told = {"metric": "resolution", "round": 1, "stage": 75, "due": "2026-11-26T08:00:00+00:00"}
    event = an_event(kind, payload={**told, "due_in_seconds": 60, "chain": None})
    assert ("card", None, None) in seen(planned(event))


@pytest.mark.parametrize("kind", [Kind.TICKET_JOINED, Kind.TICKET_PARTED, Kind.TICKET_SPLIT])
def test_a_line_on_a_ticket_from_before_go_live_has_its_card_posted_first(kind: Kind) -> None:
    assert [one.reaction for one in planned(an_event(kind), card=None)] == [Reaction.CARD, Reaction.THREAD]


def test_what_wakes_because_it_is_done_is_told_with_its_status() -> None:
    woken = an_event(Kind.TICKET_WOKEN, payload={"why": "done"})
    assert seen(planned(woken)) == [("thread", "woken", "told with its status")]


@pytest.mark.parametrize("kind", [Kind.TICKET_MERGED, Kind.TICKET_UNMERGED])
def test_the_status_that_comes_of_merging_is_told_with_it_and_writes_no_letter(kind: Kind) -> None:
    status = a_status(["closed", "resolved"], transaction=5)
    everything = plan(a_story(status, an_event(kind, transaction=5)), PLACES)
    assert [(one.reaction, one.suppressed) for one in everything] == [
        (Reaction.CARD, None),
        (Reaction.THREAD, "told with its merge"),
        (Reaction.THREAD, None),
    ]


def test_what_was_written_on_a_source_is_shown_and_drawn_where_it_goes_on() -> None:
    joined = an_event(Kind.MESSAGE_JOINED, payload={"message": str(MESSAGE)})
    card, line, _ = planned(joined, messages={MESSAGE: facts()})
    assert (card.reaction, line.payload["shows"], line.payload["message"]) == (
        Reaction.CARD,
        "joined_message",
        str(MESSAGE),
    )
    assert [one.reaction for one in plan(a_story(joined, messages={MESSAGE: facts("support")}), PLACES)] == [
        Reaction.CARD,
        Reaction.THREAD,
    ]


def test_a_file_of_a_merged_ticket_is_shown_where_it_goes_on_alone() -> None:
    file = an_event(Kind.FILE_ADDED, payload={"attachment": 4})
    (here,) = plan(replace(a_story(file), into=INTO), PLACES)
    (there,) = plan(a_story(file), PLACES)
    assert (here.suppressed, there.suppressed) == ("shown where the ticket goes on", None)


def copied(*events: Event, message: MessageFacts, sources: Sequence[UUID] = (SOURCE, OTHER)) -> list[Planned]:
    """Copies that an event of an answer plans."""
    story = replace(a_story(*events, messages={MESSAGE: message}), sources=sources)
    return [one for one in plan(story, PLACES) if one.reaction is Reaction.COPY]


def test_an_answer_reaches_the_requester_of_each_source_in_the_order_of_answers() -> None:
    one, other = copied(a_message(), message=facts("support"))
    assert (one.target, one.order_key, one.payload) == (
        str(SOURCE),
        f"copy:{SOURCE}",
        {"message": str(MESSAGE), "to": str(SOURCE)},
    )
    assert other.target == str(OTHER)


@pytest.mark.parametrize(
    "message",
    [
        facts(),
        facts("support", internal=True),
        facts("support", automatic=True),
        facts("support", copied=True),
        facts("support", split=True),
        facts("system"),
    ],
)
def test_what_is_no_answer_given_here_is_not_copied(message: MessageFacts) -> None:
    assert copied(a_message(), message=message) == []


def test_an_answer_given_before_a_ticket_came_is_not_for_its_requester() -> None:
    answer = a_message()
    joined = an_event(Kind.TICKET_JOINED, payload={"tickets": [str(OTHER)], "messages": 1})
    assert [one.target for one in copied(answer, joined, message=facts("support"))] == [str(SOURCE)]
    assert len(copied(joined, a_message(), message=facts("support"))) == 2


@pytest.mark.parametrize("known", [(), (OTHER,)])
def test_of_an_answer_whose_writer_was_asked_only_those_hear_who_were_known(known: tuple[UUID, ...]) -> None:
    message = replace(facts("support"), also=known)
    assert [one.target for one in copied(a_message(), message=message)] == [str(one) for one in known]


def test_a_copied_answer_goes_out_as_a_letter_and_a_split_one_does_not() -> None:
    def letters(message: MessageFacts) -> list[object]:
        everything = plan(a_story(a_message(), messages={MESSAGE: message}), PLACES)
        return [one.payload["letter"] for one in everything if one.reaction is Reaction.LETTER]

    assert letters(facts("support", copied=True)) == ["answer"]
    assert letters(facts("support", split=True)) == []


def test_a_ticket_that_was_split_off_is_not_acknowledged() -> None:
    created = an_event(Kind.TICKET_CREATED, transaction=5)
    alone, split = a_story(created), a_story(created, an_event(Kind.SPLIT_OFF, transaction=5))
    assert [one.reaction for one in plan(split, PLACES)] == [Reaction.CARD, Reaction.THREAD, Reaction.THREAD]
    assert Reaction.LETTER in [one.reaction for one in plan(alone, PLACES)]


@pytest.mark.parametrize("kind", [Kind.REPLY_HELD, Kind.REPLY_RELEASED])
def test_a_held_answer_has_a_line_at_once_and_leaves_when_it_is_due(kind: Kind) -> None:
    due = NOW + timedelta(seconds=20)
    line, leaving = planned(an_event(kind, payload={"reply": "7", "agent": 8, "due": due.isoformat()}))
    assert (line.reaction, line.order_key, line.not_before) == (Reaction.REPLY_LINE, f"slack:{TICKET}", None)
    assert (leaving.reaction, leaving.order_key, leaving.not_before) == (Reaction.SEND_HELD, "held:7", due)
    assert not lane_of(leaving.lane, Pace(1.0, 3)).every


@pytest.mark.parametrize("kind", [Kind.REPLY_GUARDED, Kind.REPLY_UNDONE, Kind.REPLY_LOST])
def test_what_else_becomes_of_an_answer_redraws_its_line_alone(kind: Kind) -> None:
    (line,) = planned(an_event(kind, payload={"reply": "7", "agent": 8}))
    assert (line.reaction, line.payload) == (Reaction.REPLY_LINE, {"channel": "C0TICKETS", "reply": "7"})


def test_each_who_may_let_go_what_the_guard_stopped_is_asked() -> None:
    _, *asked = planned(an_event(Kind.REPLY_GUARDED, payload={"reply": "7", "agent": 8, "agents": [1, 2]}))
    assert [(one.reaction, one.target, one.lane) for one in asked] == [
        (Reaction.ASK_RELEASE, "1", "slack.post:direct:1"),
        (Reaction.ASK_RELEASE, "2", "slack.post:direct:2"),
    ]


def test_a_home_that_is_opened_goes_before_all_but_alarms() -> None:
    (opened,) = plan(a_story(an_event(Kind.HOME_WANTED, payload={"user": "U0ANNA"})), PLACES)
    assert (opened.reaction, opened.order_key, opened.ticket) == (Reaction.HOME, "home:U0ANNA", None)
    assert ALARM < opened.priority < NEW


def test_a_home_that_changes_by_itself_goes_after_everything_and_takes_nobodys_token() -> None:
    (opened,) = plan(a_story(an_event(Kind.HOME_WANTED, payload={"user": "U0ANNA"})), PLACES)
    again = news("U0ANNA", opened.event, 7)
    assert (again.event, again.order_key) == (opened.event, opened.order_key)
    assert again.target != opened.target
    assert again.lane != opened.lane
    assert again.priority > LINE


def test_a_ticket_tells_no_home_itself() -> None:
    events = [an_event(Kind.TICKET_CREATED), a_status(["new", "investigating"])]
    assert not [one for one in plan(a_story(*events), PLACES) if one.reaction is Reaction.HOME]


def test_what_a_file_changed_stands_on_the_card_and_nothing_else_is_said() -> None:
    everything = plan(a_story(an_event(Kind.TICKETS_IMPORTED), card="C0TICKETS"), PLACES)
    assert seen(everything) == [("card", None, None)]
