"""Whose turn a ticket is, and why: by the rule or by people, or why it is nobody's yet."""

from datetime import datetime

from blocks.candidates import because, candidates, language, name_of, skills, stuck
from blocks.parts import Block, Post, context, header, labels, plain, post, section
from blocks.text import cut, one_line
from blocks.ticket_card import NAME, TITLE, headline
from owona_bot.domain.assignment import Because, Mode
from owona_bot.domain.assignment_policy import DEFAULT
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import DONE
from owona_bot.domain.why import BY_ESCALATION, Account, Kept, Moved

MODE: dict[Mode, str] = {Mode.LOAD: "turn.by_load", Mode.ROUND_ROBIN: "turn.in_turn", Mode.OFF: "turn.by_nobody"}


def told(account: Account, reader: Agent, now: datetime, t: Translate) -> Post:
    """For the asker alone."""
    title = cut(headline(account.ticket, t), TITLE)
    sentence = theirs(account, reader, t) if account.ticket.agent else nobodys(account, now, t)
    return post(labels([title, sentence]), header(title), section(sentence), *proof(account, now, t))


def theirs(account: Account, reader: Agent, t: Translate) -> str:
    """Who has it, and how it came to them."""
    agent = account.ticket.agent or reader
    name, kept = one_line(agent.name, NAME), account.ruled
    if kept is None:
        return by_people(account.moved, name, account, t)
    if not kept.same:
        return t("turn.was_theirs", agent=name)
    why = because(kept.again, kept.facts, account.names, t)
    if account.moved and account.moved.shared:
        of = name_of(account.moved.before, account.names, t)
        return t("turn.shared", who=actor(account.moved, account, t), of=of, agent=name, why=why)
    return t("turn.yours", why=why) if agent.id == reader.id else t("turn.theirs", agent=name, why=why)


def by_people(moved: Moved | None, name: str, account: Account, t: Translate) -> str:
    """Who has it by their own doing, or somebody else's."""
    if moved is None:
        return t("turn.from_the_start", agent=name)
    if moved.ruled:
        return t("turn.was_theirs", agent=name)
    if moved.actor == BY_ESCALATION:
        return t("turn.escalated", agent=name)
    who = actor(moved, account, t)
    if who is None:
        return t("turn.from_outside", agent=name)
    return (
        t("turn.taken", agent=name) if moved.actor == f"agent:{moved.after}" else t("turn.given", who=who, agent=name)
    )


def actor(moved: Moved, account: Account, t: Translate) -> str | None:
    """The name of the agent who did it; None for anything else."""
    kind, _, id_ = moved.actor.partition(":")
    return name_of(AgentId(int(id_)), account.names, t) if kind == "agent" and id_.isdecimal() else None


def nobodys(account: Account, now: datetime, t: Translate) -> str:
    """Why nobody has it."""
    kept = account.ruled
    if needless := unsought(account, now, t):
        return needless
    if kept and kept.again.because is Because.NOBODY:
        return t("turn.nobodys", why=stuck(kept.again, kept.facts, t))
    if kept and kept.again.because is Because.OFF:
        return t("turn.free")
    return t("turn.looking") if kept or account.queued else t("turn.free")


def unsought(account: Account, now: datetime, t: Translate) -> str | None:
    """Why nobody is looked for, whatever the rules say."""
    ticket = account.ticket
    if ticket.merged_into:
        return t("turn.merged")
    if ticket.status in DONE:
        return t("turn.done")
    if ticket.snooze:
        return t("turn.asleep")
    if account.held_since:
        return t("turn.held", since=t.moment(account.held_since, now))
    return t("turn.early") if account.early else None


def proof(account: Account, now: datetime, t: Translate) -> list[Block]:
    """What was decided from; of what people decided since, only when."""
    kept = account.ruled
    if kept is not None and needed(account):
        again = [context(plain(decided_again(kept, account, t)))] if account.ticket.agent else []
        return [context(plain(labels(terms(kept, now, t)))), *candidates(kept, account.names, now, t), *again]
    return [context(plain(one)) for one in history(account, now, t)]


def needed(account: Account) -> bool:
    """Whether anybody is looked for, or was found."""
    ticket = account.ticket
    waits = not (ticket.merged_into or ticket.status in DONE or ticket.snooze or account.held_since)
    return ticket.agent is not None or waits


def terms(kept: Kept, now: datetime, t: Translate) -> list[str]:
    """The rule and what it asked for, and when that was."""
    facts = kept.facts
    rule = t("turn.others") if facts.rule.name == DEFAULT else t("turn.rule", rule=one_line(facts.rule.name, NAME))
    spoken = [language(facts.wanted.language, t)] if facts.wanted.language else []
    wanted = [skills(facts.rule.skills)] if facts.rule.skills and not kept.again.relaxed else []
    sought = [t("turn.sought", what=", ".join([*wanted, *spoken]))] if wanted or spoken else []
    return [rule, t(MODE[facts.rule.mode]), *sought, *let_off(kept, now, t), t.moment(kept.at, now)]


def let_off(kept: Kept, now: datetime, t: Translate) -> list[str]:
    """What is not asked for any more, or will not be, and from when on."""
    facts = kept.facts
    spoken = [language(facts.wanted.language, t)] if facts.rule.relax_language and facts.wanted.language else []
    what = ", ".join([*([skills(facts.rule.skills)] if facts.rule.skills else []), *spoken])
    if kept.again.relaxed:
        return [t("turn.relaxed", span=t.age(facts.wanted.since, facts.now), skills=what)]
    return [t("turn.relaxes", when=t.moment(kept.relaxes_at, now), skills=what)] if kept.relaxes_at else []


def decided_again(kept: Kept, account: Account, t: Translate) -> str:
    """That the same facts give the same, or what they would give."""
    if kept.same:
        return t("turn.again_same")
    agent = kept.again.agent
    return t("turn.again_nobody") if agent is None else t("turn.again_other", agent=name_of(agent, account.names, t))


def history(account: Account, now: datetime, t: Translate) -> list[str]:
    """When it came to whoever has it, who let it go, and what the rule had said before."""
    moved, kept = account.moved, account.kept
    last = [labels([*let_go(moved, account, t), t.moment(moved.at, now)])] if moved else []
    return [*last, *([before(kept, account, now, t)] if kept else [])]


def let_go(moved: Moved, account: Account, t: Translate) -> list[str]:
    """How it came that nobody has it any more; one who left the team has what they had no longer."""
    if account.ticket.agent is not None:
        return []
    if moved.after is not None:
        return [t("turn.last_with", agent=name_of(moved.after, account.names, t))]
    who = actor(moved, account, t)
    return [t("turn.released_by", who=who) if who else t("turn.released")]


def before(kept: Kept, account: Account, now: datetime, t: Translate) -> str:
    """The rule's last decision and when, beneath what a person did since."""
    who = t("turn.nobody") if kept.agent is None else name_of(kept.agent, account.names, t)
    return labels([t("turn.before", agent=who), t.moment(kept.at, now)])
