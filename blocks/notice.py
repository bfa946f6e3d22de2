"""What whoever asked reads as an answer, alone."""

from collections.abc import Sequence
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
from blocks.text import cut, one_line
from blocks.ticket_card import TITLE, facts, headline
from blocks.words import HELP, ROLE
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import UnknownVerb, UserError
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.verbs import BY_WORD, FOLLOWS, WORDS, Spoken, Verb

VALUE = 80
"""Characters of each value that a refusal names."""


def claimed(ticket: Ticket, t: Translate) -> Post:
    """The asker holds it now."""
    return sentence(t("notice.claimed", number=ticket.number, title=title(ticket, t)))


def released(ticket: Ticket, t: Translate) -> Post:
    """Nobody holds it now."""
    return sentence(t("notice.released", number=ticket.number, title=title(ticket, t)))


def resolved(ticket: Ticket, t: Translate) -> Post:
    """It is solved."""
    return sentence(t("notice.resolved", number=ticket.number, title=title(ticket, t)))


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
    named = {name: one_line(str(value), VALUE) for name, value in error.values.items()}
    if isinstance(error, UnknownVerb):
        nearest = str(error.values["nearest"])
        named["example"] = example(BY_WORD.get(nearest, Verb.HELP), t, nearest)
    roles = {name: t(ROLE[value]) for name, value in named.items() if name in ("role", "least")}
    return t(error.key, **(named | roles))


def fault(reference: str, t: Translate) -> Post:
    """`reference` finds it in the log."""
    return sentence(t("error.fault", reference=one_line(reference, VALUE)))


def title(ticket: Ticket, t: Translate) -> str:
    """Short enough to stand inside a sentence."""
    return one_line(headline(ticket, t).removeprefix(f"#{ticket.number} "), VALUE)


def page(text: str, t: Translate) -> View:
    """In a modal's place, where no field could carry the words."""
    return modal(ids.NOTICE, t("notice.title"), "", t("notice.close"), [section(text)])


def told(blocks: Sequence[Block], t: Translate) -> View:
    """An answer to what was pressed where no message can be answered."""
    return modal(ids.NOTICE, t("notice.title"), "", t("notice.close"), list(blocks))


def offer(spoken: Spoken, t: Translate) -> Post:
    """A form can't be opened by a word: pressing the button says it again."""
    said_again = f"{spoken.verb} {spoken.rest}".strip()
    return post(t("notice.offer"), section(t("notice.offer")), *actions(button(t("notice.open"), ids.SAY, said_again)))


def sentence(text: str) -> Post:
    """One calm paragraph."""
    return post(text, section(text))
