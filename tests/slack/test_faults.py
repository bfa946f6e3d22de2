"""What Slack's refusals mean for a delivery."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from owona_bot.domain.delivery import AppRefused, ChannelRefused, Later, Refused
from owona_bot.slack.faults import MessageGone, faults, meaning


def refused(error: str, status: int = 200, headers: dict[str, str] | None = None, **more: object) -> SlackApiError:
    """As the SDK raises it."""
    data = {"ok": False, "error": error, **more}
    answer = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=headers or {}, status_code=status
    )
    return SlackApiError(error, answer)  # type: ignore[no-untyped-call]  # the SDK left it untyped


@pytest.mark.parametrize(("value", "seconds"), [("7", 7), ("0", 1), ("", 30), ("soon", 30), ("-3", 30)])
def test_a_rate_limit_pauses_the_lane_for_as_long_as_slack_says(value: str, seconds: int) -> None:
    later = meaning(refused("ratelimited", 429, {"Retry-After": value}), "C0TICKETS")
    assert isinstance(later, Later)
    assert (later.pause, later.lane, later.uncertain) == (timedelta(seconds=seconds), True, False)


@pytest.mark.parametrize(("error", "status"), [("internal_error", 200), ("fatal_error", 200), ("", 500), ("x", 503)])
def test_slacks_own_failure_may_have_done_the_work(error: str, status: int) -> None:
    later = meaning(refused(error, status), "C0TICKETS")
    assert isinstance(later, Later)
    assert (later.uncertain, later.pause) == (True, None)


@pytest.mark.parametrize(
    "error",
    ["is_archived", "not_in_channel", "channel_not_found", "restricted_action", "restricted_action_read_only_channel"],
)
def test_a_channel_that_refuses_us_is_named(error: str) -> None:
    told = meaning(refused(error), "C0TICKETS")
    assert isinstance(told, ChannelRefused)
    assert (told.payload, told.uncertain) == ({"channel": "C0TICKETS", "error": error}, False)


def test_a_card_in_an_archived_channel_is_refused_like_a_post() -> None:
    told = meaning(refused("is_inactive"), "C0TICKETS")
    assert isinstance(told, ChannelRefused)
    assert told.closed
    assert told.payload["error"] == "is_archived"


@pytest.mark.parametrize("error", ["team_added_to_org", "external_channel_migrating"])
def test_while_slack_moves_the_workspace_everything_waits(error: str) -> None:
    assert isinstance(meaning(refused(error), "C0TICKETS"), Later)


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"])
def test_a_broken_installation_waits_until_it_is_mended(error: str) -> None:
    told = meaning(refused(error), "C0TICKETS")
    assert type(told) is AppRefused


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
def test_a_message_that_is_gone_is_no_failure(error: str) -> None:
    assert isinstance(meaning(refused(error), "C0TICKETS"), MessageGone)


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "something_new"])
def test_what_slack_will_never_take_is_dead_at_once(error: str) -> None:
    told = meaning(refused(error, response_metadata={"messages": ["at /blocks/3"]}), "C0TICKETS")
    assert isinstance(told, Refused)
    assert str(told) == f"Slack refuses: {error} (at /blocks/3)"


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), TimeoutError(), ConnectionResetError()])
def test_a_connection_that_breaks_may_have_done_the_work(error: Exception) -> None:
    with pytest.raises(Later) as caught, faults("C0TICKETS"):
        raise error
    assert caught.value.uncertain


def test_a_slack_that_was_never_reached_has_done_nothing() -> None:
    key = aiohttp.client_reqrep.ConnectionKey("slack.com", 443, True, True, None, None, None)
    with pytest.raises(Later) as caught, faults("C0TICKETS"):
        raise aiohttp.ClientConnectorError(key, OSError("refused"))
    assert not caught.value.uncertain


def test_a_cancelled_call_stays_cancelled() -> None:
    with pytest.raises(asyncio.CancelledError), faults("C0TICKETS"):
        raise asyncio.CancelledError
