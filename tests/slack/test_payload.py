"""Reading what Slack sends."""

import pytest

from owona_bot.slack.payload import Payload, knock_in, user_in, user_of, value_in

ACTION = {"action_id": "ticket.claim", "action_ts": "1.5", "value": "1001"}


@pytest.mark.parametrize(
    ("body", "user"),
    [
        ({"user_id": "U1", "command": "/ticket"}, "U1"),
        ({"type": "block_actions", "user": {"id": "U2"}}, "U2"),
        ({"type": "event_callback", "event": {"user": {"id": "U3"}}}, "U3"),
        ({"type": "event_callback", "event": {"user": "U4"}}, "U4"),
        ({}, None),
    ],
)
def test_who_did_it(body: Payload, user: str | None) -> None:
    assert user_in(body) == user


@pytest.mark.parametrize(
    ("body", "knock"),
    [
        ({"type": "event_callback", "event_id": "Ev1"}, "event:Ev1"),
        ({"type": "block_actions", "user": {"id": "U1"}, "actions": [ACTION]}, "action:U1:ticket.claim:1.5"),
        ({"command": "/ticket", "trigger_id": "1.2.a"}, "trigger:1.2.a"),
        ({"command": "/ticket"}, None),
    ],
)
def test_a_knock_is_known_again(body: Payload, knock: str | None) -> None:
    assert knock_in(body) == knock


def test_a_submission_is_known_by_its_view() -> None:
    body = {"type": "view_submission", "view": {"id": "V1", "hash": "1.a"}}
    assert str(knock_in(body)).startswith("view:V1")


def test_two_people_who_press_one_button_in_one_moment_are_two() -> None:
    bodies = [{"type": "block_actions", "user": {"id": user}, "actions": [ACTION]} for user in ("U1", "U2")]
    assert len({knock_in(body) for body in bodies}) == 2


def test_a_buttons_value_is_read() -> None:
    assert value_in({"actions": [ACTION]}) == "1001"
    assert value_in({"actions": [{}]}) == ""


def test_a_user_is_read_with_every_flag() -> None:
    told = {"id": "U1", "team_id": "T1", "name": "ben", "is_restricted": True, "profile": {"email": "b@x.de"}}
    user = user_of(told)
    assert (user.team, user.email, user.name, user.guest, user.stranger) == ("T1", "b@x.de", "ben", True, False)
    assert user_of({**told, "is_restricted": False, "is_ultra_restricted": True}).guest


def test_a_user_without_a_team_of_their_own_is_of_nobodys() -> None:
    assert user_of({"id": "U1"}).team == ""
    assert user_of({"id": "USLACKBOT"}).is_bot
