"""`sla: calendars:` of the operator's file: hours, zones, public holidays, half days, closures."""

from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias
from zoneinfo import available_timezones

from owona_bot.domain.calendar import ALWAYS, Calendar, Week
from owona_bot.domain.config_faults import LINE, Place, Unfit, bare, shown
from owona_bot.domain.sla_words import days_of, hours_of, minute_of, name_of, yearly

Feasts: TypeAlias = Callable[[str], Mapping[date, str]]
"""The public holidays of a German state, by its two letters, of all years that it is asked about."""

STATES = {
    "BB": "Brandenburg",
    "BE": "Berlin",
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "HB": "Bremen",
    "HE": "Hessen",
    "HH": "Hamburg",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
}

NONE = "none"

ZONE = "Europe/Berlin"

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

FIELDS = ("zone", "week", "holidays", "half_days", "closures")

LEFT_OUT = frozenset({"Factory", "localtime"})
"""Of the zones: the one is none, the other is the machine's."""


def calendars_in(section: Place, feasts: Feasts) -> dict[str, Calendar | None]:
    """By name, None for one that can't stay; `always`, around the clock, is there without being said."""
    found: dict[str, Calendar | None] = {ALWAYS.name: ALWAYS}
    entries = section.mapping.get("calendars") or {}
    if not isinstance(entries, Mapping):
        section.fault("must name calendars, such as `office:`", "calendars")
        return found
    for name, entry in entries.items():
        if name != LINE:
            found[name] = calendar_in(section, name, entry, feasts)
    return found


def calendar_in(section: Place, name: str, entry: object, feasts: Feasts) -> Calendar | None:
    """None where it can't stay."""
    if not isinstance(entry, Mapping):
        section.fault("must have keys, such as `zone:` and `week:`", f"calendar {bare(name)}", name)
        return None
    before = len(section.faults)
    place = Place(f"{section.path}, calendar {bare(name)}", entry, section.faults, FIELDS)
    place.read([name], "", lambda words: new_name(words[0]))
    zone, week, state = zone_in(place), week_in(place), place.one("holidays", state_of)
    half_days, closures = half_days_in(place), place.each("closures", days_of) or ()
    if len(section.faults) > before or zone is None:
        return None
    code = None if state == NONE else state
    return Calendar(str(name), zone, week, code, feasts(code) if code else {}, half_days, closures)


def new_name(word: str) -> str:
    """Raises Unfit for what is no name, and for the one that is taken."""
    if word == ALWAYS.name:
        raise Unfit(f"{word} is around the clock; another calendar needs another name")
    return name_of(word)


def zone_in(place: Place) -> str | None:
    """No zone is meant when nothing is said."""
    if "zone" not in place.mapping:
        place.fault("zone is missing, such as Europe/Berlin")
    return place.one("zone", zone_of)


def zone_of(word: str) -> str:
    """Raises Unfit."""
    zones = available_timezones() - LEFT_OUT
    if word in zones:
        return str(word)
    near = get_close_matches(word, sorted(zones), 1)
    raise Unfit(f"{shown(word)} is no zone; {near[0]} is near" if near else f"{shown(word)} is no zone, such as {ZONE}")


def week_in(place: Place) -> Week:
    """A day that is not named is closed; one day at least must be open."""
    entry = place.mapping.get("week")
    if not isinstance(entry, Mapping):
        place.fault("must name the hours of days, such as {mon: [08:00-12:00, 13:00-17:00]}", "week")
        return ALWAYS.week
    before = len(place.faults)
    days = Place(f"{place.path}, week", entry, place.faults, WEEKDAYS)
    mon, tue, wed, thu, fri, sat, sun = (days.whole(day, hours_of) or () for day in WEEKDAYS)
    week: Week = (mon, tue, wed, thu, fri, sat, sun)
    if len(place.faults) == before and not any(week):
        days.fault("has no open hour, so that nothing would ever be due")
    return week


def state_of(word: str) -> str:
    """Two letters, or `none`. Raises Unfit."""
    if word == NONE or word in STATES:
        return str(word)
    letters = [code for code, name in STATES.items() if word.casefold() in (code.casefold(), name.casefold())]
    told = f"{letters[0]} is meant" if letters else f"there are {NONE}, {', '.join(STATES)}"
    raise Unfit(f"{shown(word)} is no German state; {told}")


def half_days_in(place: Place) -> dict[tuple[int, int], int]:
    """Month and day, and the minute at which it closes."""
    entry = place.mapping.get("half_days") or {}
    if not isinstance(entry, Mapping):
        place.fault('must name days and when they close, such as {"12-24": "12:00"}', "half_days")
        return {}
    days = Place(f"{place.path}, half_days", entry, place.faults, entry)
    names = [name for name in entry if name != LINE]
    read = [(days.read([name], "", lambda words: yearly(words[0])), days.one(name, minute_of)) for name in names]
    return {day: minute for day, minute in read if day is not None and minute is not None}
