"""Those who could get a ticket: why one of them did, what stood against each of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from blocks.parts import Block, bullets, context, gap, labels, plain, said
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.assignment import Absent, Because, Decision, Facts, Mode, Stuck, Verdict, WhyNot, Worker
from owona_bot.domain.clock import Translate
from owona_bot.domain.filter_words import LANGUAGE
from owona_bot.domain.people import AgentId
from owona_bot.domain.why import Kept

SHOWN = 12
"""Candidates, the nearest first."""

SKILLS = 60
"""Characters of what was asked for."""

Names = Mapping[int, str]
"""Display names by agent, of former ones too."""

BECAUSE: dict[Because, str] = {
    Because.RETURNING: "because.returning",
    Because.SUBSTITUTE: "because.substitute",
    Because.LOAD: "because.load",
    Because.OPEN: "because.open",
    Because.IDLE: "because.idle",
    Because.ALIKE: "because.alike",
}

ONLY: dict[WhyNot, str] = {
    WhyNot.SKILL: "only.skill",
    WhyNot.LANGUAGE: "only.language",
    WhyNot.ABSENT: "only.absent",
    WhyNot.FULL: "only.full",
    WhyNot.RELEASED: "only.released",
}
"""What stood against everybody else."""

STUCK: dict[Stuck, str] = {
    Stuck.EMPTY: "stuck.empty",
    Stuck.SKILL: "stuck.skill",
    Stuck.LANGUAGE: "stuck.language",
    Stuck.AWAY: "stuck.away",
    Stuck.FULL: "stuck.full",
    Stuck.RELEASED: "stuck.released",
}

WHY_NOT: dict[WhyNot, str] = {
    WhyNot.SKILL: "why_not.skill",
    WhyNot.LANGUAGE: "why_not.language",
    WhyNot.FULL: "why_not.full",
    WhyNot.RELEASED: "why_not.released",
    WhyNot.LOAD: "why_not.load",
    WhyNot.OPEN: "why_not.open",
    WhyNot.IDLE: "why_not.idle",
    WhyNot.ALIKE: "why_not.alike",
    WhyNot.RETURNING: "why_not.returning",
}

ABSENT: dict[Absent, str] = {
    Absent.AWAY: "absent.away",
    Absent.OFF_HOURS: "absent.off_hours",
    Absent.SLACK_AWAY: "absent.slack_away",
    Absent.DND: "absent.dnd",
    Absent.STATUS: "absent.status",
}

REACHABLE = {Stuck.FULL, Stuck.AWAY, Stuck.RELEASED}
"""Somebody can do it, and gets tickets by the rule."""

NEAREST = (None, *reversed(WhyNot))
"""Who could have had it stands before who couldn't."""


def because(decision: Decision, facts: Facts, names: Names, t: Translate) -> str:
    """What it turned on."""
    if decision.because is Because.ONLY:
        return only(decision, facts, t)
    return t(BECAUSE[decision.because], agent=name_of(facts.wanted.last, names, t))


def only(decision: Decision, facts: Facts, t: Translate) -> str:
    """Why nobody else could."""
    reasons = {None if takes_none(verdict, facts) else verdict.why_not for verdict in decision.verdicts[1:]}
    if len(reasons) == 1 and (key := ONLY.get(reasons.pop() or WhyNot.ALIKE)):
        return t(key, **asked(facts, t))
    return t("only.several") if len(decision.verdicts) > 1 else t("only.alone")


def stuck(decision: Decision, facts: Facts, t: Translate) -> str:
    """Why it is nobody's turn; whoever gets none by the rule is no reason but when nobody else could."""
    others = tuple(verdict for verdict in decision.verdicts if not takes_none(verdict, facts))
    why = replace(decision, verdicts=others).stuck
    if len(others) < len(decision.verdicts) and why not in REACHABLE:
        return t("stuck.none")
    return t(STUCK[why or Stuck.EMPTY], **asked(facts, t))


def takes_none(verdict: Verdict, facts: Facts) -> bool:
    """A cap of 0 is no load."""
    return verdict.why_not is WhyNot.FULL and any(one.agent == verdict.agent and not one.cap for one in facts.workers)


def asked(facts: Facts, t: Translate) -> dict[str, str]:
    """What the ticket needs, for a sentence."""
    return {"skills": skills(facts.rule.skills), "language": language(facts.wanted.language or "", t)}


def skills(words: frozenset[str]) -> str:
    """By the alphabet, cut at SKILLS characters."""
    return one_line(", ".join(sorted(words)), SKILLS)


def language(code: str, t: Translate) -> str:
    """By its name; its two letters where it has none here."""
    named = LANGUAGE.get(code, (code, code, code))
    return one_line(named[1 if t.locale == "de" else 2].capitalize(), NAME)


def candidates(kept: Kept, names: Names, now: datetime, t: Translate) -> list[Block]:
    """A line each, whose turn it is in front."""
    workers = {worker.agent: worker for worker in kept.facts.workers}
    verdicts = sorted(kept.again.verdicts, key=lambda verdict: NEAREST.index(verdict.why_not))
    more = [context(plain(t("team.more", count=len(verdicts) - SHOWN)))] if len(verdicts) > SHOWN else []
    shown = [line(verdict, workers[verdict.agent], kept, names, now, t) for verdict in verdicts[:SHOWN]]
    return [bullets(*shown), *more] if shown else []


def line(verdict: Verdict, worker: Worker, kept: Kept, names: Names, now: datetime, t: Translate) -> Sequence[Block]:
    """`Anna · 3 of 12 open · load 5.5 · more load`."""
    name = name_of(verdict.agent, names, t)
    runs = said(name, "bold") if verdict.why_not is None else said(name)
    return [runs, gap(f" · {labels(standing(verdict, worker, kept, now, t))}")]


def standing(verdict: Verdict, worker: Worker, kept: Kept, now: datetime, t: Translate) -> list[str]:
    """What counted at that moment, and what stood against it."""
    room = t("turn.open", open=worker.open, cap=worker.cap) if worker.cap else t("team.open", count=worker.open)
    why = [] if verdict.why_not is None else [against(verdict.why_not, worker, kept.facts, t)]
    if verdict.why_not in ONLY:
        return [room, *why]
    in_turn = kept.facts.rule.mode is Mode.ROUND_ROBIN
    load = [] if in_turn else [t("turn.load", load=points(worker.load, t))]
    idle = [last_one(worker, now, t)] if in_turn or kept.again.because is Because.IDLE else []
    return [room, *load, *idle, *why]


def last_one(worker: Worker, now: datetime, t: Translate) -> str:
    """When they were last given one."""
    return t("turn.last_one", when=t.moment(worker.idle_since, now)) if worker.idle_since else t("turn.never")


def against(why: WhyNot, worker: Worker, facts: Facts, t: Translate) -> str:
    """Of skills those that are missing."""
    if why is WhyNot.ABSENT:
        return t(ABSENT[worker.absent or Absent.AWAY])
    if why is WhyNot.FULL and not worker.cap:
        return t("team.takes_none")
    return t(WHY_NOT[why], **asked(facts, t) | {"skills": skills(facts.rule.skills - worker.skills)})


def points(hundredths: int, t: Translate) -> str:
    """`5.5`, in German with a comma."""
    shown = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",") if t.locale == "de" else shown


def name_of(agent: AgentId | None, names: Names, t: Translate) -> str:
    """Who has left the table is somebody still."""
    name = names.get(agent) if agent is not None else None
    return one_line(name, NAME) if name else t("change.somebody")
