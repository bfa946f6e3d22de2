"""What the portal makes of plans and knowledge in its newest tickets' messages, as tolerant as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from owona_bot.domain.metrics import Known, Suggestion

SHOWN = 12
"""Articles that the portal's page shows."""

ENDED = frozenset({"done", "completed", "resolved"})

TAGS = {"supabase_query": "supabase", "hetzner_command": "hetzner", "ux_update": "frontend"}

AGENTS = {"supabase": "supabase-analyst", "hetzner": "hetzner-ops", "frontend": "frontend-diagnostics"}
"""Who is asked about a suggestion of that tag."""

OTHERWISE = "generic"


@dataclass(frozen=True, slots=True)
class Noted:
    """A message's metadata, and the number of its ticket; those of a ticket come oldest first."""

    number: int
    metadata: object


def mapping(value: object) -> Mapping[str, object]:
    """Anything else has nothing in it."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> Sequence[object]:
    """Anything else has nothing in it."""
    return value if isinstance(value, list) else ()


def inventory(notes: Iterable[Noted]) -> tuple[Known, ...]:
    """What plans knew, the most used first."""
    counts: dict[str, int] = {}
    titles: dict[str, str] = {}
    for note in notes:
        for one in map(mapping, listed(mapping(note.metadata).get("knowledge"))):
            if isinstance(id_ := one.get("id"), str):
                counts[id_] = counts.get(id_, 0) + 1
                titles.setdefault(id_, str(one.get("title") or id_))
    known = [Known(id_, titles[id_], count) for id_, count in counts.items()]
    return tuple(sorted(known, key=lambda one: (-one.count, one.id))[:SHOWN])


def suggestions(notes: Iterable[Noted]) -> tuple[Suggestion, ...]:
    """One of each ticket whose newest plan has something left to do."""
    newest = {note.number: plan for note in notes if (plan := mapping(note.metadata).get("plan")) and is_plan(plan)}
    found = (suggestion(number, mapping(plan)) for number, plan in newest.items())
    return tuple(one for one in found if one is not None)


def is_plan(plan: object) -> bool:
    """The portal takes objects alone."""
    return isinstance(plan, Mapping)


def suggestion(number: int, plan: Mapping[str, object]) -> Suggestion | None:
    """None where all is done."""
    left = [one for one in map(mapping, listed(plan.get("actions"))) if one and str(one.get("status")) not in ENDED]
    if not left:
        return None
    tags = tuple(dict.fromkeys(TAGS.get(str(one.get("type")), OTHERWISE) for one in left))
    agent = next((name for tag, name in AGENTS.items() if tag in tags), "")
    return Suggestion(number, agent, tags, len(left))
