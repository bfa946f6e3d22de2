"""What Slack's refusals and broken connections mean for a delivery."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from owona_bot.domain.delivery import AppRefused, ChannelRefused, Later, Refused

CHANNEL = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
"""Slack won't have us there until a person invites the bot or brings the channel back."""

ARCHIVED = "is_inactive"
"""What chat.update calls `is_archived`; people hear of it once."""

APP = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""The installation is broken; whoever runs the bot mends it, and it goes on by itself."""

DOWN = frozenset(
    {
        "ekm_access_denied",
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Slack failed, or moves the workspace; it may have done the work all the same."""

PACED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class MessageGone(Exception):
    """What was to be changed is not there any more, or not ours."""


@contextmanager
def faults(channel: str) -> Iterator[None]:
    """A Web API call for `channel`; raises Later, ChannelRefused, MessageGone or Refused."""
    try:
        yield
    except SlackApiError as error:
        raise meaning(error, channel) from error
    except aiohttp.ClientConnectorError as error:
        raise Later("Slack can't be reached") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Later(f"Slack broke off: {type(error).__name__}", uncertain=True) from error


def meaning(error: SlackApiError, channel: str) -> Exception:
    """Of an answer that was not `ok`."""
    status, code = status_of(error), code_of(error)
    if status == 429 or code in PACED:
        return Later("Slack asks for a slower pace", pause=retry_after(error))
    if status >= 500 or code in DOWN:
        return Later(f"Slack failed: {code or status}", uncertain=True)
    if code in CHANNEL or code == ARCHIVED:
        return ChannelRefused(channel, "is_archived" if code == ARCHIVED else code)
    if code in APP:
        return AppRefused(code)
    if code in GONE:
        return MessageGone(code)
    return Refused(f"Slack refuses: {code or status}{where(error)}")


def status_of(error: SlackApiError) -> int:
    """The HTTP status; the SDK hands its own answer or aiohttp's, whatever it could read."""
    answer = error.response
    return int(getattr(answer, "status_code", getattr(answer, "status", 0)))


def code_of(error: SlackApiError) -> str:
    """Slack's `error`, empty when the body was no JSON."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def where(error: SlackApiError) -> str:
    """The paths in `response_metadata.messages`, for the operator."""
    data = getattr(error.response, "data", None)
    metadata = data.get("response_metadata") if isinstance(data, dict) else None
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return f" ({'; '.join(str(message) for message in messages[:3])})" if messages else ""


def retry_after(error: SlackApiError) -> timedelta:
    """The header in seconds; half a minute when it is missing or no number."""
    value = str(error.response.headers.get("Retry-After", ""))
    return timedelta(seconds=max(int(value), 1) if value.isdecimal() else 30)
