"""What an agent sees and sets of themselves: language, whether they are there, which notices they hear."""

from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in, several_in, text_in
from blocks.notice import sentence
from blocks.parts import Post, View, boxes, field, modal, select, ticked, typed
from owona_bot.domain.clock import Translate
from owona_bot.domain.me import SLACKS, Typed
from owona_bot.domain.notice import Notice
from owona_bot.domain.team import Colleague

HERE, AWAY = "here", "away"

UNTIL_LIMIT = 60

SHORT: dict[Notice, str] = {
    Notice.GIVEN: "me.given",
    Notice.TAKEN: "me.taken",
    Notice.ANSWERED: "me.answered",
}


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
            field(ids.NOTICES, t("me.notices"), ticked(boxes(ids.VALUE, notices(t)), who.notices), optional=True),
        ],
    )


def languages(t: Translate) -> dict[str, str]:
    """Each in itself."""
    return {SLACKS: t("me.slacks"), "de": "Deutsch", "en": "English"}


def notices(t: Translate) -> dict[str, str]:
    """What is told by direct message."""
    return {
        Notice.GIVEN: t("me.hear_given"),
        Notice.TAKEN: t("me.hear_taken"),
        Notice.ANSWERED: t("me.hear_answered"),
    }


def hears(who: Colleague, t: Translate) -> str:
    """Which of them, in a few words."""
    chosen = [t(SHORT[notice]) for notice in Notice if notice in who.notices]
    return t("me.hears", what=", ".join(chosen)) if chosen else t("me.hears_nothing")


def read(state: State) -> Typed:
    """As it was chosen and typed."""
    here = chosen_in(state, ids.PRESENCE) != AWAY
    wanted = frozenset(Notice(value) for value in several_in(state, ids.NOTICES) if value in set(Notice))
    return Typed(here, text_in(state, ids.UNTIL), chosen_in(state, ids.LANGUAGE), wanted)


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
