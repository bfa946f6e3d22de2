"""A desk to draw, and the texts that people and machines throw at it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from blocks import new_ticket, notice, operations, thread, ticket_card, ticket_forms
from blocks.parts import Post, View
from owona_bot.domain.assignment import Stuck
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import NotANumber, UnknownVerb, WordMistyped, WordUnknown
from owona_bot.domain.event import Kind
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.message import Author, Message
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.tags import LONGEST, MOST
from owona_bot.domain.team_errors import AmbiguousAgent
from owona_bot.domain.ticket import Category, Priority, Requester, Snooze, Status, Ticket
from owona_bot.domain.ticket_errors import AlreadyClaimed, BadAddress, NoSuchTicket
from owona_bot.locale.catalogue import catalogues
from tests.blocks import (
    deadlines,
    escalations,
    explanations,
    exports,
    figures,
    many,
    moves,
    on_calls,
    replies,
    report_plans,
    reports,
    schedules,
    service_tokens,
    shares,
    taken,
    turns,
)

DE, EN = (catalogues().speak(locale) for locale in ("de", "en"))

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

ANNA = Agent(AgentId(7), "U0ANNA", "anna@example.org", "Anna", "de", "agent")
BEN = Agent(AgentId(8), "U0BEN", "ben@example.org", "Ben", "en", "admin")
ERIKA = Requester("Erika Muster", "erika@example.org")
NAMES = {7: "Anna", 8: "Ben"}

WORST = {
    "long": "Titel " * 1_500,
    "no spaces": "x" * 200_000,
    "message": "Eine Zeile, wie Kunden sie schreiben.\n" * 5_000,
    "everybody": "<!channel> <!here> <@U0ANNA> <#C0123> <!date^1^{ago}|x> <https://a.example|b> @channel",
    "formatting": "*fett* _kursiv_ ~weg~ `code` ```block``` > zitat :tada: <!channel>",
    "emoji": "🎉" * 4_000,
    "emoji families": "👨‍👩‍👧‍👦" * 2_000,
    "right to left": "\u202egpj.exe\u202c שלום \u2067عالم\u2069 \u200f!",
    "nul": "\0",
    "controls": "".join(map(chr, [*range(32), *range(127, 160)])) * 50,
    "surrogates": "\ud83d\ude00 \udfff\ud800",
    "empty": "",
    "blank": " \n\t \u200b\u2060\u3164 \n",
    "ampersands": "&" * 3_000,
    "brackets": "<" * 13_000,
    "quotes": '"\\' * 8_000,
    "new lines": "\n" * 100_000 + "Ende",
    "spaces": "a" + " " * 9_000 + "b",
    "broken escape": "&amp" * 4_000,
    "one wide": "Zeile\n" * 2_000,
}


def a_ticket(
    *,
    title: str = "Anmeldung geht nicht",
    description: str = "Seit heute früh.\nFehler 500.",
    status: Status = Status.NEW,
    priority: Priority = Priority.NORMAL,
    agent: Agent | None = None,
    requester: Requester = ERIKA,
) -> Ticket:
    """#1001, two days old."""
    begun = NOW - timedelta(days=2)
    return Ticket(UUID(int=1), 1001, title, description, status, priority, Category.BUG, agent, requester, begun)


def a_message(
    text: str = "Hallo\nnoch da?",
    author: Author = Author.CUSTOMER,
    name: str | None = "Erika Muster",
    *,
    internal: bool = False,
    automatic: bool = False,
) -> Message:
    """Of ticket #1001."""
    return Message(UUID(int=2), UUID(int=1), author, name, text, internal, automatic, NOW)


def posts(text: str, t: Translate) -> Iterator[Post]:
    """Every message there is, with `text` wherever something comes from outside."""
    agent = Agent(AgentId(9), "U0", text, text, "de", "agent")
    requester = Requester(text, text)
    for status in Status:
        for holder in (None, agent):
            ticket = a_ticket(title=text, description=text, status=status, agent=holder, requester=requester)
            yield ticket_card.ticket_card(ticket, NOW, t)
    yield ticket_card.ticket_card(burdened(ticket), NOW, t, Elsewhere(1002, moves.LINK))
    yield from moves.lines(ticket, a_message(text, name=text), text, t)
    yield from replies.lines(text, NOW, t)
    yield from replies.asked(ticket, text, t)
    yield from taken.posts(t)
    yield from on_calls.posts(text, t)
    yield from shares.posts(text, t)
    yield from reports.posts(text, t)
    yield from exports.posts(text, t)
    yield from figures.posts(text, t)
    yield from many.posts(burdened(ticket), text, t)
    yield from deadlines.posts(ticket, text, t)
    yield from escalations.posts(ticket, text, t)
    yield from schedules.posts(text, t)
    yield from report_plans.posts(text, t)
    yield from service_tokens.posts(text, t)
    yield from explanations.posts(ticket, text, t)
    yield from turns.posts(ticket, text, t)
    yield ticket_card.deleted_card(1001, t)
    yield from thread_posts(ticket, text, t)
    yield from operations_posts(text, t)
    yield from notices(ticket, text, t)


def burdened(ticket: Ticket) -> Ticket:
    """With all that a ticket can have."""
    tags = tuple(f"{n:02}".ljust(LONGEST, "x") for n in range(MOST))
    return replace(ticket, tags=tags, snooze=Snooze(NOW, True), merged_into=UUID(int=9))


def thread_posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    yield thread.description(ticket, t)
    for author in Author:
        for internal in (False, True):
            for automatic in (False, True):
                yield thread.message(a_message(text, author, text, internal=internal, automatic=automatic), t)
    for payload in ({"agent": [7, 8], "status": [text, text], "priority": [text, text], "category": True}, {}):
        yield thread.change(payload, text, {7: text, 8: text}, 1001, t)
    yield thread.tagged(ticket, text, t)
    yield thread.tagged(burdened(ticket), None, t)
    yield thread.deleted(1001, t)
    yield thread.mail_refused(text, f"refused: {text}", t)


def operations_posts(text: str, t: Translate) -> Iterator[Post]:
    yield operations.dead(5, text, 1001, text, 8, t)
    yield operations.settled(5, text, None, "retried", text, t)
    yield operations.settled(5, text, 1001, "discarded", text, t)
    yield operations.channel_refused(text, text, 3, t)
    yield operations.channel_refused("C0TICKETS", "is_archived", 3, t)
    yield operations.channel_lost(text, text, text, t)
    yield operations.channel_lost("C0TICKETS", "not_in_channel", "C0OPERATIONS", t)
    yield from (operations.assigning(t, held=held) for held in (True, False))
    yield from (operations.stuck(why, 10**6, t) for why in Stuck)
    yield operations.mail_refused(text, 3, t)
    yield from (operations.plan_failed(number, text, t) for number in (1001, None))
    yield operations.digest({Kind.DELIVERY_DIED: 40, Kind.CHANNEL_REFUSED: 3}, t)


ACTS = (
    notice.claimed,
    notice.released,
    notice.resolved,
    notice.opened,
    notice.status_set,
    notice.closed,
    notice.reopened,
    notice.priority_set,
    notice.category_set,
)


def notices(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    for say in ACTS:
        yield say(ticket, t)
    yield notice.assigned(ticket, replace(BEN, name=text), t)
    yield notice.tagged(burdened(ticket), t)
    yield notice.shown(ticket, NOW, t)
    yield notice.help(t)
    yield notice.fault(text, t)
    yield notice.refused(UnknownVerb(word=text, nearest="nimm"), t)
    yield notice.refused(AlreadyClaimed(number=1001, agent=text), t)
    yield notice.refused(NotANumber(word=text, verb=text), t)
    yield notice.refused(NoSuchTicket(number=text), t)
    yield notice.refused(BadAddress("requester", address=text), t)
    yield notice.refused(WordMistyped(word=text, nearest=text, fits=text, verb="prio"), t)
    yield notice.refused(WordUnknown(word=text, fits=text, verb="status"), t)
    yield notice.refused(AmbiguousAgent(word=text, fits=text), t)


def views(text: str, t: Translate) -> Iterator[View]:
    """Every modal there is, empty and with `text` in every field."""
    yield from taken.forms(text, t)
    yield from on_calls.forms(text, t)
    yield from shares.forms(text, t)
    yield from exports.forms(text, t)
    yield from many.forms(a_ticket(title=text), text, t)
    yield from schedules.forms(text, t)
    yield from report_plans.views(text, t)
    yield from service_tokens.forms(t)
    yield from escalations.forms(a_ticket(title=text), t)
    yield new_ticket.new_ticket(t)
    yield new_ticket.new_ticket(t, new_ticket.Typed(text, text, text, text, text))
    yield from moves.forms(a_ticket(title=text, requester=Requester(text, text)), a_message(text, name=text), t)
    for form in FORMS:
        yield form(burdened(a_ticket(title=text)), t)


FORMS = (
    ticket_forms.assign_form,
    ticket_forms.status_form,
    ticket_forms.priority_form,
    ticket_forms.category_form,
    ticket_forms.tag_form,
)
