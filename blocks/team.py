"""The team as its members see it, and the form in which admins change it."""

from collections.abc import Sequence
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    field,
    gap,
    labels,
    mention,
    modal,
    person,
    post,
    rich,
    said,
    section,
    select,
)
from blocks.text import one_line
from blocks.ticket_card import NAME
from blocks.words import ROLE
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import ROLES
from owona_bot.domain.team import Colleague, Wish, role_named

NOBODY = "none"

SHOWN = 60
"""Colleagues in one list; a message has room for no more."""


def listed(team: Sequence[Colleague], now: datetime, t: Translate, *, changes: bool) -> Post:
    """Who, in which role, with how much to do; `changes` adds the button for whoever may."""
    shown = team[:SHOWN]
    told = [f"{one_line(one.name, NAME)} ({labels(facts(one, now, t))})" for one in shown]
    more = [section(t("team.more", count=len(team) - SHOWN))] if len(team) > SHOWN else []
    change = actions(button(t("team.change"), ids.SAY, "team change")) if changes else []
    heading = t("team.heading", count=len(team))
    return post(
        f"{heading} {', '.join(told)}",
        section(heading),
        bullets(*(line(one, now, t) for one in shown)),
        *more,
        *change,
    )


def line(one: Colleague, now: datetime, t: Translate) -> list[Block]:
    """`Anna · admin · 3 open`."""
    return [said(one_line(one.name, NAME), "bold"), gap(f" · {labels(facts(one, now, t))}")]


def facts(one: Colleague, now: datetime, t: Translate) -> list[str]:
    """All that matters to who looks for help."""
    away = [] if one.there(now) else [absence(one, now, t)]
    return [t(ROLE[one.role]), t("team.open", count=one.open_tickets), *away]


def absence(one: Colleague, now: datetime, t: Translate) -> str:
    """Until when, where that is known."""
    if one.away_until is None:
        return t("team.away")
    return t("team.away_until", until=t.moment(one.away_until, now))


def form(t: Translate) -> View:
    """A person and what they are to be."""
    roles: dict[str, str] = {role: t(ROLE[role]) for role in ROLES}
    roles[NOBODY] = t("team.nobody")
    return modal(
        ids.TEAM_FORM,
        t("team.title"),
        t("team.save"),
        t("notice.close"),
        [
            field(ids.PERSON, t("team.person"), person(ids.VALUE, None)),
            field(ids.ROLE, t("team.role"), select(ids.VALUE, roles, "agent"), t("team.role_hint")),
        ],
    )


def read(state: State) -> Wish:
    """As it was chosen."""
    person_id = state.get(ids.PERSON, {}).get(ids.VALUE, {}).get("selected_user")
    role = chosen_in(state, ids.ROLE)
    return Wish(str(person_id), "none" if role == NOBODY else role_named(role))


def changed(wish: Wish, known: bool, t: Translate) -> Post:
    """A person whom Slack has to be asked about first is told of by delivery."""
    return post(spoken(wish, known, t), rich(mention(wish.slack_user), gap(f": {spoken(wish, known, t)}")))


def done(wish: Wish, known: bool, t: Translate) -> View:
    """The same in the form's place."""
    told = rich(mention(wish.slack_user), gap(f": {spoken(wish, known, t)}"))
    return modal(ids.NOTICE, t("team.title"), "", t("notice.close"), [told])


def spoken(wish: Wish, known: bool, t: Translate) -> str:
    """What is so now, or will be."""
    if wish.role == "none":
        return t("team.removed")
    return t("team.is_now", role=t(ROLE[wish.role])) if known else t("team.will_be", role=t(ROLE[wish.role]))


def refused(slack_user: str, t: Translate) -> Post:
    """To operations: Slack says that they can be none of the team."""
    sentence = t("team.refused")
    return post(sentence, rich(mention(slack_user), gap(f": {sentence}")))
