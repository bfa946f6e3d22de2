"""The forms in which a lead sets up who is on call: the rota with its preview, and a single shift."""

from collections.abc import Sequence
from datetime import UTC, datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in, text_in
from blocks.on_call import hand_over, lacks, words_of
from blocks.parts import (
    Block,
    View,
    bullets,
    context,
    field,
    modal,
    plain,
    section,
    select,
    time_of_day,
    typed,
    wall_clock,
)
from blocks.text import one_line
from blocks.ticket_card import NAME
from blocks.words import LENGTH, WEEKDAY
from owona_bot.domain.clock import Translate
from owona_bot.domain.on_call import Cover, Length
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.rota import Opening, Preview, Typed, written
from owona_bot.domain.text import is_blank

TEXT = 3_000

TEAM = 600
"""Characters of the names to choose from."""

PARTS = frozenset("\n,;")
"""What stands between two names."""

NOBODY = "0"

COLLEAGUES = 99
"""Of one select, with nobody."""


def form(opening: Opening, zone: str, t: Translate) -> View:
    """With the rota that was saved last; `zone` is the desk's, for the first one."""
    last = opening.newest.rota if opening.newest else None
    names = spoken(opening.team)
    turns = "\n".join(names[one] for one in last.turns if one in names) if last else ""
    lengths = {length.value: t(LENGTH[length]) for length in Length}
    days = {str(day): t(key) for day, key in WEEKDAY.items()}
    hint = t("rota.turns_hint", team=one_line(", ".join(names.values()), TEAM))
    clock = last.at.strftime("%H:%M") if last else "09:00"
    fields = [
        field(ids.TURNS, t("rota.turns"), typed(ids.VALUE, turns, TEXT, multiline=True), hint),
        field(ids.LENGTH, t("rota.length"), select(ids.VALUE, lengths, last.length if last else Length.WEEK)),
        field(ids.WEEKDAY, t("rota.weekday"), select(ids.VALUE, days, str(last.weekday if last else 0))),
        field(ids.AT, t("rota.at"), time_of_day(ids.VALUE, clock)),
        field(ids.ZONE, t("rota.zone"), typed(ids.VALUE, last.zone.key if last else zone, 60)),
        field(ids.BEGINS, t("rota.begins"), wall_clock(ids.VALUE, None), t("rota.begins_hint"), optional=True),
    ]
    return modal(ids.ROTA_FORM, t("rota.title"), t("rota.preview"), t("notice.close"), fields, str(opening.seen))


def spoken(team: Sequence[Agent]) -> dict[AgentId, str]:
    """What each can be named by: the name, or the address where another has the same, or none that can be typed."""
    names = [one.name for one in team]
    return {one.id: one.name if names.count(one.name) == 1 and is_typed(one.name) else one.email for one in team}


def is_typed(name: str) -> bool:
    """Whether a line holds it and nothing else."""
    return not is_blank(name) and not PARTS & set(name) and name == name.strip()


def read(state: State) -> Typed:
    """As it was typed and chosen."""
    clock = state.get(ids.AT, {}).get(ids.VALUE, {}).get("selected_time")
    return Typed(
        turns=text_in(state, ids.TURNS),
        length=chosen_in(state, ids.LENGTH),
        weekday=chosen_in(state, ids.WEEKDAY),
        at=clock if isinstance(clock, str) else "",
        zone=text_in(state, ids.ZONE),
        begins=seconds_in(state, ids.BEGINS),
    )


def seconds_in(state: State, name: str) -> int | None:
    """Of the epoch; None where nothing was chosen."""
    seconds = state.get(name, {}).get(ids.VALUE, {}).get("selected_date_time")
    return seconds if isinstance(seconds, int) else None


def preview(looked: Preview, now: datetime, t: Translate) -> View:
    """What would be, its gaps, and what somebody else has saved meanwhile."""
    would = looked.wanted.as_rota(0, now)
    blocks = [
        *changed(looked, now, t),
        section(words_of(would, looked.names, t)),
        bullets(*(hand_over(one, looked.names, now, t) for one in looked.coming)),
        *lacks(looked.gaps, looked.names, now, t),
    ]
    memo = written(looked.wanted, looked.seen)
    return modal(ids.ROTA_PREVIEW, t("rota.preview_title"), t("rota.save"), t("reply.back"), blocks, memo)


def changed(looked: Preview, now: datetime, t: Translate) -> list[Block]:
    """Another lead was quicker: what stands there now, before it is written over."""
    if looked.changed is None:
        return []
    who, when = one_line(looked.changed.by, NAME), t.moment(looked.changed.at, now)
    there = words_of(looked.changed.rota, looked.names, t)
    told = t("rota.changed", agent=who, when=when)
    return [section(f"⚠️ {told}"), context(plain(there))]


def cover_form(opening: Opening, t: Translate) -> View:
    """A single shift, or a time in which nobody has it."""
    people = {NOBODY: t("cover.nobody")} | {str(one.id): one_line(one.name, NAME) for one in opening.team[:COLLEAGUES]}
    fields = [
        field(ids.PERSON, t("cover.who"), select(ids.VALUE, people, "")),
        field(ids.BEGINS, t("cover.begins"), wall_clock(ids.VALUE, None)),
        field(ids.ENDS, t("cover.ends"), wall_clock(ids.VALUE, None), t("cover.hint")),
    ]
    return modal(ids.COVER_FORM, t("cover.title"), t("rota.save"), t("notice.close"), fields)


def read_cover(state: State) -> Cover:
    """As it was chosen."""
    who = chosen_in(state, ids.PERSON)
    starts, ends = (datetime.fromtimestamp(seconds_in(state, name) or 0, UTC) for name in (ids.BEGINS, ids.ENDS))
    return Cover(0, None if who in (NOBODY, "") else AgentId(int(who)), starts, ends)
