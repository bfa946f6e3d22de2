"""`assignment:` of the operator's file: which rule is for which tickets, what they weigh, who counts as there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import DEFAULT, NOTHING, ONE, AssignRules, Signal, Tell, Weights
from owona_bot.domain.assignment_words import (
    age_of,
    cap_of,
    channel_of,
    hundredths_of,
    language_of,
    skill_of,
    status_of,
)
from owona_bot.domain.calendar import ALWAYS, Calendar
from owona_bot.domain.config_faults import NotRules, Place
from owona_bot.domain.escalation_rules import spelled
from owona_bot.domain.sla_words import flag_of, name_of, one_of
from owona_bot.domain.ticket import Category, Priority

HOW = ("skills", "relax_after", "relax_language", "returning")
"""Of no use where nothing is given away."""

SECTION = ("mode", "rules", "relax_after", "relax_language", "returning", "cap", "hours", "weights", "presence",
           "status_words", "tell")  # fmt: skip

WHOM = ("category", "priority", "language", "channel")

FIELDS = ("name", "mode", *WHOM, *HOW)

WEIGHTS = (*Priority, "waiting", "older")

OLDER = ("after", "times")

USUAL = AssignRules()

Calendars = Mapping[str, Calendar | None]
"""By name, None for one that can't stay itself."""


def assignment_in(section: object, line: object, calendars: Calendars) -> AssignRules:
    """Nothing is given away where there is none. `calendars` are those of `sla:`. Raises NotRules, with every fault."""
    known = {ALWAYS.name: ALWAYS, **calendars}
    whole = {name: calendar for name, calendar in known.items() if calendar is not None}
    if section in (None, ""):
        return AssignRules(calendars=whole)
    if not isinstance(section, Mapping):
        raise NotRules([f"line {line}: assignment: must have keys, such as `mode: load`"])
    place = Place("assignment", section, [], SECTION)
    found = replace(people_in(place, known), calendars=whole, weights=weights_in(place))
    usual = usual_in(place)
    found = replace(found, otherwise=usual, rules=rules_in(place, usual))
    if place.faults:
        raise NotRules(place.faults)
    return found


def people_in(place: Place, calendars: Calendars) -> AssignRules:
    """Who counts as there, and how much they take."""
    cap, hours = place.one("cap", cap_of), place.one("hours", lambda word: one_of(word, calendars))
    presence, tell = place.each("presence", signal_of), place.each("tell", tell_of)
    words = place.each("status_words", status_of)
    return AssignRules(
        cap=USUAL.cap if cap is None else cap,
        hours=calendars[hours] if hours else None,
        presence=frozenset(presence or ()),
        status_words=USUAL.status_words if words is None else words,
        tell=USUAL.tell if tell is None else frozenset(tell),
    )


def usual_in(place: Place) -> Rule:
    """That of tickets which no rule fits; what it says of relaxing and returning holds for all that say nothing."""
    if "mode" not in place.mapping:
        place.fault(f"mode is missing, one of {', '.join(Mode)}; it holds where no rule fits")
    return how_in(place, replace(NOTHING, mode=Mode.LOAD))


def how_in(place: Place, usual: Rule) -> Rule:
    """How it is given away; `usual` is what holds where nothing is said."""
    mode, relax = place.one("mode", mode_of), place.one("relax_after", age_of)
    returning, language = place.one("returning", flag_of), place.one("relax_language", flag_of)
    found = replace(
        usual,
        mode=mode or usual.mode,
        relax_after=relax or usual.relax_after,
        relax_language=usual.relax_language if language is None else language,
        returning=usual.returning if returning is None else returning,
    )
    if language and found.relax_after is None:
        place.fault("says nothing without relax_after, such as `relax_after: 30m`", "relax_language")
    return found


def rules_in(section: Place, usual: Rule) -> tuple[Rule, ...]:
    """Those that can stay; each has a name of its own, and tickets."""
    found: list[Rule] = []
    for place in section.entries("rules", "rule", "`name: billing` and `category: billing`", FIELDS):
        rule = rule_in(place, usual)
        if rule and (why := idle(rule, found)):
            place.fault(why)
        found += [rule] if rule else []
    return tuple(found)


def rule_in(place: Place, usual: Rule) -> Rule | None:
    """None where it can't stay."""
    before = len(place.faults)
    if not place.mapping.get("name"):
        place.fault("name is missing")
    rule = replace(
        how_in(place, usual),
        name=place.one("name", name_of) or "",
        skills=frozenset(place.each("skills", skill_of) or ()),
        categories=named(place, "category", place.each("category", lambda word: one_of(word, tuple(Category)))),
        priorities=named(place, "priority", place.each("priority", lambda word: one_of(word, tuple(Priority)))),
        languages=named(place, "language", place.each("language", language_of)),
        channels=named(place, "channel", place.each("channel", channel_of)),
    )
    for key in HOW:
        if rule.mode is Mode.OFF and key in place.mapping:
            place.fault("says nothing where the mode is off", key)
    if rule.mode is not Mode.OFF and "relax_after" in place.mapping and not rule.skills and not rule.relax_language:
        place.fault("says nothing: neither `skills` are named, nor may the language relax", "relax_after")
    return None if len(place.faults) > before else rule


def named(place: Place, key: str, words: Sequence[str] | None) -> frozenset[str] | None:
    """None where nothing is said: any fits."""
    if place.mapping.get(key) == []:
        place.fault(f"names none; without {key} any fits", key)
    return None if words is None else frozenset(words)


def idle(rule: Rule, above: Sequence[Rule]) -> str | None:
    """Why it would never hold, or never be known by its name."""
    if rule.name == DEFAULT or any(other.name == rule.name for other in above):
        return "the name is that of a ticket that no rule fits" if rule.name == DEFAULT else "the name is taken above"
    cover = next((other for other in above if covers(other, rule)), None)
    return None if cover is None else f"no ticket is left for it: all that it fits come under {cover.name} above"


def covers(above: Rule, rule: Rule) -> bool:
    """Whether it fits whatever the rule fits."""
    pairs = zip(wants(above), wants(rule), strict=True)
    return all(wide is None or (narrow is not None and narrow <= wide) for wide, narrow in pairs)


def wants(rule: Rule) -> tuple[frozenset[str] | None, ...]:
    """In the order of WHOM."""
    return rule.categories, rule.priorities, rule.languages, rule.channels


def weights_in(section: Place) -> Weights:
    """What isn't named weighs what it does without the section."""
    entry = section.mapping.get("weights") or {}
    if not isinstance(entry, Mapping):
        section.fault("must name points, such as {urgent: 4, waiting: 0.5}", "weights")
        return USUAL.weights
    place = Place(f"{section.path}, weights", entry, section.faults, WEIGHTS) if entry else None
    if place is None:
        return USUAL.weights
    points = {priority: place.one(priority, hundredths_of) for priority in Priority}
    told = {priority.value: each for priority, each in points.items() if each is not None}
    waiting = place.one("waiting", hundredths_of)
    after, times = older_in(place)
    return Weights({**USUAL.weights.points, **told}, after, times, ONE if waiting is None else waiting)


def older_in(weights: Place) -> tuple[timedelta | None, int]:
    """From which age on a ticket weighs how many times as much."""
    entry = weights.mapping.get("older")
    if entry is None:
        return None, ONE
    if not isinstance(entry, Mapping):
        weights.fault("must have keys, such as {after: 3d, times: 1.5}", "older")
        return None, ONE
    place = Place(f"{weights.path}, older", entry, weights.faults, OLDER)
    for key in OLDER:
        if key not in entry:
            place.fault(f"{key} is missing")
    times = place.one("times", hundredths_of)
    return place.one("after", age_of), ONE if times is None else times


def mode_of(word: str) -> Mode:
    """Raises Unfit."""
    return Mode(one_of(word, tuple(Mode)))


def signal_of(word: str) -> Signal:
    """Raises Unfit."""
    return Signal(one_of(word, tuple(Signal)))


def tell_of(word: str) -> Tell:
    """Raises Unfit."""
    return Tell(one_of(word, tuple(Tell)))


def told(rules: AssignRules) -> Iterator[str]:
    """A line for each rule and for all else, as `owona-bot config check` shows them."""
    if rules.off:
        yield "assignment: nothing is given away by itself"
        return
    for rule in rules.rules:
        pairs = zip(WHOM, wants(rule), strict=True)
        whom = ", ".join(f"{key} {' '.join(sorted(words))}" for key, words in pairs if words is not None)
        yield f"assignment, rule {rule.name}: {whom or 'all others'} → {how_told(rule)}"
    yield f"assignment, all others → {how_told(rules.otherwise)}"
    hours = rules.hours.name if rules.hours else ALWAYS.name
    yield f"assignment, who says nothing of their own: {rules.cap} tickets at most, works {hours}"


def how_told(rule: Rule) -> str:
    """`round_robin, skills billing, after 30m skills only wished for`."""
    if rule.mode is Mode.OFF:
        return rule.mode.value
    skills = f"skills {' '.join(sorted(rule.skills))}" if rule.skills else ""
    relaxing = [*(["skills"] if rule.skills else []), *(["language"] if rule.relax_language else [])]
    after = spelled(rule.relax_after) if rule.relax_after and relaxing else ""
    wished = f"after {after} {' and '.join(relaxing)} only wished for" if after else ""
    known = "known customers to whom they know" if rule.returning else ""
    return ", ".join(filter(None, [rule.mode.value, skills, wished, known]))
