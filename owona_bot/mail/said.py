"""An agent's answer as a letter: one place, so that what is shown before it goes is what goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owona_bot.domain.clock import Translate
from owona_bot.domain.letter import HOME, Addressee, Answer, Letter, LetterFacts, Sender
from owona_bot.mail import letters
from owona_bot.richtext import html, plain
from owona_bot.richtext.document import Names
from owona_bot.richtext.slack import read


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, by whom and when; `resolves` is whether the ticket is solved with it.

    `rich_text` is Slack's; `names` are display names by Slack's ids.
    """

    agent: str
    rich_text: Mapping[str, object]
    names: Names
    when: datetime
    resolves: bool


def letter_of(to: Addressee, said: Said, sender: Sender, opt_out: str | None, t: Translate) -> Letter:
    """In the language of `t`, with days as they are where the reader is. The site has no page for a single ticket."""
    zone = zone_of(to.zone)
    link = f"{sender.site}/{to.locale}/support/messages" if to.account else None
    facts = LetterFacts(to.number, to.title, to.name, sender.desk, link, opt_out, sender.imprint)
    document = read(said.rich_text)
    answer = Answer(
        agent=said.agent if said.agent and "@" not in said.agent else sender.desk,
        text=plain.write(document, said.names),
        html=html.write(document, said.names),
        when=said.when.astimezone(zone),
        quoted=replace(to.last, when=to.last.when.astimezone(zone)) if to.last else None,
    )
    return letters.resolved(facts, answer, t) if said.resolves else letters.answer(facts, answer, t)


def zone_of(name: str) -> ZoneInfo:
    """Home for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME)
