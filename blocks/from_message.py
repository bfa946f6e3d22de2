"""Forms over a message that somebody wrote elsewhere in Slack, and the lines that say what became of it."""

from blocks import ids, new_ticket
from blocks.parts import Post, View, context, excerpt, field, gap, link, modal, plain, post, rich, typed
from owona_bot.domain.clock import Translate

NUMBER = 12
"""Characters that a ticket's number may take, with its #."""


def make(values: new_ticket.Typed, memo: str, t: Translate) -> View:
    """The form of a new ticket; what was written stands in it, whom it is for is to be typed."""
    fields = new_ticket.fields(values, t)
    return modal(
        ids.TICKET_FROM_MESSAGE,
        t("new_ticket.title"),
        t("new_ticket.submit"),
        t("new_ticket.close"),
        [*fields, context(plain(t("from_slack.thread_too")))] if memo else fields,
        memo,
    )


def attach(text: str, memo: str, t: Translate) -> View:
    """Which ticket it goes to."""
    return modal(
        ids.ATTACH_MESSAGE,
        t("attach.title"),
        t("attach.submit"),
        t("new_ticket.close"),
        [
            field(ids.NUMBER, t("attach.number"), typed(ids.VALUE, "", NUMBER), t("attach.hint")),
            *excerpt(text, rows=10, limit=1_000),
        ],
        memo,
    )


def became(number: int, t: Translate) -> Post:
    """In the thread that it was made of."""
    sentence = t("from_slack.became", number=number)
    return post(sentence, context(plain(sentence)))


def taken_back(number: int, t: Translate) -> Post:
    """The same line, once the emoji was taken away."""
    sentence = t("from_slack.became_not", number=number)
    return post(sentence, context(plain(sentence)))


def closed(number: int, t: Translate) -> Post:
    """In the ticket's own thread."""
    sentence = t("from_slack.taken_back", number=number)
    return post(sentence, context(plain(sentence)))


def thread_taken(count: int, address: str, t: Translate, *, more: bool) -> Post:
    """How many messages came along as notes, and where all of them stand; `address` is empty when they are gone."""
    sentence = t("from_slack.first_taken", count=count) if more else t("from_slack.taken", count=count)
    if not address:
        return post(sentence, rich(gap(sentence)))
    return post(sentence, rich(gap(sentence + " "), link(address, t("from_slack.thread"))))
