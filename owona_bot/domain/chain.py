"""A chain: steps that follow each other while nobody answers, when each is due, and how it is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from owona_bot.domain.calendar import Calendar, next_open


class StepAct(StrEnum):
    """What a step does."""

    NOTIFY = "notify"
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"


class To(StrEnum):
    """Whom a step means: a person by address, a group or a channel by Slack's id, a mailbox, or whoever is on call."""

    PERSON = "person"
    GROUP = "group"
    CHANNEL = "channel"
    MAIL = "mail"
    ON_CALL = "oncall"


@dataclass(frozen=True, slots=True)
class Step:
    """One act, `wait` after the one before it; to raise the priority is `to` nobody."""

    wait: timedelta
    act: StepAct
    to: To | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps, run `repeat` times at most; `window` names the calendar that they wait for, urgent tickets or not."""

    name: str
    steps: tuple[Step, ...]
    repeat: int = 1
    window: str | None = None
    window_for_urgent: bool = False


Chains: TypeAlias = Mapping[str, Chain]

Opens: TypeAlias = Callable[[datetime], datetime]
"""A calendar's: the moment itself when it is open then, else when it opens next."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Which step is next, from 0, of which run, from 1, and since when it waits."""

    step: int
    run: int
    since: datetime


def opening(calendar: Calendar) -> Opens:
    """One that opens never again is asked again in a day."""

    def opens(moment: datetime) -> datetime:
        return next_open(calendar, moment) or moment + timedelta(days=1)

    return opens


def turn(chain: Chain, progress: Progress, now: datetime, opens: Opens | None, *, urgent: bool) -> datetime:
    """When the next step may happen: `now` where it may at once, never before it."""
    moment = max(progress.since + chain.steps[progress.step].wait, now)
    waits = opens is not None and (chain.window_for_urgent or not urgent)
    return opens(moment) if opens is not None and waits else moment


def stepped(chain: Chain, progress: Progress, now: datetime, *, at_once: bool = False) -> Progress | None:
    """What comes next after a step that was done `now`; None: that was the last one.

    `at_once` waits for nothing, but that the whole begins again does: else a chain of people who have left would be
    over, all of its runs, within seconds.
    """
    last = progress.step + 1 == len(chain.steps)
    if last and progress.run >= chain.repeat:
        return None
    step, run = (0, progress.run + 1) if last else (progress.step + 1, progress.run)
    return Progress(step, run, now - chain.steps[step].wait if at_once and not last else now)


def snapshot(chain: Chain | None) -> dict[str, object]:
    """As `escalations.steps` has it; empty where no chain begins."""
    if chain is None:
        return {}
    steps = [
        {"wait": step.wait.total_seconds(), "act": step.act.value, "to": step.to and step.to.value, "name": step.name}
        for step in chain.steps
    ]
    return {
        "steps": steps,
        "repeat": chain.repeat,
        "window": chain.window,
        "window_for_urgent": chain.window_for_urgent,
    }


def restored(name: str | None, kept: Mapping[str, object]) -> Chain | None:
    """Of what `snapshot` wrote."""
    match kept:
        case {"steps": list(steps), "repeat": int(repeat), "window": window, "window_for_urgent": bool(for_urgent)}:
            read = tuple(step_of(step) for step in steps)
            return Chain(name or "", read, repeat, str(window) if window else None, for_urgent) if read else None
    return None


def step_of(kept: Mapping[str, object]) -> Step:
    """One of them."""
    to = To(str(kept["to"])) if kept["to"] else None
    return Step(timedelta(seconds=float(str(kept["wait"]))), StepAct(str(kept["act"])), to, str(kept["name"]))
