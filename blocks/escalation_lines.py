"""Lines beneath the card that tell how an escalation goes on; and what operations read of a step that can't be done."""

from collections.abc import Mapping, Sequence

from blocks.escalation import names
from blocks.parts import Post, context, labels, plain, post, section
from blocks.text import one_line
from blocks.ticket_card import ADDRESS, NAME
from blocks.words import SKIPPED, STOPPED, TIER
from owona_bot.domain.chain import Chain, StepAct, To
from owona_bot.domain.clock import Translate
from owona_bot.domain.escalation import Skipped, Tier, Why
from owona_bot.domain.people import Agent

TOLD: dict[str, str] = {
    To.CHANNEL: "escalation.told_channel",
    To.GROUP: "escalation.told_group",
    To.MAIL: "escalation.told_mail",
}
"""Whom a step told that has no name here."""


def escalated(number: int, who: str | None, tier: Tier, called: Sequence[Agent], t: Translate) -> Post:
    """The reason is a note of its own."""
    name = one_line(who, NAME) if who else t("change.somebody")
    begun = t("escalation.line", who=name, tier=t(TIER[tier]))
    return line(number, [begun, *([t("escalation.told", names=names(called))] if called else [])])


def stepped(number: int, chain: Chain, told: Mapping[str, object], called: Sequence[Agent], t: Translate) -> Post:
    """`told` is the event's payload."""
    at = t("escalation.runs", chain=chain.name, step=told["step"], steps=len(chain.steps))
    return line(number, [f"🚨 {at}", done(chain, told, called, t)])


def done(chain: Chain, told: Mapping[str, object], called: Sequence[Agent], t: Translate) -> str:
    """What came of the step."""
    if told["skipped"]:
        return t("escalation.skipped", why=why_skipped(chain, told, t))
    if told["act"] == StepAct.RAISE_PRIORITY:
        return t("escalation.raised")
    if told["to"] in TOLD:
        return t(TOLD[str(told["to"])])
    if told["act"] == StepAct.REASSIGN:
        return t("escalation.given", names=names(called))
    return t("escalation.told", names=names(called))


def why_skipped(chain: Chain, told: Mapping[str, object], t: Translate) -> str:
    """Whom it names stands in the operator's file."""
    step = chain.steps[int(str(told["step"])) - 1]
    return t(SKIPPED[Skipped(str(told["skipped"]))], name=one_line(step.name, ADDRESS) or "?")


def mend(number: int, chain: Chain, told: Mapping[str, object], t: Translate) -> Post:
    """For operations: only they can."""
    at = t("escalation.runs", chain=chain.name, step=told["step"], steps=len(chain.steps))
    what = f"{at}: {t('escalation.skipped', why=why_skipped(chain, told, t))}"
    sentence = t("escalation.mend", number=number, what=what)
    return post(sentence, section(sentence))


def stopped(number: int, why: Why, who: str | None, t: Translate) -> Post:
    """By hand it was somebody."""
    if why is Why.BY_HAND and who:
        return line(number, [t("escalation.line_stopped_by", who=one_line(who, NAME))])
    return line(number, [t("escalation.line_stopped", why=t(STOPPED[why]))])


def line(number: int, parts: Sequence[str]) -> Post:
    """One small line."""
    sentence = labels(parts)
    return post(f"#{number}: {sentence}", context(plain(sentence)))
