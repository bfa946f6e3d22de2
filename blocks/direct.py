"""What an agent hears by direct message of the tickets that they hold."""

from blocks import ids
from blocks.list import TITLE, number
from blocks.parts import Post, actions, button, gap, labels, post, rich, said, section
from blocks.text import one_line
from blocks.ticket_card import NAME, title_of
from owona_bot.domain.clock import Translate
from owona_bot.domain.listing import Line
from owona_bot.domain.notice import Notice
from owona_bot.domain.verbs import Verb

SHOWS = f"{Verb.LIST} agent:me"
"""What the button of a digest says."""

HAPPENED: dict[Notice, str] = {
    Notice.GIVEN: "direct.given",
    Notice.TAKEN: "direct.taken",
    Notice.ANSWERED: "direct.answered",
}

MANY: dict[Notice, str] = {
    Notice.GIVEN: "direct.many_given",
    Notice.TAKEN: "direct.many_taken",
    Notice.ANSWERED: "direct.many_answered",
}


def told(line: Line, notice: Notice, who: str | None, workspace: str, t: Translate) -> Post:
    """`#1001 Title · Anna gave it to you`; `who` None is nobody with a name."""
    title = title_of(line.ticket, TITLE, t)
    what = t(HAPPENED[notice], who=one_line(who, NAME) if who else t("home.somebody"))
    return post(
        labels([f"#{line.ticket.number} {title}", what]),
        rich(number(line.ticket, line.card, workspace), gap(" "), said(title, "bold"), gap(f" · {what}")),
    )


def digest(count: int, notice: Notice, t: Translate) -> Post:
    """Many at once; the list is a press away."""
    sentence = t(MANY[notice], count=count)
    return post(sentence, section(sentence), *actions(button(t("direct.show"), ids.SAY, SHOWS)))
