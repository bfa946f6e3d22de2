"""The operator's file as a whole: each section read by its own rules, every fault of all of them at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.assignment_rules import assignment_in
from owona_bot.domain.chain import Chains
from owona_bot.domain.config_faults import LINE, NotRules, by_line, unknown
from owona_bot.domain.escalation_rules import chains_in, entries
from owona_bot.domain.routing import Rules, rules_in
from owona_bot.domain.sla_calendars import Feasts
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_rules import sla_in

SECTIONS = ("routing", "sla", "escalation", "assignment")
"""What the file may have."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Config:
    """What a section that is not there leaves as it is."""

    routing: Rules = ()
    sla: SlaRules = field(default_factory=SlaRules)
    chains: Chains = field(default_factory=dict)
    assignment: AssignRules = field(default_factory=AssignRules)


def config_in(document: object, feasts: Feasts) -> Config:
    """Of the whole file. Raises NotRules, which names every fault, from the first line to the last."""
    if document is None:
        return Config()
    if not isinstance(document, Mapping):
        raise NotRules([f"line 1: the file must have keys, such as `{SECTIONS[0]}:`"])
    faults = unknown(document, SECTIONS)
    routing = section(faults, lambda: rules_in(document.get("routing"), document[LINE]))
    sla = section(faults, lambda: sla_in(document.get("sla"), document[LINE], feasts))
    chains = section(faults, lambda: chains_in(document.get("escalation"), document[LINE], document.get("sla")))
    named = dict.fromkeys(entries(document.get("sla"), "calendars"))
    calendars = {**named, **(sla.calendars if sla else {})}
    assignment = section(faults, lambda: assignment_in(document.get("assignment"), document[LINE], calendars))
    if faults or routing is None or sla is None or chains is None or assignment is None:
        raise NotRules(by_line(faults))
    return Config(routing, sla, chains, assignment)


def section(faults: list[str], read: Callable[[], Read]) -> Read | None:
    """None where it can't stay; the faults of the others are looked for all the same."""
    try:
        return read()
    except NotRules as error:
        faults += error.faults
        return None
