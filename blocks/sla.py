"""A ticket's deadlines explained: where each clock stands, and which of its time counted and why the rest did not."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from blocks.parts import Block, Post, context, gap, header, labels, plain, post, rich, said, section, verbatim
from blocks.text import cut, one_line
from blocks.ticket_card import TITLE, headline
from blocks.words import METRIC, WHY
from owona_bot.domain.calendar import ALWAYS
from owona_bot.domain.clock import Translate
from owona_bot.domain.sla import Clock, Metric, State
from owona_bot.domain.sla_lines import Line, counted_in, lines_of, on_wall, shortened
from owona_bot.domain.ticket import Ticket

ROUNDS = 2
"""Next answers that are explained, the latest."""

NAME = 60
NOTE = 40
"""Characters of a policy's and of a holiday's name."""


def explanation(ticket: Ticket, clocks: Sequence[Clock], now: datetime, zone: str, t: Translate) -> Post:
    """For the asker alone; `zone` is the desk's."""
    title = cut(headline(ticket, t), TITLE)
    if not clocks:
        sentence = t("sla.none")
        return post(labels([title, sentence]), header(title), section(sentence))
    shown = latest(clocks)
    earlier = len(clocks) - len(shown)
    more = [context(plain(t("sla.earlier_rounds", count=earlier)))] if earlier else []
    told = [labels([name(clock, t), stand(clock, now, t)]) for clock in shown]
    return post(
        labels([title, *told]), header(title), *(block for one in shown for block in blocks(one, now, zone, t)), *more
    )


def latest(clocks: Sequence[Clock]) -> list[Clock]:
    """Without the next answers of long ago."""
    rounds = [clock for clock in clocks if clock.metric is Metric.NEXT_RESPONSE]
    return [clock for clock in clocks if clock not in rounds[:-ROUNDS]]


def blocks(clock: Clock, now: datetime, home: str, t: Translate) -> Iterator[Block]:
    """Its name and state, how much counted, and the lines that this is the sum of."""
    zone = zone_of(clock, home)
    lines = shortened(lines_of(clock))
    yield rich(said(name(clock, t), "bold"), gap(" · "), said(stand(clock, now, t)))
    yield context(plain(labels([counted(clock, lines, t), policy(clock, t), zone])))
    yield from verbatim("\n".join(table(lines, zone, t)))


def zone_of(clock: Clock, home: str) -> str:
    """Its hours' own; what counts around the clock is told by the clock at `home`."""
    return home if clock.policy.calendar == ALWAYS else clock.policy.calendar.zone


def name(clock: Clock, t: Translate) -> str:
    """`Next answer 2`."""
    return t(METRIC[clock.metric]) + (f" {clock.round}" if clock.metric is Metric.NEXT_RESPONSE else "")


def policy(clock: Clock, t: Translate) -> str:
    """By whose name in the operator's file."""
    return t("sla.policy", policy=one_line(clock.policy.name, NAME))


def stand(clock: Clock, now: datetime, t: Translate) -> str:
    """Where it stands, and what that means for its due."""
    due = t.moment(clock.due_at, now) if clock.due_at else ""
    stopped = t.moment(clock.stopped_at, now) if clock.stopped_at else ""
    match clock.state:
        case State.MET if not due:
            return t("sla.kept", stopped=stopped)
        case State.MET:
            return t("sla.met_late" if clock.late else "sla.met", stopped=stopped, due=due)
        case State.VOID:
            return t("sla.void", stopped=stopped)
    if clock.breached(now):
        return t("sla.breached", due=due)
    if clock.state is State.PAUSED:
        return t("sla.paused")
    return t("sla.running", due=due) if due else t("sla.running_on")


def counted(clock: Clock, lines: Sequence[Line], t: Translate) -> str:
    """`2:47:57 of 8:00:00 counted`."""
    return t("sla.counted", counted=hours(counted_in(lines)), target=hours(round(clock.target / timedelta(seconds=1))))


def table(lines: Sequence[Line], zone: str, t: Translate) -> Iterator[str]:
    """A line each, `+` before what counts; another policy is named where it begins to hold."""
    before = lines[0].policy if lines else None
    for line in lines:
        if line.policy != before and line.policy:
            yield t("sla.from_here", policy=one_line(line.policy, NAME))
        before = line.policy
        start, end = on_wall(line.start, zone), on_wall(line.end, zone)
        yield f"{'+' if line.counted else ' '} {start}  {end}  {hours(line.counted or line.idle):>9}  {why(line, t)}"


def why(line: Line, t: Translate) -> str:
    """Why it counts, or not."""
    if line.why is None:
        return t("sla.folded", parts=line.parts, idle=hours(line.idle))
    return labels([t(WHY[line.why]), *([one_line(line.note, NOTE)] if line.note else [])])


def hours(seconds: int) -> str:
    """`2:47:57`."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
