"""Letters as they are built: one place, so that what is shown before one goes is what goes."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import HOME, Addressee, Answer, Letter, LetterFacts, Sender
from owona_bot.mail import letters
from owona_bot.richtext import html, plain
from owona_bot.richtext.document import Document, Names


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, under which name and when; `resolves` is whether the ticket is solved with it.

    `agent` is None where the site keeps no names; `names` are display names by Slack's ids.
    """

    agent: str | None
    document: Document
    names: Names
    when: datetime
    resolves: bool


def letter_of(to: Addressee, spoken: Spoken, sender: Sender, opt_out: str | None, t: Translate) -> Letter:
    """One that brings an answer, in the language of `t`; if that resolves, it is one letter which says both."""
    facts, answer = facts_of(to, sender, opt_out), answer_of(to, spoken, sender)
    return letters.resolved(facts, answer, t) if spoken.resolves else letters.answer(facts, answer, t)


def facts_of(to: Addressee, sender: Sender, opt_out: str | None) -> LetterFacts:
    """The site has no page for a single ticket, and none for those without an account."""
    link = f"{sender.site}/{to.locale}/support/messages" if to.account else None
    return LetterFacts(to.number, to.title, to.name, sender.desk, link, opt_out, sender.imprint)


def answer_of(to: Addressee, spoken: Spoken, sender: Sender) -> Answer:
    """With days as they are where the reader is."""
    zone = zone_of(to.zone)
    return Answer(
        agent=shown(spoken.agent) or sender.desk,
        text=plain.write(spoken.document, spoken.names),
        html=html.write(spoken.document, spoken.names),
        when=spoken.when.astimezone(zone),
        quoted=replace(to.last, when=to.last.when.astimezone(zone)) if to.last else None,
    )


def shown(agent: str | None) -> str | None:
    """The site's portal writes addresses where a name belongs: those are not shown."""
    name = (agent or "").strip()
    return name if name and "@" not in name else None


def zone_of(name: str) -> ZoneInfo:
    """Home for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME)
