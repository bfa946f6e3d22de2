"""Figures, and how they are told: a plain line each, with its target and what it is measured against."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """`base` is the same thing without the bot, in the same unit and run; `most` of the value, `ratio` of the two."""

    what: str
    value: float
    unit: str = "ms"
    most: float | None = None
    base: float | None = None
    ratio: float | None = None

    @property
    def over(self) -> bool:
        """Whether a target is missed."""
        times = self.value / self.base if self.base else 0.0
        return (self.most is not None and self.value >= self.most) or (self.ratio is not None and times > self.ratio)

    def line(self) -> str:
        """For people and for grep: `over` stands only where a target is missed."""
        words = [f"  {self.what:<54}{self.value:>9.2f} {self.unit}"]
        if self.base:
            words.append(f"base {self.base:.2f} {self.unit}, ratio {self.value / self.base:.2f}")
        words += [f"target < {self.most:g} {self.unit}"] if self.most is not None else []
        words += [f"target ≤ {self.ratio:g} × base"] if self.ratio is not None else []
        if self.most is not None or self.ratio is not None:
            words.append("OVER" if self.over else "ok")
        return "  ".join(words)


@dataclass(frozen=True, slots=True)
class Spread:
    """Three points of a sample."""

    p50: float
    p95: float
    p99: float


def spread(sample: Sequence[float]) -> Spread:
    """Of at least two values."""
    hundredths = quantiles(sample, n=100, method="inclusive")
    return Spread(median(sample), hundredths[94], hundredths[98])


def load() -> str:
    """How busy the machine is; figures of a busy one are worth less."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, load {one:.2f} (1 min) {five:.2f} (5 min)"
