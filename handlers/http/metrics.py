"""Figures in the text format of Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from owona_bot.domain.delivery import Delivery, Outcome, Reaction, Return
from owona_bot.domain.vitals import Vitals

STATES = ("waiting", "leased", "done", "suppressed", "dead")

WAY = {Reaction.LETTER: "smtp", Reaction.READ_MAIL: "mail"}
"""All others go to Slack."""


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

    def count(self, delivery: Delivery, end: Outcome | Return) -> None:
        """How one attempt ended."""
        ended = end.state if isinstance(end, Outcome) else "failed" if end.failed else "later"
        self.outcomes.labels(WAY.get(delivery.reaction, "slack"), ended).inc()

    def text(self, vitals: Vitals) -> bytes:
        """Everything that is known."""
        for state in STATES:
            self.deliveries.labels(state).set(vitals.deliveries.get(state, 0))
        self.oldest.set(vitals.oldest)
        self.unplanned.set(vitals.unplanned)
        return generate_latest(self.registry)
