"""The Home's deadlines: how many are broken or at risk, how it went lately, which ones come next."""

from datetime import datetime

from blocks import ids
from blocks.list import COUNTED, number
from blocks.parts import Block, actions, bullets, button, context, dated, gap, labels, plain, section
from blocks.text import one_line
from blocks.ticket_card import NAME, title_of
from blocks.words import METRIC, TONE
from owona_bot.domain.clock import Translate
from owona_bot.domain.due import DAYS, Outlook
from owona_bot.domain.filter_tree import Filter, OneOf, Sort, Term
from owona_bot.domain.filters import write
from owona_bot.domain.home import Home
from owona_bot.domain.listing import Line

TITLE = 50
"""Characters of a title beside a deadline."""

STEPS = "▁▂▃▄▅▆▇█"


def outlook(home: Home, t: Translate) -> list[Block]:
    """Nothing where nothing was promised; each count leads to what it counts."""
    told = home.outlook
    if told is None or (not told.late and not told.risk and told.share is None):
        return []
    counts = ((ids.HOME_LATE, "home.late", told.late, "breached"), (ids.HOME_RISK, "home.at_risk", told.risk, "risk"))
    buttons = [
        button(t(key, count=counted(count)), action, asking(value, t)) for action, key, count, value in counts if count
    ]
    return [*actions(*buttons), context(plain(labels(trend(told, t))))]


def counted(count: int) -> str:
    """As far as it was counted."""
    return f"{COUNTED}+" if count > COUNTED else str(count)


def asking(value: str, t: Translate) -> str:
    """The filter of a count, in the reader's words: it stands in their field then."""
    return write(Filter((Term(OneOf("sla", frozenset({value}))),), Sort.DUE), t.locale)


def trend(told: Outlook, t: Translate) -> list[str]:
    """How many were kept, and how many broke on each day."""
    kept = [t("home.kept", share=told.share, days=DAYS)] if told.share is not None else []
    broken = t("home.broken", line=sparkline(told.broken), count=sum(told.broken), today=told.broken[-1])
    return [*kept, broken if any(told.broken) else t("home.none_broken", days=DAYS)]


def sparkline(values: tuple[int, ...]) -> str:
    """One step a value, the highest to the top; what is not zero never stands at the bottom."""
    most = max(values)
    return "".join(STEPS[-(-value * (len(STEPS) - 1) // most) if most else 0] for value in values)


def coming(home: Home, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """Which ticket, what was promised, until when, whose it is."""
    if not home.coming:
        return []
    return [section(t("home.coming")), bullets(*(line(one, workspace, now, t) for one in home.coming))]


def line(one: Line, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """`#1001 Title · ⏳ Resolution Nov 26, 9:00 AM · with Anna`."""
    if one.deadline is None:
        return []
    ticket, due = one.ticket, one.deadline
    title = title_of(ticket, TITLE, t)
    holder = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    what = f" {title} · {TONE[due.tone]}{t(METRIC[due.metric])} "
    when = dated(due.due.timestamp(), "{date_short_pretty} {time}", t.moment(due.due, now))
    return [number(ticket, one.card, workspace), gap(what), when, gap(f" · {holder}")]
