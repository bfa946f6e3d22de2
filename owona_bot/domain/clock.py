"""The protocols that rules and views are handed: a clock, and the catalogue's voice."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

Clock = Callable[[], datetime]
"""The present moment, with zone. The demo's runs faster."""


class Translate(Protocol):
    """One locale's catalogue: `t("card.age", age=…)`. Raises KeyError for a key it lacks."""

    @property
    def locale(self) -> str:
        """Two letters: `de` or `en`."""

    def __call__(self, key: str, /, **values: object) -> str: ...

    def age(self, since: datetime, now: datetime) -> str:
        """A span in words: `3 Min.`, `2 days`."""

    def moment(self, when: datetime, now: datetime) -> str:
        """On the desk's wall: `morgen, 9:00`, `Mon, Nov 30, 9:00 AM`."""

    def day(self, day: date, *, short: bool = False) -> str:
        """`Mo., 16. Nov. 2026`; short `16.11.`."""

    def month(self, day: date) -> str:
        """`November 2026`."""

    def number(self, value: float, places: int = 0) -> str:
        """`1.234,5`, with so many places behind the point."""
