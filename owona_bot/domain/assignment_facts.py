"""The facts of a decision as JSON: ids, numbers, moments, words of the rule; what is nothing is left out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from owona_bot.domain.assignment import Absent, Facts, Mode, Rule, Wanted, Worker
from owona_bot.domain.people import AgentId

Json: TypeAlias = dict[str, Any]
"""As json.loads makes it: that has no narrower type."""

MICROSECOND = timedelta(microseconds=1)


def to_facts(facts: Facts) -> Json:
    """Workers by id."""
    return {
        "now": facts.now.isoformat(),
        "ticket": wanted_json(facts.wanted),
        "rule": rule_json(facts.rule),
        "workers": [worker_json(worker) for worker in sorted(facts.workers, key=lambda worker: worker.agent)],
    }


def from_facts(told: Mapping[str, Any]) -> Facts:
    """What `to_facts` made, whether or not it went through a database."""
    workers = tuple(worker_in(worker) for worker in told["workers"])
    return Facts(wanted_in(told["ticket"]), workers, rule_in(told["rule"]), datetime.fromisoformat(told["now"]))


def wanted_json(wanted: Wanted) -> Json:
    """Its id as text, moments in ISO 8601; without the customer."""
    return some(
        id=str(wanted.ticket),
        number=wanted.number,
        priority=wanted.priority,
        category=wanted.category,
        language=wanted.language,
        channel=wanted.channel,
        since=wanted.since.isoformat(),
        last=wanted.last,
        released_by=wanted.released_by,
    )


def wanted_in(told: Mapping[str, Any]) -> Wanted:
    """What `wanted_json` made."""
    return Wanted(
        UUID(told["id"]),
        told["number"],
        told["priority"],
        told["category"],
        told.get("language"),
        told["channel"],
        datetime.fromisoformat(told["since"]),
        agent(told, "last"),
        agent(told, "released_by"),
    )


def rule_json(rule: Rule) -> Json:
    """`relax_after` in microseconds."""
    return some(
        name=rule.name,
        mode=rule.mode.value,
        skills=listed(rule.skills) or None,
        relax_after=None if rule.relax_after is None else rule.relax_after // MICROSECOND,
        relax_language=rule.relax_language or None,
        returning=rule.returning or None,
        categories=listed(rule.categories),
        priorities=listed(rule.priorities),
        languages=listed(rule.languages),
        channels=listed(rule.channels),
    )


def rule_in(told: Mapping[str, Any]) -> Rule:
    """What `rule_json` made; what is left out is False, none, or any."""
    relax = told.get("relax_after")
    return Rule(
        told["name"],
        Mode(told["mode"]),
        frozenset(told.get("skills", ())),
        None if relax is None else relax * MICROSECOND,
        relax_language=told.get("relax_language", False),
        returning=told.get("returning", False),
        categories=many(told, "categories"),
        priorities=many(told, "priorities"),
        languages=many(told, "languages"),
        channels=many(told, "channels"),
    )


@lru_cache(maxsize=4096)
def worker_json(worker: Worker) -> Json:
    """One of the team; of many decisions in a row most of them are as they were."""
    return some(
        id=worker.agent,
        skills=listed(worker.skills) or None,
        languages=listed(worker.languages) or None,
        cap=worker.cap,
        open=worker.open,
        load=worker.load,
        absent=worker.absent and worker.absent.value,
        substitute=worker.substitute,
        idle_since=worker.idle_since and worker.idle_since.isoformat(),
    )


def worker_in(told: Mapping[str, Any]) -> Worker:
    """What `worker_json` made; no `languages` are all."""
    absent, idle = told.get("absent"), told.get("idle_since")
    return Worker(
        AgentId(told["id"]),
        frozenset(told.get("skills", ())),
        frozenset(told.get("languages", ())),
        told["cap"],
        told["open"],
        told["load"],
        absent and Absent(absent),
        agent(told, "substitute"),
        idle and datetime.fromisoformat(idle),
    )


def some(**values: Any) -> Json:
    """But for None."""
    return {name: value for name, value in values.items() if value is not None}


def listed(words: Iterable[str] | None) -> list[str] | None:
    """In order."""
    return None if words is None else sorted(words)


def many(told: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """None where it isn't there."""
    return frozenset(told[name]) if name in told else None


def agent(told: Mapping[str, Any], name: str) -> AgentId | None:
    """None where it isn't there."""
    return AgentId(told[name]) if name in told else None
