"""Figures in the text format of Prometheus."""

import asyncio

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Reaction, Return
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics import Stock
from owona_bot.domain.vitals import Vitals
from owona_bot.services.metrics import stock_of

STATES = ("waiting", "leased", "done", "suppressed", "dead")

WAY = {Reaction.LETTER: "smtp", Reaction.READ_MAIL: "mail"}
"""All others go to Slack."""


KEPT = 60.0
"""Seconds for which the tickets' figures are told again: they are of all tickets, and whoever watches asks often."""

HOUR = 3600


class Counted:
    """What stands on the desk, by the definitions of all its figures; read once for all who ask meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._one = asyncio.Lock()
        self._stock: Stock | None = None
        self._until = 0.0

    async def __call__(self) -> Stock:
        """Raises Unavailable."""
        async with self._one:
            now = asyncio.get_running_loop().time()
            if self._stock is None or now >= self._until:
                self._stock = await stock_of(self.desk.db, View(self.desk.clock(), self.desk.zone, None))
                self._until = now + KEPT
            return self._stock


class Metrics:
    """`count` is this process's own; the rest is read from the database when somebody asks."""

    def __init__(self) -> None:
        self.registry = ours = CollectorRegistry()
        self.outcomes = Counter(
            "owona_outcomes", "Attempts by the way they went and their end", ["way", "end"], registry=ours
        )
        self.deliveries = Gauge("owona_deliveries", "Deliveries by state", ["state"], registry=ours)
        self.oldest = Gauge(
            "owona_oldest_waiting_seconds", "Age of the oldest delivery that could go now", registry=ours
        )
        self.unplanned = Gauge("owona_events_unplanned", "Events that nobody has planned yet", registry=ours)
        self.tickets = Gauge("owona_tickets", "Tickets by status", ["status"], registry=ours)
        self.open = Gauge("owona_tickets_open", "Open tickets by priority", ["priority"], registry=ours)
        self.unassigned = Gauge("owona_tickets_unassigned", "Open tickets that nobody of the team holds", registry=ours)
        self.oldest_unassigned = Gauge(
            "owona_oldest_unassigned_seconds", "Age of the oldest open ticket that nobody holds", registry=ours
        )
        self.snoozed = Gauge("owona_tickets_snoozed", "Open tickets out of sight", registry=ours)
        self.breached = Gauge(
            "owona_tickets_breached",
            "Open tickets beyond a deadline, ours or the portal's",
            ["definition"],
            registry=ours,
        )

    def count(self, delivery: Delivery, end: Outcome | Return) -> None:
        """How one attempt ended."""
        ended = end.state if isinstance(end, Outcome) else "failed" if end.failed else "later"
        self.outcomes.labels(WAY.get(delivery.reaction, "slack"), ended).inc()

    def text(self, vitals: Vitals, stock: Stock) -> bytes:
        """Everything that is known."""
        for state in STATES:
            self.deliveries.labels(state).set(vitals.deliveries.get(state, 0))
        self.oldest.set(vitals.oldest)
        self.unplanned.set(vitals.unplanned)
        self.show(stock)
        return generate_latest(self.registry)

    def show(self, stock: Stock) -> None:
        """The tickets' part."""
        for status, count in stock.by_status.items():
            self.tickets.labels(status).set(count)
        for priority, count in stock.by_priority.items():
            self.open.labels(priority).set(count)
        self.unassigned.set(stock.unassigned)
        self.oldest_unassigned.set((stock.oldest_unassigned or 0) * HOUR)
        self.snoozed.set(stock.snoozed)
        self.breached.labels("portal").set(stock.breached.portal or 0)
        self.breached.labels("honest").set(stock.breached.honest or 0)
