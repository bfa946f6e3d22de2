"""The team as its members see it, and the form in which admins change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from blocks import ids
from blocks.candidates import ABSENT
from blocks.new_ticket import State, chosen_in
from blocks.parts import (
    OPTION,
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
    menu,
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
from owona_bot.domain.people import ROLES, Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.team import Colleague, Myself, Seat, Wish, role_named
from owona_bot.domain.working_hours import spelled

NOBODY = "none"

SHOWN = 40
"""Colleagues in one list; a message has room for no more."""

ROOM = 2_400
"""Characters of what all of them can and when, together."""

BAR = 5
"""Parts of a bar."""

OPTIONS = 100
"""Of one menu."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list, and when; `zone` is where hours are meant."""

    agent: Agent
    now: datetime
    zone: str
    t: Translate


def listed(team: Sequence[Seat], reader: Reader) -> Post:
    """Who, in which role, with how much to do, and what they can; with what the reader may change."""
    t, shown = reader.t, team[:SHOWN]
    told = [f"{one_line(one.colleague.name, NAME)} ({labels(facts(one, team, reader))})" for one in shown]
    heading = t("team.heading", count=len(team))
    return post(
        f"{heading} {', '.join(told)}",
        section(heading),
        bullets(*(line(one, team, reader) for one in shown)),
        *more(team, t),
        *actions(*changes(team, reader)),
    )


def more(team: Sequence[Seat], t: Translate) -> list[Block]:
    """How many are not shown."""
    return [section(t("team.more", count=len(team) - SHOWN))] if len(team) > SHOWN else []


def line(one: Seat, team: Sequence[Seat], reader: Reader) -> list[Block]:
    """`Anna · admin · 3/12 open · billing, bug · de, en · mo-fr 9:00-17:00`."""
    return [said(one_line(one.colleague.name, NAME), "bold"), gap(f" · {labels(facts(one, team, reader))}")]


def loads(team: Sequence[Seat], reader: Reader) -> list[Block]:
    """A line each, close beneath each other, and what their numbers are."""
    lines = [loaded(one, team, reader) for one in team[:SHOWN]]
    runs = [run for n, one in enumerate(lines) for run in ([gap("\n"), *one] if n else one)]
    return [section(reader.t("team.loads")), rich(*runs)] if runs else []


def loaded(one: Seat, team: Sequence[Seat], reader: Reader) -> list[Block]:
    """`▰▰▰▱▱ 3/5 · Anna · lead · outside working hours`: bars of one width stand beneath each other in any font."""
    t, who = reader.t, one.colleague
    load = [gap(f"{bar(one.open, one.cap)} · ")] if one.cap else []
    left = [t("team.open", count=one.open)] if not one.cap and one.open else []
    rest = [t(ROLE[who.role]), *left, *takes_none(one, t), *missing(one, reader), *able(one, team, reader)]
    return [*load, said(one_line(who.name, NAME), "bold"), gap(f" · {labels(rest)}")]


def bar(open_: int, cap: int) -> str:
    """All of it for nobody but who has no room left."""
    full = BAR if open_ >= cap else max(open_ * BAR // cap, min(open_, 1))
    return f"{'▰' * full}{'▱' * (BAR - full)} {open_}/{cap}"


def facts(one: Seat, team: Sequence[Seat], reader: Reader) -> list[str]:
    """All that matters to who looks for help."""
    t = reader.t
    load = t("team.load", open=one.open, cap=one.cap) if one.cap else t("team.open", count=one.open)
    return [t(ROLE[one.colleague.role]), load, *takes_none(one, t), *missing(one, reader), *able(one, team, reader)]


def takes_none(one: Seat, t: Translate) -> list[str]:
    """A cap of 0 is none to be measured by."""
    return [t("team.takes_none")] if one.cap == 0 else []


def missing(one: Seat, reader: Reader) -> list[str]:
    """Why they are not there."""
    if not one.colleague.there(reader.now):
        return [absence(one.colleague, reader.now, reader.t)]
    return [reader.t(ABSENT[one.absent])] if one.absent else []


def able(one: Seat, team: Sequence[Seat], reader: Reader) -> list[str]:
    """What they can and when, and who stands in, as far as there is room; nothing of who works on no tickets."""
    if one.cap is None:
        return []
    who, stands_in = one.colleague.abilities, substitute(one, team, reader)
    hours = spelled(who.hours, reader.t.locale, reader.zone)
    told = [*stands_in, ", ".join(sorted(who.skills)), ", ".join(sorted(who.languages)), hours]
    whole = labels(filter(None, told))
    return [one_line(whole, max(ROOM // len(team), 2))] if whole else []


def substitute(one: Seat, team: Sequence[Seat], reader: Reader) -> list[str]:
    """Of who is away."""
    if one.colleague.there(reader.now):
        return []
    names = [other.colleague.name for other in team if other.colleague.id == one.colleague.substitute]
    return [reader.t("team.substitute", agent=one_line(name, NAME)) for name in names]


def absence(one: Colleague, now: datetime, t: Translate) -> str:
    """Until when, where that is known."""
    if one.away_until is None:
        return t("team.away")
    return t("team.away_until", until=t.moment(one.away_until, now))


def changes(team: Sequence[Seat], reader: Reader) -> list[Block]:
    """Admins change who is of it, leads what each can, agents their own languages and hours."""
    t, agent = reader.t, reader.agent
    admins = [button(t("team.change"), ids.SAY, "team change")] if may(agent, Act.TEAM_CHANGE) else []
    able_ = {f"team edit <@{one.colleague.slack_user}>": one_line(one.colleague.name, OPTION) for one in workers(team)}
    if may(agent, Act.ABILITIES):
        return [*admins, *([menu(ids.MENU, t("team.edit"), able_)] if able_ else [])]
    return [button(t("team.edit_me"), ids.SAY, "team edit me")] if may(agent, Act.CLAIM) else []


def workers(team: Sequence[Seat]) -> list[Seat]:
    """Whose abilities matter."""
    return [one for one in team if one.cap is not None][:OPTIONS]


def away(myself: Myself, now: datetime, t: Translate) -> Post:
    """What is so of a colleague now, to whoever said it of them."""
    there = myself.me.there(now)
    state = t("team.is_back") if there else absence(myself.me, now, t)
    stands_in = myself.substitute if not there else None
    told = [state, *([t("team.substitute", agent=one_line(stands_in.name, NAME))] if stands_in else [])]
    also = stands_in is not None and not stands_in.there(now)
    warning = [t("me.substitute_away", agent=one_line(stands_in.name, NAME))] if stands_in and also else []
    spoken, name = labels([*told, *warning]), one_line(myself.me.name, NAME)
    return post(f"{name}: {spoken}", rich(said(name, "bold"), gap(f": {spoken}")))


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
