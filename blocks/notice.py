"""What whoever asked reads as an answer, alone."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from blocks import ids
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    context,
    excerpt,
    gap,
    header,
    labels,
    modal,
    plain,
    post,
    said,
    section,
)
from blocks.text import cut, head, one_line
from blocks.ticket_card import NAME, TITLE, facts, headline, pinned, tags, title_of
from blocks.words import CATEGORY, HELP, PRIORITY, ROLE, STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import UnknownVerb, UserError
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.verbs import BY_WORD, FOLLOWS, WORDS, Spoken, Verb

MENTION = re.compile(r"<@[A-Z0-9]+\|([^<>]*)>")
"""As Slack writes somebody into a command."""

VALUE = 80
"""Characters of each value that a refusal names."""

AGAIN = 200
"""Characters of what a button says again: a form opens by a verb and a number, and passes over the rest."""


def claimed(ticket: Ticket, t: Translate) -> Post:
    """The asker holds it now."""
    return sentence(t("notice.claimed", number=ticket.number, title=title(ticket, t)))


def released(ticket: Ticket, t: Translate) -> Post:
    """Nobody holds it now."""
    return sentence(t("notice.released", number=ticket.number, title=title(ticket, t)))


def resolved(ticket: Ticket, t: Translate) -> Post:
    """It is solved."""
    return sentence(t("notice.resolved", number=ticket.number, title=title(ticket, t)))


def assigned(ticket: Ticket, before: Agent | None, t: Translate) -> Post:
    """Who has it now, and who had it before."""
    if ticket.agent is None:
        return released(ticket, t)
    told = {"number": ticket.number, "agent": one_line(ticket.agent.name, NAME), "title": title(ticket, t)}
    if before is None or before.id == ticket.agent.id:
        return sentence(t("notice.assigned", **told))
    return sentence(t("notice.assigned_from", before=one_line(before.name, NAME), **told))


def status_set(ticket: Ticket, t: Translate) -> Post:
    """Where it stands now."""
    return sentence(
        t("notice.status_set", number=ticket.number, status=t(STATUS[ticket.status]), title=title(ticket, t))
    )


def closed(ticket: Ticket, t: Translate) -> Post:
    """It has ended."""
    return sentence(t("notice.closed", number=ticket.number, title=title(ticket, t)))


def reopened(ticket: Ticket, t: Translate) -> Post:
    """It is worked on again."""
    return sentence(t("notice.reopened", number=ticket.number, title=title(ticket, t)))


def priority_set(ticket: Ticket, t: Translate) -> Post:
    """How much it presses now."""
    word = t(PRIORITY[ticket.priority])
    return sentence(t("notice.priority_set", number=ticket.number, priority=word, title=title(ticket, t)))


def category_set(ticket: Ticket, t: Translate) -> Post:
    """What it is about."""
    word = t(CATEGORY[ticket.category])
    return sentence(t("notice.category_set", number=ticket.number, category=word, title=title(ticket, t)))


def tagged(ticket: Ticket, t: Translate) -> Post:
    """The tags that it has now."""
    if not ticket.tags:
        return sentence(t("notice.untagged", number=ticket.number, title=title(ticket, t)))
    return sentence(t("notice.tagged", number=ticket.number, tags=tags(ticket.tags, t)))


def noted(ticket: Ticket, t: Translate) -> Post:
    """It is kept; the thread shows it by delivery."""
    return sentence(t("notice.noted", number=ticket.number, title=title(ticket, t)))


def opened(ticket: Ticket, t: Translate) -> Post:
    """It is written; its card comes by delivery."""
    return sentence(t("notice.opened", number=ticket.number, title=title(ticket, t)))


def shown(ticket: Ticket, now: datetime, t: Translate) -> Post:
    """As it stands at this moment: an answer is not redrawn."""
    age = t("card.age", age=t.age(ticket.created_at, now))
    return post(
        labels([cut(headline(ticket, t), TITLE), *facts(ticket, t), age]),
        header(headline(ticket, t)),
        *excerpt(ticket.description, rows=3, limit=300),
        context(plain(labels([*facts(ticket, t), age]))),
        *pinned(ticket, now, t),
    )


def help(t: Translate) -> Post:
    """Every verb: an example in the reader's language, what it does, its other words."""
    told = [f"{example(verb, t)} {t(HELP[verb])}" for verb in Verb]
    return post(
        f"{t('help.title')} {labels(told)}", section(t("help.title")), bullets(*(entry(verb, t) for verb in Verb))
    )


def entry(verb: Verb, t: Translate) -> list[Block]:
    """`/ticket nimm 1001` takes a ticket (also: claim, nehme)."""
    word = spoken_by(verb, t)
    others = ", ".join(other for other in WORDS[verb] if other != word)
    return [said(example(verb, t), "code"), gap(f" {t(HELP[verb])} "), said(t("help.also", words=others), "italic")]


def spoken_by(verb: Verb, t: Translate) -> str:
    """The verb's word in the reader's language."""
    return WORDS[verb][1 if t.locale == "de" else 0]


def example(verb: Verb, t: Translate, word: str | None = None) -> str:
    """A command to copy; `word` in place of the reader's own for the verb."""
    follows = FOLLOWS[verb][1 if t.locale == "de" else 0]
    return f"{ids.COMMAND} {word or spoken_by(verb, t)} {follows}".strip()


def refused(error: UserError, t: Translate) -> Post:
    """A refusal is an answer too: what went wrong, what was not changed, what to do now."""
    return sentence(reason(error, t))


def reason(error: UserError, t: Translate) -> str:
    """The refusal as one sentence, for a form's field or a post; its values as typed, shortened."""
    return refusal(error.key, error.values, t)


def refusal(key: str, values: Mapping[str, object], t: Translate) -> str:
    """The same of one that was kept."""
    named = {name: one_line(MENTION.sub(r"@\1", str(value)), VALUE) for name, value in values.items()}
    verb = str(values.get("nearest" if key == UnknownVerb.key else "verb", ""))
    if verb.casefold() in BY_WORD:
        meant = spoken_by(Verb.HELP, t) if verb == Verb.HELP else verb
        named |= {"example": example(BY_WORD[verb.casefold()], t, meant)} | (
            {"nearest": meant} if key == UnknownVerb.key else {}
        )
    roles = {name: t(ROLE[value]) for name, value in named.items() if name in ("role", "least")}
    return t(key, **(named | roles))


def fault(reference: str, t: Translate) -> Post:
    """`reference` finds it in the log."""
    return sentence(t("error.fault", reference=one_line(reference, VALUE)))


def title(ticket: Ticket, t: Translate) -> str:
    """Short enough to stand inside a sentence."""
    return title_of(ticket, VALUE, t)


def page(text: str, t: Translate) -> View:
    """In a modal's place, where no field could carry the words."""
    return modal(ids.NOTICE, t("notice.title"), "", t("notice.close"), [section(text)])


def told(blocks: Sequence[Block], t: Translate) -> View:
    """An answer to what was pressed where no message can be answered."""
    return modal(ids.NOTICE, t("notice.title"), "", t("notice.close"), list(blocks))


def offer(spoken: Spoken, t: Translate) -> Post:
    """A form can't be opened by a word: pressing the button says it again."""
    said_again = head(f"{spoken.verb} {spoken.rest}".strip(), AGAIN)
    return post(t("notice.offer"), section(t("notice.offer")), *actions(button(t("notice.open"), ids.SAY, said_again)))


def sentence(text: str) -> Post:
    """One calm paragraph."""
    return post(text, section(text))
