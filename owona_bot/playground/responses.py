"""Answers to commands and posts to response URLs: for one person, in the channel, or in place of a message."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from owona_bot.playground import events
from owona_bot.playground.call import Call, read_args
from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.content import Content, read_content
from owona_bot.playground.refusals import Refused
from owona_bot.playground.replies import Ephemeral, ResponseUrl
from owona_bot.playground.slack import Slack
from owona_bot.playground.webapi import as_json, broken, injected, limited
from owona_bot.playground.wire import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """`content` is None for a bare `delete_original`."""

    content: Content | None
    in_channel: bool
    replace: bool
    delete: bool
    thread_ts: str | None


def read_reply(body: Json, unknown: frozenset[str] = frozenset()) -> Reply:
    """Raises no_text, invalid_blocks and the like."""
    call = Call("response_url", body, unknown)
    delete = call.flag("delete_original")
    bare = delete and not (body.get("text") or body.get("blocks"))
    return Reply(
        content=None if bare else read_content(call),
        in_channel=call.text("response_type") == "in_channel",
        replace=call.flag("replace_original"),
        delete=delete,
        thread_ts=call.text("thread_ts") or None,
    )


def show_reply(slack: Slack, url: ResponseUrl, reply: Reply, via: str) -> None:
    if reply.delete and url.message:
        _delete(slack, url, url.message)
    elif reply.content and reply.replace and url.message:
        _replace(slack, url, url.message, reply.content)
    elif reply.content and reply.in_channel:
        _post(slack, url, reply, reply.content)
    elif reply.content:
        ts = slack.workspace.next_ts()
        thread = reply.thread_ts or url.thread_ts
        blocks = reply.content.blocks or []
        slack.replies.whisper(Ephemeral(ts, url.channel, url.user, reply.content.text, blocks, via, thread))


def _post(slack: Slack, url: ResponseUrl, reply: Reply, content: Content) -> None:
    channel = slack.workspace.channels[url.channel]
    message = slack.workspace.compose(channel, BOT_USER, content.text, content.blocks or [])
    message.mentions = content.mentions
    message.thread_ts = reply.thread_ts if reply.thread_ts in channel.by_ts else None
    slack.workspace.post(channel, message)
    events.posted(slack, channel, message)


def _replace(slack: Slack, url: ResponseUrl, ts: str, content: Content) -> None:
    """A replacing answer says all: what it leaves out is gone."""
    seen = slack.replies.find(url.user, ts)
    if seen is not None:
        seen.text, seen.blocks = content.text, content.blocks or []
        return
    channel = slack.workspace.channels[url.channel]
    message = channel.by_ts.get(ts)
    if message is not None:
        before = message.shown()
        message.text, message.blocks, message.mentions = content.text, content.blocks or [], content.mentions
        message.edited, message.edits = slack.workspace.next_ts(), message.edits + 1
        events.changed(slack, channel, message, before)


def _delete(slack: Slack, url: ResponseUrl, ts: str) -> None:
    seen = slack.replies.find(url.user, ts)
    if seen is not None:
        slack.replies.ephemerals[url.user].remove(seen)
        return
    channel = slack.workspace.channels[url.channel]
    message = channel.by_ts.get(ts)
    if message is not None:
        before = message.shown()
        slack.workspace.delete(channel, message)
        events.deleted(slack, channel, ts, before)


class ResponseUrls:
    """`POST /response/<key>`; faults reach it as method `response_url`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        fault = self.slack.faults.next("response_url")
        body = await request.read()
        if fault is not None and fault.kind == "late":
            await asyncio.sleep(fault.wait)
        if fault is None or fault.kind == "late":
            return self._answer(request, body)
        if fault.kind in {"server_error_after", "drop"}:
            self._answer(request, body)
        if fault.kind == "ratelimited":
            return self._refused({}, limited(fault.retry_after))
        if fault.kind.startswith("error:"):
            return self._refused({}, injected(fault.kind.removeprefix("error:")))
        return await broken(fault, request)

    def _answer(self, request: web.Request, body: bytes) -> web.Response:
        args: Json = {}
        try:
            args = read_args(body, request.content_type, "")
            reply = read_reply(args, self.slack.faults.unknown)
            url = self.slack.replies.use(request.match_info["key"], self.slack.now())
            show_reply(self.slack, url, reply, "response_url")
        except Refused as refused:
            return self._refused(args, refused)
        self.slack.ledger.call(self.slack.now(), "response_url", args, "ok")
        return web.Response(text="ok")

    def _refused(self, args: Json, refused: Refused) -> web.Response:
        self.slack.ledger.call(self.slack.now(), "response_url", args, refused.error)
        self.slack.ledger.refusal(self.slack.now(), "response_url", refused.body())
        status = 429 if refused.retry_after else 404
        headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else None
        return as_json(refused.body(), status, headers)
