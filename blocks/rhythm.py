"""When something happens again and again, in words."""

from blocks.text import one_line
from blocks.words import WEEKDAY
from owona_bot.domain.clock import Translate
from owona_bot.domain.cron import read
from owona_bot.domain.errors import FieldError
from owona_bot.domain.rhythm import Beat, Rhythm, rhythm, span_of
from owona_bot.domain.schedule import Entry

LINE = 100
"""Characters of a cron line."""


PAST = {0: "schedule.full_hour", 1: "schedule.hourly_one"}
"""Minutes past the hour that are said in their own way."""


def when(one: Entry, t: Translate) -> str:
    """In words where there are some."""
    try:
        found = rhythm(read(one.cron))
    except FieldError:
        found = None
    return words(found, t) if found else one_line(t("schedule.cron", cron=one.cron), LINE)


def words(found: Rhythm, t: Translate) -> str:
    """`Monday to Friday at 9:00`."""
    clock = ", ".join(f"{hour}:{minute:02}" for hour, minute in found.times)
    match found.beat:
        case Beat.MINUTES:
            return t("schedule.minutes", every=found.every) if found.every > 1 else t("schedule.each_minute")
        case Beat.HOURLY:
            return t(PAST.get(found.every, "schedule.hourly"), minute=found.every)
        case Beat.DAILY:
            return t("schedule.daily", clock=clock)
        case Beat.WEEKLY:
            return t("schedule.weekly", days=weekdays(found.days, t), clock=clock)
        case Beat.MONTHLY:
            days = ", ".join(t("schedule.day_of_month", day=day) for day in found.days)
            return t("schedule.monthly" if days else "schedule.monthly_last", days=days, clock=clock)


def weekdays(days: tuple[int, ...], t: Translate) -> str:
    """`Monday to Friday`, `Monday, Thursday`."""
    if span := span_of(days):
        return t("schedule.days", first=t(WEEKDAY[span[0]]), last=t(WEEKDAY[span[1]]))
    return ", ".join(t(WEEKDAY[day]) for day in days)
