"""The drawer: what happens underneath, and the switches that make it fail."""

from collections.abc import Awaitable, Callable

from owona_bot.playground import page_sql as sql
from owona_bot.playground.page_outside import Outside
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

LINES = 100
HOUSE = frozenset({"kill_bot", "start_bot", "stop_database"})
"""What only whoever started the desk can do."""

Act = Callable[[Json], Awaitable[Json]]
Ask = Callable[[Json], None]


class Beneath:
    """`ask` reaches whoever started the desk; None where nobody listens."""

    def __init__(self, slack: Slack, outside: Outside, ask: Ask | None) -> None:
        self.slack = slack
        self.outside = outside
        self.ask = ask
        self.table: dict[str, Act] = {"beneath": self.beneath, "house": self.house}

    async def beneath(self, _told: Json) -> Json:
        """The newest of each, newest first; without a database `gone` says why."""
        ledger = self.slack.ledger
        told: Json = {
            "calls": ledger.told_calls(None)[: -LINES - 1 : -1],
            "refusals": list(ledger.refusals)[: -LINES - 1 : -1],
            "knocks": list(ledger.knocks)[: -LINES - 1 : -1],
            "mail_faults": [fault.kind for fault in self.outside.mailbox.faults if fault.times != 0],
        }
        try:
            told["events"] = await self.outside.patiently(self.outside.fetch(sql.EVENTS))
            told["deliveries"] = await self.outside.patiently(self.outside.fetch(sql.DELIVERIES))
        except CannotDo as why:
            told |= {"events": [], "deliveries": [], "gone": str(why)}
        return told

    async def house(self, told: Json) -> Json:
        if self.ask is None:
            raise CannotDo("nobody is there who could")
        if told["what"] not in HOUSE:
            raise CannotDo(f"nobody can {told['what']}")
        self.ask({"ask": told["what"], "seconds": float(told.get("seconds") or 0)})
        return {}
