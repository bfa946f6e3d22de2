"""What an agent sees and sets of themselves: language, and whether they are there."""

from datetime import datetime
from zoneinfo import ZoneInfo

from blocks import ids
from blocks.new_ticket import State, chosen_in, text_in
from blocks.notice import sentence
from blocks.parts import Post, View, field, modal, select, typed
from owona_bot.domain.clock import Translate
from owona_bot.domain.me import LANGUAGES, SLACKS, Wanted, until_in
from owona_bot.domain.team import Colleague

HERE, AWAY = "here", "away"

UNTIL_LIMIT = 60


def form(who: Colleague, now: datetime, t: Translate) -> View:
    """With what is so now."""
    presence = {HERE: t("me.here"), AWAY: t("me.away")}
    languages = {SLACKS: t("me.slacks"), "de": "Deutsch", "en": "English"}
    return modal(
        ids.ME_FORM,
        t("me.title"),
        t("me.save"),
        t("notice.close"),
        [
            field(ids.PRESENCE, t("me.presence"), select(ids.VALUE, presence, HERE if who.there(now) else AWAY)),
            field(ids.UNTIL, t("me.until"), typed(ids.VALUE, "", UNTIL_LIMIT), t("me.until_hint"), optional=True),
            field(ids.LANGUAGE, t("me.language"), select(ids.VALUE, languages, who.language or SLACKS)),
        ],
    )


def read(state: State, now: datetime, zone: ZoneInfo) -> Wanted:
    """Raises NotAMoment, InThePast or TooFar for the end of an absence."""
    here = chosen_in(state, ids.PRESENCE) != AWAY
    until = None if here else until_in(text_in(state, ids.UNTIL), now, zone)
    return Wanted(here, until, speaks=True, language=LANGUAGES.get(chosen_in(state, ids.LANGUAGE)))


def told(who: Colleague, now: datetime, t: Translate) -> Post:
    """As it is now, in the language that it is now."""
    if who.there(now):
        return sentence(t("me.is_here"))
    if who.away_until is None:
        return sentence(t("me.is_away"))
    return sentence(t("me.is_away_until", until=t.moment(who.away_until, now)))
