"""Public holidays of the German states, as data for rules: from the library `holidays`, which knows their laws."""

from collections.abc import Mapping
from datetime import date

from holidays import country_holidays

YEARS = range(2000, 2061)
"""Always the same, so that a calendar is the same whenever it is read; later ones have no holidays."""


def feasts(state: str) -> Mapping[date, str]:
    """Of a state's two letters: what is a holiday in all of it, under its German name.

    Not in it is what holds in some places alone: Mariä Himmelfahrt in Bavaria's Catholic ones, Fronleichnam in some of
    Saxony and Thuringia, Augsburg's Friedensfest.
    """
    found = country_holidays("DE", subdiv=state, years=YEARS, language="de", observed=False)
    return {day: name for day, name in sorted(found.items()) if day.year in YEARS}
