"""The living line of a reply that its customer does not have yet."""

from collections.abc import Sequence
from datetime import datetime

from blocks import ids
from blocks.list import TITLE, number
from blocks.parts import (
    Block,
    Post,
    actions,
    bullets,
    button,
    context,
    excerpt,
    gap,
    labels,
    moment,
    plain,
    post,
    rich,
    said,
    section,
)
from blocks.text import one_line
from blocks.ticket_card import NAME, title_of
from blocks.words import FOUND
from owona_bot.domain.clock import Translate
from owona_bot.domain.guard import Finding
from owona_bot.domain.listing import Line

ROWS, EXCERPT = 3, 300
"""Lines and characters of the answer that its line shows."""

SHOWN = 80
"""Characters of a finding, which is masked already."""

MOST = 10
"""Findings that are named; more would hide the buttons."""


def leaving(writer: str, text: str, due: datetime, reply: str, t: Translate) -> Post:
    """It goes at `due` unless somebody takes it back; where the date token is not read, it stands in due's zone."""
    sentence = t("held.leaving", who=one_line(writer, NAME))
    when = moment(due.timestamp(), f"{due:%H:%M:%S}")
    undo = button(t("button.undo"), ids.UNDO, reply)
    return post(sentence, context(plain(sentence), when), *excerpt(text, ROWS, EXCERPT), *actions(undo))


def guarded(writer: str, findings: Sequence[Finding], reply: str, t: Translate) -> Post:
    """It waits; what was found is shown masked, the answer itself is shown to who may release it."""
    sentence = t("held.guarded", who=one_line(writer, NAME))
    buttons = (
        button(t("button.release_reply"), ids.RELEASE_REPLY, reply),
        button(t("button.withdraw"), ids.UNDO, reply),
    )
    return post(f"{sentence} {labels(named(findings, t))}", section(sentence), *found(findings, t), *actions(*buttons))


def asked(line: Line, writer: str, findings: Sequence[Finding], reply: str, workspace: str, t: Translate) -> Post:
    """To who may release it; what was found is masked here too."""
    title, sentence = title_of(line.ticket, TITLE, t), t("held.guarded", who=one_line(writer, NAME))
    return post(
        labels([f"#{line.ticket.number} {title}", sentence, *named(findings, t)]),
        rich(number(line.ticket, line.card, workspace), gap(" "), said(title, "bold")),
        section(sentence),
        *found(findings, t),
        *actions(button(t("button.release_reply"), ids.RELEASE_REPLY, reply)),
    )


def found(findings: Sequence[Finding], t: Translate) -> list[Block]:
    """A list; none without one."""
    return [bullets(*([gap(line)] for line in named(findings, t)))] if findings else []


def named(findings: Sequence[Finding], t: Translate) -> list[str]:
    """Each in words, the first MOST."""
    told = [t(FOUND[finding.kind], shown=one_line(finding.shown, SHOWN)) for finding in findings[:MOST]]
    more = len(findings) - MOST
    return [*told, t("guard.more", count=more)] if more > 0 else told


def taken_back(writer: str, by: str | None, reply: str, t: Translate) -> Post:
    """It is a draft again; `by` is who did it."""
    who, other = one_line(writer, NAME), one_line(by, NAME) if by else None
    sentence = t("held.taken_back", who=who)
    if other and other != who:
        sentence = t("held.taken_back_by", who=who, by=other)
    again = button(t("button.continue"), ids.CONTINUE, reply)
    return post(sentence, context(plain(sentence)), *actions(again))


def lost(writer: str, t: Translate) -> Post:
    """Its ticket was deleted before it went."""
    sentence = t("held.lost", who=one_line(writer, NAME))
    return post(sentence, section(sentence))
