"""Slack's rates, as token buckets (slack-limits.md §5)."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` calls at once, then `per_minute`."""

    per_minute: float
    burst: int


TIER_2 = Rate(20, 20)
TIER_3 = Rate(50, 50)
TIER_4 = Rate(100, 100)
SPECIAL = Rate(600, 600)
POST = Rate(60, 3)
CONNECT = Rate(1, 10)  # tier 1, but ten sockets may stand at once, so ten may be opened


class Pace:
    """One bucket a key (method, or method and channel); `factor` 0 lets everything pass."""

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, rate: Rate, now: float) -> int:
        """Take a token: 0, or the whole seconds after which one is there."""
        if not self.factor:
            return 0
        per_second = rate.per_minute * self.factor / 60
        tokens, since = self._buckets.get(key, (float(rate.burst), now))
        tokens = min(float(rate.burst), tokens + (now - since) * per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return max(1, math.ceil((1 - tokens) / per_second))
        self._buckets[key] = (tokens - 1, now)
        return 0

    def forget(self) -> None:
        self._buckets.clear()
