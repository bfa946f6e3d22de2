"""Knocks on their way to the app: over Socket Mode or as signed HTTP; events come again, the rest does not."""

import asyncio
import hashlib
import hmac
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from owona_bot.playground.cast import APP, BOT_USER, TEAM
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Closed, Sockets
from owona_bot.playground.wire import Json, dumps, loads, new_id

Kind = Literal["events_api", "slash_commands", "interactive"]
Outcome = Literal["acked", "timeout", "not_connected", "error"]
REASONS: dict[Outcome, str] = {
    "timeout": "http_timeout",
    "not_connected": "connection_failed",
    "error": "http_error",
    "acked": "",
}


@dataclass(frozen=True, slots=True)
class Ack:
    """What came back; `body` is the JSON answer, empty for a bare ack; `calm` is X-Slack-No-Retry."""

    outcome: Outcome
    body: Json
    status: int = 200
    calm: bool = False

    @property
    def trouble(self) -> str:
        """What the person reads, empty when all is well."""
        return {"timeout": "operation_timeout", "error": f"status {self.status}"}.get(self.outcome, "")


@dataclass(slots=True)
class Quirk:
    """How the next knock goes wrong on its way."""

    twice: bool = False
    late: float = 0.0


class Delivery:
    """Sends what people do to the app, waits `ack_timeout` for the ack."""

    def __init__(self, slack: Slack, sockets: Sockets) -> None:
        self.slack = slack
        self.sockets = sockets
        self.quirk: Quirk | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    def event(self, name: str, event: Json) -> None:
        """Dropped unless the manifest subscribes to `name` and the app is installed."""
        if name not in self.slack.manifest.events or self.slack.revoked:
            return
        quirk, self.quirk = self.quirk or Quirk(), None
        payload = self._callback(event)
        for _ in range(2 if quirk.twice else 1):
            self._start(self._persist(payload, quirk.late))

    async def farewell(self, name: str, event: Json) -> None:
        """The last an app hears: once, whether it acks or not."""
        if name in self.slack.manifest.events:
            await self._once("events_api", self._callback(event))

    def _callback(self, event: Json) -> Json:
        return {
            "token": "legacy",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(self.slack.now()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "enterprise_id": None}],
            "is_ext_shared_channel": False,
        }

    async def ask(self, kind: Kind, payload: Json) -> Ack:
        """A command or an interaction: once, without redelivery."""
        quirk, self.quirk = self.quirk or Quirk(), None
        if quirk.late:
            await asyncio.sleep(quirk.late)
        if quirk.twice:
            first, _ = await asyncio.gather(self._once(kind, payload), self._once(kind, payload))
            return first
        return await self._once(kind, payload)

    async def _persist(self, payload: Json, late: float) -> None:
        """An event, until it is acked or the last redelivery failed."""
        await asyncio.sleep(late)
        ack = await self._once("events_api", payload)
        for attempt, delay in enumerate(self.slack.options.redelivery, 1):
            if ack.outcome == "acked" or ack.calm:
                return
            await asyncio.sleep(delay)
            ack = await self._once("events_api", payload, attempt, REASONS[ack.outcome])

    async def _once(self, kind: Kind, payload: Json, attempt: int = 0, reason: str = "") -> Ack:
        began = self.slack.now()
        over = self._by_http if self.slack.options.mode == "http" else self._by_socket
        ack = await over(kind, payload, attempt, reason)
        self.slack.ledger.knocks.append(
            {
                "at": began,
                "kind": kind,
                "id": payload.get("event_id") or payload.get("trigger_id"),
                "type": (payload.get("event") or payload).get("type", "command"),
                "attempt": attempt,
                "reason": reason,
                "outcome": ack.outcome,
                "seconds": self.slack.now() - began,
            }
        )
        return ack

    async def _by_socket(self, kind: Kind, payload: Json, attempt: int, reason: str) -> Ack:
        envelope: Json = {
            "envelope_id": new_id("E"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            message = await self.sockets.send(envelope, self.slack.options.ack_timeout)
        except Closed:
            return Ack("error", {}, 0)
        except ConnectionError:
            return Ack("not_connected", {}, 0)
        except TimeoutError:
            return Ack("timeout", {}, 0)
        body = message.get("payload")
        return Ack("acked", body if isinstance(body, dict) else {})

    async def _by_http(self, kind: Kind, payload: Json, attempt: int, reason: str) -> Ack:
        body = encode(kind, payload)
        headers = self.sign(body) | {"Content-Type": _content_type(kind)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        if self._http is None:
            self._http = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=self.slack.options.ack_timeout)
        url = self.slack.options.request_url or ""
        try:
            async with self._http.post(url, data=body, headers=headers, timeout=timeout) as answer:
                return _read(answer.status, await answer.text(errors="replace"), answer.headers)
        except TimeoutError:
            return Ack("timeout", {}, 0)
        except aiohttp.ClientConnectorError:
            return Ack("not_connected", {}, 0)
        except aiohttp.ClientError:
            return Ack("error", {}, 0)

    def sign(self, body: bytes) -> dict[str, str]:
        """v0 HMAC-SHA256 over `v0:timestamp:body`."""
        stamp = str(int(self.slack.now()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.slack.options.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def _start(self, story: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(story)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self) -> None:
        """Redeliveries under way end."""
        self.quirk = None
        for task in list(self._tasks):
            task.cancel()

    async def shut(self) -> None:
        tasks = list(self._tasks)
        self.forget()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()


def encode(kind: Kind, payload: Json) -> bytes:
    """Events are JSON, commands form fields, interactions `payload=<JSON>`."""
    if kind == "events_api":
        return dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": dumps(payload)}
    return urlencode(fields, errors="replace").encode()


def _content_type(kind: Kind) -> str:
    return "application/json" if kind == "events_api" else "application/x-www-form-urlencoded"


def _read(status: int, text: str, headers: Mapping[str, str]) -> Ack:
    calm = "X-Slack-No-Retry" in headers
    if not 200 <= status < 300:
        return Ack("error", {}, status, calm)
    try:
        body = loads(text) if text.strip() else {}
    except ValueError:
        body = {"text": text}
    return Ack("acked", body if isinstance(body, dict) else {"text": text}, status, calm)
