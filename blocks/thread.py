"""What stands beneath a card: the description, messages, and one line for each change."""

from collections.abc import Mapping, Sequence

from blocks import ids
from blocks.parts import (
    Block,
    Frame,
    Post,
    View,
    actions,
    button,
    channel_link,
    context,
    gap,
    labels,
    mention,
    modal,
    plain,
    post,
    rich,
    said,
    spoken,
)
from blocks.text import nothing_in, one_line
from blocks.ticket_card import NAME, requester, tags
from blocks.words import MARKS, PRIORITY, STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.message import Author, Message
from owona_bot.domain.ticket import Status, Ticket

REASON = 200
"""Characters of what a mail server says."""

NOTICE = 150
"""Characters of an automatic message that anybody reads."""


def description(ticket: Ticket, t: Translate) -> Post:
    """The customer's first words, whole."""
    name = requester(ticket.requester, t)
    headed = rich(said(name, "bold"), gap(" " + t("thread.writes")))
    return post(f"{name}: {ticket.description}", headed, *told(ticket.description, "rich_text_quote", t))


def message(message: Message, t: Translate, whole: int | None = None) -> Post:
    """People are quoted; what a machine says in public is one small line.

    `whole` is the mail, by its id in the log, of which this is the newest part alone.
    """
    if not message.internal and (message.automatic or message.author is Author.SYSTEM):
        return notice(message, t)
    name = author(message, t)
    frame: Frame = "rich_text_quote" if message.author is Author.CUSTOMER else "rich_text_section"
    headed = rich(said(name, "bold"), gap(" " + t(manner(message))))
    more = [button(t("button.whole_mail"), ids.WHOLE_MAIL, str(whole))] if whole is not None else []
    return post(f"{name}: {message.text}", headed, *told(message.text, frame, t), *actions(*more))


def whole_mail(text: str, t: Translate) -> View:
    """The mail's text with all that it quotes."""
    return modal(ids.NOTICE, t("whole_mail.title"), "", t("notice.close"), told(text, "rich_text_section", t))


def notice(message: Message, t: Translate) -> Post:
    """One line, marked when nobody wrote it."""
    text = one_line(message.text, NOTICE)
    sentence = t("thread.automatic", text=text) if message.automatic else t("thread.system", text=text)
    return post(sentence, context(plain(sentence)))


def author(message: Message, t: Translate) -> str:
    """The name that the customer sees, else what kind of author it is."""
    if not nothing_in(message.name or ""):
        return one_line(message.name or "", NAME)
    return t(NAMELESS[message.author])


NAMELESS: dict[Author, str] = {
    Author.CUSTOMER: "thread.customer",
    Author.SUPPORT: "thread.support",
    Author.SYSTEM: "thread.machine",
}


def manner(message: Message) -> str:
    """The key of what follows the name."""
    if message.internal:
        return "thread.internal_automatic" if message.automatic else "thread.internal"
    return "thread.writes" if message.author is Author.CUSTOMER else "thread.answers"


def told(text: str, frame: Frame, t: Translate) -> list[Block]:
    """The text, or a word for there being none."""
    if nothing_in(text):
        return [context(plain(t("thread.empty")))]
    return spoken(text, frame, rest=t("thread.cut", length=len(text)))


def mail_refused(address: str, verdict: str, t: Translate, minds: Sequence[str] = ()) -> Post:
    """`verdict` as the log keeps it: `refused: ` and the server's words, which are a stranger's.

    `minds` are called, by Slack's ids.
    """
    reason = one_line(verdict.removeprefix("refused: "), REASON)
    sentence = t("thread.mail_refused", address=one_line(address, NAME), reason=reason)
    called = [rich(*(run for user in minds for run in (mention(user), gap(" "))), gap(sentence))] if minds else []
    return post(sentence, *(called or [context(plain(sentence))]))


def reminded(nth: int, number: int, t: Translate) -> Post:
    """The customer gets a letter that we wait for their answer; whether it goes is decided when it is written."""
    sentence = t("thread.reminded", nth=nth)
    return post(f"#{number}: {sentence}", context(plain(sentence)))


def change(
    payload: Mapping[str, object],
    who: str | None,
    agents: Mapping[int, str],
    number: int,
    t: Translate,
    called: str | None = None,
) -> Post:
    """One line for all that a writer changed at once; `who` is a display name.

    `called` is the Slack user of who got it by somebody else: a second line calls them.
    """
    name = one_line(who, NAME) if who else None
    act = holder(payload, name, agents, t) or solved(payload, name, t)
    rest = facts(payload, t, but=Status.RESOLVED if act and "agent" not in payload else None)
    news = rest or ([] if act else [t("change.other")])
    sentence = labels([*filter(None, [act or name]), *news])
    yours = [rich(mention(called), gap(" " + t("change.yours", number=number)))] if called else []
    return post(f"#{number}: {sentence}", context(plain(sentence)), *yours)


def told_already(line: Post, slack_user: str, t: Translate) -> Post:
    """Beneath the line of a ticket that is open again: who opened it hears that its customer knows nothing of it."""
    return Post(line.text, [*line.blocks, rich(mention(slack_user), gap(" " + t("thread.told_solved")))])


def tagged(ticket: Ticket, who: str | None, t: Translate) -> Post:
    """The tags that it has at this moment."""
    name = one_line(who, NAME) if who else t("change.somebody")
    left = t("change.tagged", who=name, tags=tags(ticket.tags, t)) if ticket.tags else t("change.untagged", who=name)
    return post(f"#{ticket.number}: {left}", context(plain(left)))


def holder(payload: Mapping[str, object], who: str | None, agents: Mapping[int, str], t: Translate) -> str | None:
    """Who has it now, as an act of `who` when somebody is known to have done it."""
    if "agent" not in payload:
        return None
    before, after = (name_of(side, agents, t) for side in pair(payload["agent"]))
    return given(who, before, after, t) if after else left(who, before, t)


def given(who: str | None, before: str | None, agent: str, t: Translate) -> str:
    """To oneself, by somebody to another, or by nobody known; whom somebody else took it from is said."""
    if who is None:
        return t("change.assigned", agent=agent)
    if before is not None and before not in (who, agent):
        key = "change.claimed_from" if who == agent else "change.assigned_from"
        return t(key, who=who, agent=agent, before=before)
    return t("change.claimed", who=who) if who == agent else t("change.assigned_by", who=who, agent=agent)


def left(who: str | None, agent: str | None, t: Translate) -> str:
    """By who held it, by somebody else, or by nobody known."""
    if who is None:
        return t("change.unassigned")
    if agent is None or agent == who:
        return t("change.released", who=who)
    return t("change.released_by", who=who, agent=agent)


def solved(payload: Mapping[str, object], who: str | None, t: Translate) -> str | None:
    """Resolving is an act where somebody is known to have done it; any other status is a fact."""
    resolved = after(payload, "status") == Status.RESOLVED
    return t("change.resolved", who=who) if who and resolved else None


def facts(payload: Mapping[str, object], t: Translate, but: Status | None) -> list[str]:
    """What is so now; `but` has been said already."""
    status, priority = after(payload, "status"), after(payload, "priority")
    known = [
        t("change.status", status=word(status, STATUS, t)) if status not in (None, but) else "",
        t("change.priority", priority=MARKS.get(str(priority), "") + word(priority, PRIORITY, t)) if priority else "",
        t("change.category") if payload.get("category") else "",
    ]
    return [fact for fact in known if fact]


def word(value: object, words: Mapping[str, str], t: Translate) -> str:
    """The catalogue's; a value that the table's CHECK would refuse stands as it is written."""
    key = words.get(str(value))
    return t(key) if key else one_line(str(value), NAME)


def after(payload: Mapping[str, object], name: str) -> object:
    """What `name` is now, or None where it didn't change."""
    return pair(payload.get(name))[1]


def pair(value: object) -> tuple[object, object]:
    """An event's [before, after]."""
    match value:
        case [before, now]:
            return before, now
    return None, None


def name_of(agent: object, agents: Mapping[int, str], t: Translate) -> str | None:
    """An agent who has left the table is somebody still."""
    if agent is None:
        return None
    name = agents.get(agent) if isinstance(agent, int) else None
    return one_line(name, NAME) if name else t("change.somebody")


def displaced(number: int, channel: str, t: Translate) -> Post:
    """Why the card stands here; `channel` is where it stood."""
    sentence = t("thread.displaced", number=number)
    return post(sentence, rich(gap(sentence + " "), channel_link(channel)))


def deleted(number: int, t: Translate) -> Post:
    """The last line of a thread."""
    sentence = t("thread.deleted", number=number)
    return post(sentence, context(plain(sentence)))
