"""What an agent sees and sets of themselves: language, whether they are there, which notices they hear."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from blocks import ids
from blocks.new_ticket import State, chosen_in, several_in, text_in
from blocks.notice import page, sentence
from blocks.parts import OPTION, Post, View, boxes, field, modal, select, ticked, typed
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.clock import Translate
from owona_bot.domain.me import SLACKS, Typed
from owona_bot.domain.notice import Notice
from owona_bot.domain.team import Colleague, Myself

HERE, AWAY, SICK = "here", "away", "sick"

NOBODY = "none"

OTHERS = 98
"""Colleagues in one select, beside nobody and who is chosen already."""

UNTIL_LIMIT = 60

SHORT: dict[Notice, str] = {
    Notice.GIVEN: "me.given",
    Notice.TAKEN: "me.taken",
    Notice.ANSWERED: "me.answered",
}


def form(myself: Myself, now: datetime, zone: tzinfo, t: Translate) -> View:
    """With what is so now; an absence ends by the clock of `zone`."""
    who = myself.me
    choices = {HERE: t("me.here"), AWAY: t("me.away"), SICK: t("me.sick")}
    ends = "" if who.there(now) or who.away_until is None else f"{who.away_until.astimezone(zone):%Y-%m-%d %H:%M}"
    stands_in = NOBODY if who.there(now) or myself.substitute is None else myself.substitute.slack_user
    return modal(
        ids.ME_FORM,
        t("me.title"),
        t("me.save"),
        t("notice.close"),
        [
            field(ids.PRESENCE, t("me.presence"), select(ids.VALUE, choices, HERE if who.there(now) else AWAY)),
            field(ids.UNTIL, t("me.until"), typed(ids.VALUE, ends, UNTIL_LIMIT), t("me.until_hint"), optional=True),
            field(ids.SUBSTITUTE, t("me.substitute"), select(ids.VALUE, others(myself, t), stands_in)),
            field(ids.LANGUAGE, t("me.language"), select(ids.VALUE, languages(t), who.language or SLACKS)),
            field(ids.NOTICES, t("me.notices"), ticked(boxes(ids.VALUE, notices(t)), who.notices), optional=True),
        ],
    )


def others(myself: Myself, t: Translate) -> dict[str, str]:
    """Who could stand in; who does is among them, however many there are."""
    found: Sequence[Colleague] = [*([myself.substitute] if myself.substitute else []), *myself.others[:OTHERS]]
    return {NOBODY: t("me.no_substitute")} | {one.slack_user: one_line(one.name, OPTION) for one in found}


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
    presence, substitute = chosen_in(state, ids.PRESENCE), chosen_in(state, ids.SUBSTITUTE)
    return Typed(
        here=presence not in (AWAY, SICK),
        until=text_in(state, ids.UNTIL),
        language=chosen_in(state, ids.LANGUAGE),
        notices=frozenset(Notice(value) for value in several_in(state, ids.NOTICES) if value in set(Notice)),
        sick=presence == SICK,
        substitute="" if substitute == NOBODY else substitute,
    )


def told(myself: Myself, now: datetime, t: Translate) -> Post:
    """As it is now, in the language that it is now."""
    return sentence(" ".join([presence(myself.me, now, t), *stand_in(myself, now, t)]))


def stand_in(myself: Myself, now: datetime, t: Translate) -> list[str]:
    """Who takes what comes meanwhile, and whether they can."""
    if myself.substitute is None or myself.me.there(now):
        return []
    name = one_line(myself.substitute.name, NAME)
    there = myself.substitute.there(now)
    return [t("me.substituted", agent=name), *([] if there else [t("me.substitute_away", agent=name)])]


def warning(myself: Myself, now: datetime, t: Translate) -> View | None:
    """In the form's place: who was chosen to stand in is away too."""
    alone = myself.substitute is not None and not myself.substitute.there(now) and not myself.me.there(now)
    return page(" ".join(stand_in(myself, now, t)), t) if alone else None


def presence(who: Colleague, now: datetime, t: Translate) -> str:
    """Whether they take tickets."""
    if who.there(now):
        return t("me.is_here")
    if who.away_until is None:
        return t("me.is_away")
    return t("me.is_away_until", until=t.moment(who.away_until, now))
