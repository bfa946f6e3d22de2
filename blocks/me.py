"""What an agent sees and sets of themselves: language, and whether they are there."""

from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in, text_in
from blocks.notice import sentence
from blocks.parts import Post, View, field, modal, select, typed
from owona_bot.domain.clock import Translate
from owona_bot.domain.me import SLACKS, Typed
from owona_bot.domain.team import Colleague

HERE, AWAY = "here", "away"

UNTIL_LIMIT = 60


def form(who: Colleague, now: datetime, t: Translate) -> View:
    """With what is so now."""
    choices = {HERE: t("me.here"), AWAY: t("me.away")}
    return modal(
        ids.ME_FORM,
        t("me.title"),
        t("me.save"),
        t("notice.close"),
        [
            field(ids.PRESENCE, t("me.presence"), select(ids.VALUE, choices, HERE if who.there(now) else AWAY)),
            field(ids.UNTIL, t("me.until"), typed(ids.VALUE, "", UNTIL_LIMIT), t("me.until_hint"), optional=True),
            field(ids.LANGUAGE, t("me.language"), select(ids.VALUE, languages(t), who.language or SLACKS)),
        ],
    )


def languages(t: Translate) -> dict[str, str]:
    """Each in itself."""
    return {SLACKS: t("me.slacks"), "de": "Deutsch", "en": "English"}


def read(state: State) -> Typed:
    """As it was chosen and typed."""
    here = chosen_in(state, ids.PRESENCE) != AWAY
    return Typed(here, text_in(state, ids.UNTIL), chosen_in(state, ids.LANGUAGE))


def told(who: Colleague, now: datetime, t: Translate) -> Post:
    """As it is now, in the language that it is now."""
    return sentence(presence(who, now, t))


def presence(who: Colleague, now: datetime, t: Translate) -> str:
    """Whether they take tickets."""
    if who.there(now):
        return t("me.is_here")
    if who.away_until is None:
        return t("me.is_away")
    return t("me.is_away_until", until=t.moment(who.away_until, now))
