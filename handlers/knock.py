"""Whoever knocks: who it is, whether it is the same knock again, and what is said when it fails.

Two pieces that serve the whole bot: the middleware, and the one error handler.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids, new_ticket, notice
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import FieldError, NotConfirmed, Repeated, Unavailable, UserError
from owona_bot.domain.people import Agent
from owona_bot.services.enrol import Team
from owona_bot.slack.doors import knocked
from owona_bot.slack.payload import Payload, knock_in
from owona_bot.slack.whisper import respond_later, show_later, whisper

log = structlog.get_logger()


def introduce(app: AsyncApp, desk: Desk, team: Team, patience: float) -> None:
    """Every listener of `app` may ask for `desk`, `team` and `knock`, and has so many seconds to answer."""

    async def middleware(context: AsyncBoltContext, body: Payload, next_: Callable[[], Awaitable[None]]) -> None:
        knocked(patience)
        context["desk"], context["team"], context["knock"] = desk, team, knock_in(body)
        await next_()

    async def refuse(
        error: Exception, body: Payload, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse:
        return answer(error, body, desk.t(locale_of(context)), Voice(client, respond))

    app.use(middleware)
    app.error(refuse)


def locale_of(context: AsyncBoltContext) -> str | None:
    """The agent's; the desk's own for whoever is none."""
    who = context.get("who")
    return who.locale if isinstance(who, Agent) else None


@dataclass(frozen=True, slots=True)
class Voice:
    """The ways to say something after the answer."""

    client: AsyncWebClient
    respond: AsyncRespond


def answer(error: Exception, body: Payload, t: Translate, voice: Voice) -> BoltResponse:
    """What Slack gets instead of an ack: words for a person, for an event a reason to bring it again."""
    if isinstance(error, Repeated) and "command" not in body:
        return BoltResponse(status=200, body=done(body))
    sentence = sentence_of(error, t)
    post = notice.sentence(sentence)
    match body.get("type"):
        case "event_callback" if is_word(error, body):
            whisper(voice.client, body["event"], post)
            return BoltResponse(status=200)
        case "event_callback":
            return BoltResponse(status=500)
        case "view_submission":
            return BoltResponse(status=200, body=in_view(error, body, sentence, t))
        case "block_actions" | "message_action" | "shortcut":
            if body.get("response_url"):
                respond_later(voice.respond, post)
            else:
                show_later(voice.client, body, notice.page(sentence, t))
            return BoltResponse(status=200)
    return BoltResponse(status=200, body=dict(post.ack()))


def is_word(error: Exception, body: Payload) -> bool:
    """Whether somebody who spoke to us is told; what the database's outage prevented Slack brings again."""
    spoken = body["event"]["type"] in ("app_mention", "reaction_added", "reaction_removed")
    return spoken and isinstance(error, UserError) and not isinstance(error, Unavailable | NotConfirmed)


def sentence_of(error: Exception, t: Translate) -> str:
    """A refusal's own words; for a fault where the log has it."""
    return notice.reason(error, t) if isinstance(error, UserError) else t("error.fault", reference=written_down(error))


def written_down(fault: Exception) -> str:
    """The reference under which the log has it."""
    reference = token_hex(4)
    log.error("fault", reference=reference, exc_info=fault)
    return reference


def done(body: Payload) -> dict[str, Any] | str:
    """The first one's answer: every modal closes, a card redraws itself."""
    return {"response_action": "clear"} if body.get("type") == "view_submission" else ""


def in_view(error: Exception, body: Payload, sentence: str, t: Translate) -> dict[str, Any]:
    """A form stays open with what was typed: words of no field stand at the first. Without fields, in its place."""
    fields = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    if not fields:
        return {"response_action": "update", "view": notice.page(sentence, t)}
    named = error.field if isinstance(error, FieldError) else of_filter(error, fields) or fields[0]
    block = next((field for field in fields if field.split(".")[0] == named), named)  # it may have an edition
    return dict(new_ticket.errors(block, sentence))


def of_filter(error: Exception, fields: Sequence[str]) -> str | None:
    """The form's field for a filter, where that is what can't be read."""
    misread = isinstance(error, UserError) and error.key.startswith("error.filter_")
    return ids.FILTER if misread and ids.FILTER in fields else None
