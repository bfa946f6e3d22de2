"""How the bot does, in a few figures."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vitals:
    """`deliveries` by state; `oldest` is the age in seconds of the oldest that could go now, 0 when there is none."""

    deliveries: Mapping[str, int]
    oldest: float
    unplanned: int
