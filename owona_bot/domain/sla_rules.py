"""`sla:` of the operator's file: policies, for whom each is, when alerts may be posted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import product

from owona_bot.domain.calendar import ALWAYS, Calendar
from owona_bot.domain.config_faults import NotRules, Place
from owona_bot.domain.sla_calendars import Feasts, calendars_in
from owona_bot.domain.sla_policy import PORTAL, Choice, Choices, Metric, Pause, Policy, SlaRules
from owona_bot.domain.sla_words import address_of, duration_of, flag_of, name_of, one_of, shares_of
from owona_bot.domain.ticket import Category, Priority

TIERS = ("free", "starter", "professional", "enterprise")
"""Those that the column `subscriptions.tier` takes; who has no subscription has none."""

WEEKS = 520
"""Ten years: what a calendar's hours must reach a target within."""

SECTION = ("calendars", "alert_hours", "policies")

WHOM: dict[str, tuple[str, ...]] = {"tier": TIERS, "priority": tuple(Priority), "category": tuple(Category)}

FIELDS = ("name", *WHOM, *Metric, "calendar", "pause", "stages", "mail_team", "mail_customer", "chain")

EVERYBODY = tuple(product(Priority, Category, (*TIERS, None)))
"""Every ticket there can be, as far as a policy looks at it."""


def sla_in(section: object, line: object, feasts: Feasts) -> SlaRules:
    """The portal's policy where the section names none. Raises NotRules, which names every fault."""
    if section in (None, ""):
        return SlaRules()
    if not isinstance(section, Mapping):
        raise NotRules([f"line {line}: sla: must have keys, such as `policies:`"])
    place = Place("sla", section, [], SECTION)
    calendars = calendars_in(place, feasts)
    choices = choices_in(place, calendars)
    hours = calendar_of(place, "alert_hours", calendars)
    if place.faults:
        raise NotRules(place.faults)
    own = {name: calendar for name, calendar in calendars.items() if calendar not in (None, ALWAYS)}
    return SlaRules(choices or (Choice(PORTAL),), hours, own)


def choices_in(section: Place, calendars: Mapping[str, Calendar | None]) -> Choices:
    """Those that can stay; each has a name of its own, and tickets."""
    found: list[Choice] = []
    for place in section.entries("policies", "policy", "`name: gold` and `resolution: 8h`", FIELDS):
        choice = choice_in(place, calendars)
        if choice and (why := idle(choice, found)):
            place.fault(why)
        found += [choice] if choice else []
    return tuple(found)


def idle(choice: Choice, above: Sequence[Choice]) -> str | None:
    """Why it would never be taken, or never be found by its name."""
    if any(other.policy.name == choice.policy.name for other in above):
        return "the name is taken by a policy above"
    mine = [who for who in EVERYBODY if choice.fits(*who)]
    taken = [other.policy.name for who in mine for other in first(above, who)]
    if len(taken) < len(mine):
        return None
    names = [other.policy.name for other in above if other.policy.name in taken]
    return f"no ticket is left for it: all that it fits come under {', '.join(dict.fromkeys(names))} above"


def first(above: Iterable[Choice], who: tuple[str, str, str | None]) -> list[Choice]:
    """The one that fits, if any."""
    return [choice for choice in above if choice.fits(*who)][:1]


def uncovered(rules: SlaRules) -> list[tuple[str, str, str | None]]:
    """Priority, category and tier of the tickets that have no clocks."""
    return [who for who in EVERYBODY if rules.pick(*who) is None]


def choice_in(place: Place, calendars: Mapping[str, Calendar | None]) -> Choice | None:
    """None where it can't stay."""
    before = len(place.faults)
    tiers, priorities, categories = (words_in(place, key, known) for key, known in WHOM.items())
    policy = policy_in(place, calendars)
    return None if len(place.faults) > before else Choice(policy, tiers, priorities, categories)


def policy_in(place: Place, calendars: Mapping[str, Calendar | None]) -> Policy:
    """Of use only where nothing was found to be wrong."""
    if not place.mapping.get("name"):
        place.fault("name is missing")
    stages = place.whole("stages", shares_of)
    policy = Policy(
        name=place.one("name", name_of) or "",
        targets=targets_in(place),
        calendar=calendar_of(place, "calendar", calendars) or ALWAYS,
        pauses=frozenset(Pause(word) for word in words_in(place, "pause", tuple(Pause)) or ()),
        stages=PORTAL.stages if stages is None else stages,
        mail_team=place.each("mail_team", address_of) or (),
        mail_customer=place.one("mail_customer", flag_of) or False,
        chain=place.one("chain", name_of),
    )
    for metric in far(policy):
        place.fault(f"the hours of {policy.calendar.name} don't reach it in ten years", metric)
    return policy


def words_in(place: Place, key: str, known: Sequence[str]) -> frozenset[str] | None:
    """None where nothing is said."""
    words = place.each(key, lambda word: one_of(word, known))
    if place.mapping.get(key) == [] and key in WHOM:
        place.fault(f"names none; without {key} any fits", key)
    return None if words is None else frozenset(words)


def targets_in(place: Place) -> dict[Metric, timedelta]:
    """One at least."""
    if not any(metric in place.mapping for metric in Metric):
        place.fault(f"has no target, such as `resolution: 8h`; there are {', '.join(Metric)}")
    found = {metric: place.one(metric, duration_of) for metric in Metric}
    return {metric: target for metric, target in found.items() if target is not None}


def far(policy: Policy) -> list[Metric]:
    """What would have no moment at all."""
    minutes = sum(end - start for hours in policy.calendar.week for start, end in hours)
    return [metric for metric, target in policy.targets.items() if target > WEEKS * timedelta(minutes=minutes)]


def calendar_of(place: Place, key: str, calendars: Mapping[str, Calendar | None]) -> Calendar | None:
    """None where none is named, or one that can't stay itself."""
    name = place.one(key, lambda word: one_of(word, calendars))
    return calendars[name] if name else None
