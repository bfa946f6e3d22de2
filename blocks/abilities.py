"""What somebody can, and when: the form in which it is said, and what is so then."""

import json
from collections.abc import Collection
from dataclasses import astuple

from blocks import ids
from blocks.new_ticket import State, several_in, text_in
from blocks.notice import page
from blocks.parts import (
    Block,
    Post,
    View,
    context,
    field,
    gap,
    labels,
    modal,
    plain,
    post,
    rich,
    said,
    section,
    ticked,
    typed,
)
from blocks.parts import several as choose
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.abilities import Abilities, Form, Known, Wanted, unasked
from owona_bot.domain.clock import Translate
from owona_bot.domain.colleague import Whose, whose
from owona_bot.domain.team import Colleague, Opening
from owona_bot.domain.working_hours import spelled

SKILLS = 100
"""Of one select; whoever has others types them."""

LONG = 400
"""Characters of a field."""


def form(opening: Opening, known: Known, t: Translate) -> View:
    """With what is so now, which comes back with it; who is no lead says languages and hours alone."""
    one, stands = opening.colleague, standing(opening, known, t)
    asked = [
        field(ids.LANGUAGES, t("able.languages"), words(stands.languages), t("able.languages_hint"), optional=True),
        field(ids.HOURS, t("able.hours"), words(stands.hours), t("able.hours_hint"), optional=True),
    ]
    if opening.all_of_it:
        size = field(ids.CAP, t("able.cap"), words(stands.cap), t("able.cap_hint"), optional=True)
        offered = {*opening.skills, *known.skills}
        asked = [*skills(one.abilities.skills, offered, t), *asked[:1], size, *asked[1:]]
    about = context(plain(one_line(one.name, NAME)))
    memo = json.dumps([f"<@{one.slack_user}>", *astuple(stands)], ensure_ascii=False)
    return modal(ids.ABILITIES_FORM, t("able.title"), t("team.save"), t("notice.close"), [about, *asked], memo)


def standing(opening: Opening, known: Known, t: Translate) -> Form:
    """What the fields say before anybody touches them."""
    able = opening.colleague.abilities
    return Form(
        skills=",".join(sorted(able.skills)) if opening.all_of_it else None,
        languages=", ".join(sorted(able.languages)),
        cap=("" if able.cap is None else str(able.cap)) if opening.all_of_it else None,
        hours=spelled(able.hours, t.locale, known.zone),
    )


def words(text: str | None) -> Block:
    """A field to type in."""
    return typed(ids.VALUE, text or "", LONG)


def skills(has: Collection[str], offered: Collection[str], t: Translate) -> list[Block]:
    """Those of the rules and of all people are chosen from, another is typed."""
    shown = sorted(offered, key=lambda skill: (skill not in has, skill))[:SKILLS]
    options = {skill: skill for skill in sorted(shown)}
    others = field(ids.OTHERS, t("able.others"), words(""), t("able.others_hint"), optional=True)
    if not options:
        return [others]
    return [field(ids.SKILLS, t("able.skills"), ticked(choose(ids.VALUE, options), has), optional=True), others]


def read(state: State, memo: str) -> tuple[Whose, Form]:
    """Whom it is about, and what of it was touched."""
    person, *stood = json.loads(memo)
    asks_all = ids.CAP in state
    others = text_in(state, ids.OTHERS)
    filled = Form(
        skills=",".join([*sorted(several_in(state, ids.SKILLS)), *([others] if others else [])]) if asks_all else None,
        languages=text_in(state, ids.LANGUAGES),
        cap=text_in(state, ids.CAP) if asks_all else None,
        hours=text_in(state, ids.HOURS),
    )
    return whose(person), filled.touched(Form(*stood))


def told(one: Colleague, asked: Wanted, known: Known, t: Translate) -> Post:
    """All that is so now, and what may have been mistyped of what was said."""
    facts, missing = labels(facts_of(one.abilities, known, t)), hint(asked, known, t)
    name = one_line(one.name, NAME)
    about = rich(said(name, "bold"), gap(f": {facts}"))
    return post(f"{name}: {facts} {missing}", about, *([section(missing)] if missing else []))


def facts_of(able: Abilities, known: Known, t: Translate) -> list[str]:
    """What is not said is as in the file."""
    hours = spelled(able.hours, t.locale, known.zone)
    return [
        t("able.has_skills", skills=", ".join(sorted(able.skills))) if able.skills else t("able.no_skills"),
        t("able.speaks", languages=", ".join(sorted(able.languages))) if able.languages else t("able.speaks_all"),
        cap(able.cap, t),
        t("able.works", hours=hours) if hours else t("able.works_standard"),
    ]


def cap(most: int | None, t: Translate) -> str:
    """How many they take."""
    if most is None:
        return t("able.cap_standard")
    return t("able.up_to", count=most) if most else t("able.nothing")


def hint(asked: Wanted, known: Known, t: Translate) -> str:
    """Nothing is wrong with a skill that no rule asks for, but somebody may have mistyped it."""
    strange = unasked(asked.skills or (), known.skills)
    return t("able.unasked", skills=", ".join(strange)) if strange else ""


def remark(asked: Wanted, known: Known, t: Translate) -> View | None:
    """The same in the form's place."""
    missing = hint(asked, known, t)
    return page(missing, t) if missing else None
