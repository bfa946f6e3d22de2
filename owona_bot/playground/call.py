"""One call of a Web API method: its arguments, read as leniently as Slack reads form and JSON."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from owona_bot.playground.refusals import refuse
from owona_bot.playground.wire import Json, loads

_FALSE = {"", "0", "false", "False"}


@dataclass(frozen=True, slots=True)
class Call:
    """`args` are strings in form calls and JSON values in JSON calls; the getters hide the difference.

    `unknown` are types of blocks that Slack refuses.
    """

    method: str
    args: Json
    unknown: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """Empty when absent; numbers as their digits."""
        value = self.args.get(name)
        if value is None or isinstance(value, dict | list):
            return ""
        return str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else str(value) not in _FALSE

    def number(self, name: str, default: int, most: int) -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise refuse("invalid_limit") from None
        if not 0 < number <= most:
            raise refuse("invalid_limit")
        return number

    def data(self, name: str, error: str) -> object:
        """A JSON argument, which form calls send as text; None when absent, refused with `error` when broken."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return loads(value)
        except ValueError:
            raise refuse(error) from None


def read_args(body: bytes, content_type: str, query: str) -> Json:
    """Query and body together; the body's word counts."""
    args: Json = dict(_pairs(query)) if query else {}
    if not body:
        return args
    if content_type.startswith("application/json"):
        return args | _json(body)
    return args | dict(_pairs(body.decode("utf-8", "replace")))


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="replace")


def _json(body: bytes) -> Json:
    try:
        value = loads(body)
    except ValueError:
        raise refuse("invalid_json") from None
    if not isinstance(value, dict):
        raise refuse("json_not_object")
    return value
