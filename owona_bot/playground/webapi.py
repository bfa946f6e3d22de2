"""The Web API's door: token, scope, pace, faults, then the method; every call is written down."""

import asyncio

from aiohttp import web

from owona_bot.playground.call import Call, read_args
from owona_bot.playground.events import kind_of
from owona_bot.playground.faults import Fault
from owona_bot.playground.methods import METHODS, Method
from owona_bot.playground.pace import CONNECT, Rate
from owona_bot.playground.refusals import BY_ERROR, Refused, refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Sockets
from owona_bot.playground.wire import Json, dumps

CONNECTIONS_OPEN = "apps.connections.open"


def as_json(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=dumps(body), status=status, headers=headers, content_type="application/json")


class WebApi:
    """`POST` or `GET /api/<method>`."""

    def __init__(self, slack: Slack, sockets: Sockets) -> None:
        self.slack = slack
        self.sockets = sockets

    async def __call__(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.read()
        fault = self.slack.faults.next(method)
        try:
            args = read_args(body, request.content_type, request.query_string)
            call = Call(method, args, self.slack.faults.unknown)
        except Refused as refused:
            return self._refused(Call(method, {}), refused)
        token = bearer(request) or call.text("token")
        call.args.pop("token", None)
        if fault is None:
            return self._answer(call, token)
        return await self._befall(fault, call, token, request)

    def _answer(self, call: Call, token: str) -> web.Response:
        try:
            body = self._carry_out(call, token)
        except Refused as refused:
            return self._refused(call, refused)
        self.slack.ledger.call(self.slack.now(), call.method, call.args, "ok")
        return as_json(body)

    def _carry_out(self, call: Call, token: str) -> Json:
        if call.method == CONNECTIONS_OPEN:
            self._token(token, self.slack.options.app_token, self.slack.options.bot_token)
            self._pace(call.method, CONNECT)
            return {"ok": True, "url": self.sockets.invite()}
        method = METHODS.get(call.method)
        if method is None:
            raise refuse("unknown_method", req_method=call.method)
        self._token(token, self.slack.options.bot_token, self.slack.options.app_token)
        self._scope(call, method)
        key = f"{call.method} {call.text('channel')}" if method.per_channel else call.method
        self._pace(key, method.rate)
        return method.answer(self.slack, call)

    def _token(self, given: str, wanted: str, other: str) -> None:
        if given == wanted and self.slack.revoked:
            raise refuse(self.slack.revoked)
        if given == wanted:
            return
        if not given:
            raise refuse("not_authed")
        raise refuse("not_allowed_token_type" if given == other else "invalid_auth")

    def _scope(self, call: Call, method: Method) -> None:
        for needed in _needed(self.slack, call, method):
            if needed not in self.slack.manifest.scopes:
                provided = ",".join(sorted(self.slack.manifest.scopes))
                raise refuse("missing_scope", needed=needed, provided=provided)

    def _pace(self, key: str, rate: Rate) -> None:
        wait = self.slack.pace.wait(key, rate, self.slack.now())
        if wait:
            raise limited(wait)

    def _refused(self, call: Call, refused: Refused) -> web.Response:
        body = refused.body()
        self.slack.ledger.call(self.slack.now(), call.method, call.args, refused.error)
        self.slack.ledger.refusal(self.slack.now(), call.method, body)
        if refused.retry_after is None:
            return as_json(body)
        return as_json(body, 429, {"Retry-After": str(refused.retry_after)})

    async def _befall(self, fault: Fault, call: Call, token: str, request: web.Request) -> web.Response:
        if fault.kind == "ratelimited":
            return self._refused(call, limited(fault.retry_after))
        if fault.kind.startswith("error:"):
            return self._refused(call, injected(fault.kind.removeprefix("error:")))
        if fault.kind == "late":
            await asyncio.sleep(fault.wait)
            return self._answer(call, token)
        if fault.kind in {"server_error_after", "drop"}:
            self._answer(call, token)
        else:
            self.slack.ledger.call(self.slack.now(), call.method, call.args, fault.kind)
        return await broken(fault, request)


async def broken(fault: Fault, request: web.Request) -> web.Response:
    """A 500, or a connection that ends without an answer."""
    if fault.kind.startswith("server_error"):
        return web.Response(status=500, text="upstream error")
    if fault.kind == "hang":
        await asyncio.sleep(fault.wait)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def limited(seconds: int) -> Refused:
    return Refused(BY_ERROR["ratelimited"].error, retry_after=seconds)


def injected(error: str) -> Refused:
    """Any error a test asks for, also one without a row."""
    return Refused(error)


def bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _needed(slack: Slack, call: Call, method: Method) -> list[str]:
    if "" in method.scopes or not method.scopes:
        return list(method.scopes.values())
    if call.method == "conversations.list":
        kinds = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "im"}
        types = (call.text("types") or "public_channel").split(",")
        return [method.scopes[kinds[kind.strip()]] for kind in types if kind.strip() in kinds]
    channel = slack.workspace.channels.get(call.text("channel"))
    return [method.scopes[kind_of(channel) if channel else "channels"]]
