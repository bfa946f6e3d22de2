"""The drawer: what happens underneath, and the switches that make it fail."""

from collections.abc import Awaitable, Callable

from owona_bot.playground import page_sql as sql
from owona_bot.playground.page_outside import Outside
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

LINES = 100
HOUSE = frozenset({"kill_bot", "start_bot", "stop_database", "move_clock", "reset_clock"})
"""What only whoever started the desk can do."""

FARTHEST = 365 * 86_400.0
"""Seconds that the bot's clock may be ahead."""

Act = Callable[[Json], Awaitable[Json]]
Ask = Callable[[Json], None]


class Beneath:
    """`ask` reaches whoever started the desk; None where nobody listens. `ahead`: seconds of the bot's clock."""

    def __init__(self, slack: Slack, outside: Outside, ask: Ask | None) -> None:
        self.slack = slack
        self.outside = outside
        self.ask = ask
        self.ahead = 0.0
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
        seconds = float(told.get("seconds") or 0)
        match told["what"]:
            case "move_clock":
                self._set_clock(self.ask, self.ahead + seconds)
            case "reset_clock":
                self._set_clock(self.ask, 0.0)
            case what:
                self.ask({"ask": what, "seconds": seconds})
        return {}

    def _set_clock(self, ask: Ask, ahead: float) -> None:
        """Presses add up here, so that two windows don't undo each other. Raises CannotDo."""
        if not 0 <= ahead <= FARTHEST:  # nor NaN
            raise CannotDo("the clock runs ahead, and a year at most")
        self.ahead = ahead
        ask({"ask": "set_clock", "seconds": ahead})
